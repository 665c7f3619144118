"""A second revision for tests of how data go up and down: the authors of articles get a column.

Revision ID: 0002
"""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, and fill it from the records."""
    op.add_column("articles", sa.Column("authors", sa.Text()))
    connection = op.get_bind()
    articles = sa.Table("articles", sa.MetaData(), autoload_with=connection)
    for key, record in connection.execute(sa.select(articles.c.key, articles.c.record)).all():
        authors = msgspec.json.encode(msgspec.json.decode(record).get("authors", [])).decode()
        of_article = sa.update(articles).where(articles.c.key == key)
        connection.execute(of_article.values(authors=authors))


def downgrade() -> None:
    """Drop the column; the records have the authors too."""
    op.drop_column("articles", "authors")
