"""Who else is named in sources that join several.

Revision ID: 0006
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import sqlalchemy as sa
from alembic import op

from quotes.folding import pad_name

revision = "0006"
down_revision: str | None = "0005"
branch_labels = None
depends_on = None

_Words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table and fill it from the records."""
    op.create_table(
        "attribution_members",
        sa.Column("name_id", sa.Integer(), nullable=False),
        sa.Column("key", _Key, nullable=False),
        sa.Column("speaker", _Words),
        sa.Column("speaker_id", _Words),
        sa.PrimaryKeyConstraint("name_id", "key"),
        sa.ForeignKeyConstraint(["key"], ["attributions.key"], ondelete="CASCADE"),
    )
    op.create_index("ix_attribution_members_key", "attribution_members", ["key"])
    op.create_index("ix_attribution_members_speaker", "attribution_members", ["speaker_id", "key"])
    rows = [
        {"name_id": _number_name(row.pop("folded")), **row}
        for article_key in _find_articles()
        for row in _make_rows(article_key)
    ]
    if rows:
        unique = {(row["name_id"], row["key"]): row for row in rows}
        members = _read_table("attribution_members")
        op.get_bind().execute(sa.insert(members), list(unique.values()))


def downgrade() -> None:
    """Drop the table, and the names that stood nowhere else."""
    op.drop_table("attribution_members")
    op.execute(
        "DELETE FROM names WHERE kind = 'speaker' "
        "AND NOT EXISTS (SELECT 1 FROM speaker_names WHERE name_id = names.id) "
        "AND NOT EXISTS (SELECT 1 FROM attributions WHERE unlinked_id = names.id)"
    )


def _read_table(name: str) -> sa.Table:
    return sa.Table(name, sa.MetaData(), autoload_with=op.get_bind())


def _find_articles() -> list[int]:
    """The keys of articles with a joint source."""
    found = sa.text(
        "SELECT DISTINCT article_key FROM attributions WHERE record LIKE :members "
        "ORDER BY article_key"
    )
    return list(op.get_bind().scalars(found.bindparams(members='%"members":["%')))


def _make_rows(article_key: int) -> Iterator[dict[str, Any]]:
    """The rows of an article, with `folded` names."""
    connection = op.get_bind()
    of_article = {"article_key": article_key}
    saved = connection.execute(
        sa.text("SELECT key, record FROM attributions WHERE article_key = :article_key"),
        of_article,
    ).all()
    sighted = connection.execute(
        sa.text(
            "SELECT sightings.speaker, strands.leads_to FROM articles "
            "JOIN sightings ON sightings.article_id = articles.id "
            "JOIN strands ON strands.id = sightings.strand_id WHERE articles.key = :article_key"
        ),
        of_article,
    )
    ids = {row.speaker: row.leads_to for row in sighted}
    records = [(row.key, msgspec.json.decode(row.record)) for row in saved]
    named = {each["speaker"]: each["speaker_id"] for _, each in records if each["speaker_id"]}
    for key, record in records:
        for member in record["members"]:
            folded, speaker = pad_name(member), named.get(member)
            if folded and member != record["speaker"]:
                yield {
                    "folded": folded,
                    "key": key,
                    "speaker": speaker,
                    "speaker_id": ids.get(speaker),
                }


def _number_name(folded: str) -> int:
    connection = op.get_bind()
    name = {"folded": folded}
    find = sa.text("SELECT id FROM names WHERE kind = 'speaker' AND folded = :folded")
    number = connection.scalar(find, name)
    if number is None:
        add = sa.text("INSERT INTO names (kind, folded) VALUES ('speaker', :folded)")
        connection.execute(add, name)
        number = connection.scalar(find, name)
    return int(number)
