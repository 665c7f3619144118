"""What people said of quotes.

Revision ID: 0004
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import sqlalchemy as sa
from alembic import op

from quotes.folding import fold_name, pad_name

revision = "0004"
down_revision: str | None = "0003"
branch_labels = None
depends_on = None

_Words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_COUNT_ARTICLES = """
    UPDATE articles SET statements = found.statements, attitudes = found.attitudes
    FROM (
        SELECT article_key,
               sum(CASE act WHEN 'statement' THEN 1 ELSE 0 END) AS statements,
               sum(CASE act WHEN 'attitude' THEN 1 ELSE 0 END) AS attitudes
        FROM attributions GROUP BY article_key
    ) AS found
    WHERE found.article_key = articles.key
      AND (articles.statements <> found.statements OR articles.attitudes <> found.attitudes)
"""
_COUNT_TOPICS = """
    UPDATE topic_articles SET statements = articles.statements FROM articles
    WHERE articles.key = topic_articles.article_key
      AND articles.statements <> topic_articles.statements
"""


def upgrade() -> None:
    """Make room for reviews; nobody has reviewed anything yet."""
    op.add_column("attributions", sa.Column("status", _Words))
    where = sa.text("status IS NOT NULL")
    op.create_index(
        "ix_attributions_status",
        "attributions",
        ["status", "key", "act"],
        sqlite_where=where,
        postgresql_where=where,
    )
    op.create_table(
        "reviews",
        sa.Column("version", _Key, autoincrement=False, nullable=False),
        sa.Column("article_id", _Words, nullable=False),
        sa.Column("quote_id", _Words, nullable=False),
        sa.Column("status", _Words, nullable=False),
        sa.Column("person", _Words, nullable=False),
        sa.Column("content", _Words, nullable=False),
        sa.Column("speaker", _Words),
        sa.PrimaryKeyConstraint("version"),
    )
    op.create_index("ix_reviews_quote", "reviews", ["article_id", "quote_id"])


def downgrade() -> None:
    """Drop the reviews: an older release serves rejected quotes as all others, counts them, and
    finds their speakers by the names in them.
    """
    _name_speakers()
    op.drop_table("reviews")
    op.drop_index("ix_attributions_status", "attributions")
    op.drop_column("attributions", "status")
    op.execute(_COUNT_ARTICLES)
    op.execute(_COUNT_TOPICS)


def _name_speakers() -> None:
    """Make the rows of the speakers of rejected quotes again, from all of their quotes."""
    connection = op.get_bind()
    speakers = connection.scalars(
        sa.text(
            "SELECT DISTINCT speaker_id FROM attributions "
            "WHERE status = 'rejected' AND speaker_id IS NOT NULL"
        )
    )
    for speaker_id in speakers.all():
        of_speaker = {"speaker_id": speaker_id}
        found = connection.execute(
            sa.text(
                "SELECT coalesce(speaker, speaker_id) AS name, speaker_kind AS kind, count(*) "
                "AS quotes FROM attributions WHERE speaker_id = :speaker_id GROUP BY 1, 2"
            ),
            of_speaker,
        ).all()
        name, *others = names = _rank((row.name, row.quotes) for row in found)
        kinds = _rank((row.kind, row.quotes) for row in found if row.kind is not None)
        connection.execute(
            sa.text(
                "UPDATE speakers SET name = :name, kind = :kind, aliases = :aliases, "
                "sort_name = :sort_name WHERE id = :speaker_id"
            ),
            of_speaker
            | {
                "name": name,
                "kind": next(iter(kinds), None),
                "aliases": msgspec.json.encode(sorted(others)).decode(),
                "sort_name": fold_name(name),
            },
        )
        link = sa.text(
            "INSERT INTO speaker_names (name_id, speaker_id) SELECT id, :speaker_id FROM names "
            "WHERE kind = 'speaker' AND folded = :folded AND NOT EXISTS (SELECT 1 FROM "
            "speaker_names WHERE name_id = names.id AND speaker_id = :speaker_id)"
        )
        for each in names:
            connection.execute(link, of_speaker | {"folded": pad_name(each)})
    op.execute(
        "UPDATE attributions SET unlinked_id = NULL "
        "WHERE status = 'rejected' AND speaker_id IS NOT NULL"
    )


def _rank(counted: Iterable[tuple[str, int]]) -> list[str]:
    """The commonest first, then the longest, then by the alphabet."""
    totals: dict[str, int] = {}
    for name, quotes in counted:
        totals[name] = totals.get(name, 0) + quotes
    return sorted(totals, key=lambda name: (-totals[name], -len(name), name))
