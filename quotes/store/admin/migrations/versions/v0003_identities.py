"""Who is who across articles: sightings, ids that last, candidates, events, what people decided.

The speakers of articles that are there already are sighted and decided by `migrating`, once all
tables are of this release.

Revision ID: 0003
"""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"
branch_labels = None
depends_on = None

_Words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _create_sightings()
    _create_decisions()


def downgrade() -> None:
    """Drop the tables; attributions have the ids that their articles gave again, speakers are those
    that they were until their articles are saved again.
    """
    _restore_ids()
    for table in (
        "unsettled_keys",
        "speaker_wishes",
        "speaker_events",
        "speaker_candidates",
        "strands",
        "sighting_keys",
        "sightings",
    ):
        op.drop_table(table)


def _restore_ids() -> None:
    connection = op.get_bind()
    attributions = sa.table(
        "attributions", sa.column("key", _Key), sa.column("speaker_id"), sa.column("record")
    )
    place = sa.select(attributions.c.key, attributions.c.speaker_id, attributions.c.record)
    rows = connection.execute(place.order_by(attributions.c.key)).all()
    for row in rows:
        given = msgspec.json.decode(row.record).get("speaker_id")
        if given != row.speaker_id:
            of_row = sa.update(attributions).where(attributions.c.key == row.key)
            connection.execute(of_row.values(speaker_id=given))


def _create_sightings() -> None:
    op.create_table(
        "sightings",
        sa.Column("article_id", _Words, nullable=False),
        sa.Column("speaker", _Words, nullable=False),
        sa.Column("strand_id", _Words, nullable=False),
        sa.Column("name", _Words, nullable=False),
        sa.Column("facet", _Words, nullable=False),
        sa.Column("record", _Words, nullable=False),
        sa.PrimaryKeyConstraint("article_id", "speaker"),
    )
    op.create_index("ix_sightings_name", "sightings", ["name", "facet", "strand_id"])
    op.create_index("ix_sightings_strand_id", "sightings", ["strand_id"])
    op.create_table(
        "sighting_keys",
        sa.Column("shared", _Words, nullable=False),
        sa.Column("article_id", _Words, nullable=False),
        sa.Column("speaker", _Words, nullable=False),
        sa.PrimaryKeyConstraint("shared", "article_id", "speaker"),
    )
    op.create_index("ix_sighting_keys_article", "sighting_keys", ["article_id"])
    op.create_table(
        "strands",
        sa.Column("id", _Words, nullable=False),
        sa.Column("article_id", _Words, nullable=False),
        sa.Column("speaker", _Words, nullable=False),
        sa.Column("leads_to", _Words, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_strands_leads_to", "strands", ["leads_to"])
    op.create_index("ix_strands_anchor", "strands", ["article_id", "speaker"])


def _create_decisions() -> None:
    op.create_table(
        "speaker_candidates",
        sa.Column("id", _Words, nullable=False),
        sa.Column("other", _Words, nullable=False),
        sa.Column("rule", _Words, nullable=False),
        sa.Column("agreed", _Words, nullable=False),
        sa.Column("against", _Words, nullable=False),
        sa.PrimaryKeyConstraint("id", "other"),
    )
    op.create_index("ix_speaker_candidates_other", "speaker_candidates", ["other"])
    op.create_table(
        "speaker_events",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", _Key, nullable=False),
        sa.Column("change", _Words, nullable=False),
        sa.Column("id", _Words, nullable=False),
        sa.Column("other", _Words),
        sa.Column("article_id", _Words),
        sa.Column("speaker", _Words),
        sa.Column("rule", _Words),
        sa.Column("agreed", _Words, nullable=False),
        sa.Column("person", _Words),
        sa.Column("reason", _Words),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_speaker_events_id", "speaker_events", ["id"])
    op.create_index("ix_speaker_events_other", "speaker_events", ["other"])
    op.create_table(
        "speaker_wishes",
        sa.Column("article_id", _Words, nullable=False),
        sa.Column("speaker", _Words, nullable=False),
        sa.Column("other_article_id", _Words, nullable=False),
        sa.Column("other_speaker", _Words, nullable=False),
        sa.Column("kind", _Words, nullable=False),
        sa.Column("person", _Words, nullable=False),
        sa.Column("reason", _Words, nullable=False),
        sa.PrimaryKeyConstraint("article_id", "speaker", "other_article_id", "other_speaker"),
    )
    op.create_index(
        "ix_speaker_wishes_other", "speaker_wishes", ["other_article_id", "other_speaker"]
    )
    op.create_table(
        "unsettled_keys",
        sa.Column("shared", _Words, nullable=False),
        sa.PrimaryKeyConstraint("shared"),
    )
