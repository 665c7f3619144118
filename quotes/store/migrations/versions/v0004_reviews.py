"""What people said of quotes.

Revision ID: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

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
    """Drop the reviews: an older release serves rejected quotes as all others, and counts them."""
    op.drop_table("reviews")
    op.drop_index("ix_attributions_status", "attributions")
    op.drop_column("attributions", "status")
    op.execute(_COUNT_ARTICLES)
    op.execute(_COUNT_TOPICS)
