"""Articles, attributions, speakers, topics and the full-text index.

Revision ID: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None

_FULL_TEXT = (
    """
    CREATE VIRTUAL TABLE attributions_fts USING fts5(
        content, content='attributions', content_rowid='key',
        tokenize='porter unicode61 remove_diacritics 2'
    )
    """,
    """
    CREATE TRIGGER attributions_fts_insert AFTER INSERT ON attributions BEGIN
        INSERT INTO attributions_fts(rowid, content) VALUES (new.key, new.content);
    END
    """,
    """
    CREATE TRIGGER attributions_fts_delete AFTER DELETE ON attributions BEGIN
        INSERT INTO attributions_fts(attributions_fts, rowid, content)
        VALUES ('delete', old.key, old.content);
    END
    """,
    """
    CREATE TRIGGER attributions_fts_update AFTER UPDATE OF content ON attributions BEGIN
        INSERT INTO attributions_fts(attributions_fts, rowid, content)
        VALUES ('delete', old.key, old.content);
        INSERT INTO attributions_fts(rowid, content) VALUES (new.key, new.content);
    END
    """,
)


def upgrade() -> None:
    """Make the first tables."""
    create_tables()
    create_full_text()
    if op.get_bind().dialect.name == "sqlite":
        op.execute("PRAGMA application_id = 0x4F6E5263")


def downgrade() -> None:
    """Leave nothing but the version table."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE attributions_fts")
        op.execute("PRAGMA application_id = 0")
    for table in ("article_topics", "speakers", "attributions", "articles"):
        op.drop_table(table)


def create_tables() -> None:
    """Make the tables, without the full-text index."""
    _create_articles()
    _create_attributions()
    _create_speakers()
    _create_topics()


def create_full_text() -> None:
    """Make the full-text index, which SQLite alone had."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in _FULL_TEXT:
            op.execute(statement)


def _create_articles() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("outlet", sa.Text()),
        sa.Column("outlet_folded", sa.Text()),
        sa.Column("title", sa.Text()),
        sa.Column("url", sa.Text()),
        sa.Column("published", sa.Text()),
        sa.Column("newest_first", sa.Integer(), nullable=False),
        sa.Column("statements", sa.Integer(), nullable=False),
        sa.Column("attitudes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_articles_outlet", "articles", ["outlet_folded", "outlet", "statements", "newest_first"]
    )


def _create_attributions() -> None:
    op.create_table(
        "attributions",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("newest_first", sa.Integer(), nullable=False),
        sa.Column("outlet_folded", sa.Text()),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("speaker_id", sa.Text()),
        sa.Column("speaker", sa.Text()),
        sa.Column("unlinked_folded", sa.Text()),
        sa.Column("speaker_kind", sa.Text()),
        sa.Column("role", sa.Text()),
        sa.Column("affiliation", sa.Text()),
        sa.Column("addressee_folded", sa.Text()),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("cue", sa.Text()),
        sa.Column("source", sa.Text()),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("article_id", "ordinal", name="uq_attributions_place"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], ondelete="CASCADE"),
    )
    place = ["newest_first", "article_id", "ordinal"]
    op.create_index("ix_attributions_order", "attributions", place)
    op.create_index("ix_attributions_speaker", "attributions", ["speaker_id", "act", *place])
    op.create_index("ix_attributions_outlet", "attributions", ["outlet_folded", "act", *place])
    op.create_index(
        "ix_attributions_unlinked",
        "attributions",
        ["unlinked_folded"],
        sqlite_where=sa.text("unlinked_folded IS NOT NULL"),
    )
    op.create_index(
        "ix_attributions_addressee",
        "attributions",
        ["addressee_folded"],
        sqlite_where=sa.text("addressee_folded IS NOT NULL"),
    )


def _create_speakers() -> None:
    op.create_table(
        "speakers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text()),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("sort_name", sa.Text(), nullable=False),
        sa.Column("names_folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_speakers_name", "speakers", ["sort_name", "id"])


def _create_topics() -> None:
    op.create_table(
        "article_topics",
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_folded", sa.Text()),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "ordinal"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], ondelete="CASCADE"),
    )
    op.create_index("ix_article_topics_code", "article_topics", ["code", "article_id"])
    op.create_index("ix_article_topics_name", "article_topics", ["name_folded", "article_id"])
