"""Versions of one quotation: fingerprints to find them by, and the cluster of each quote.

The quotes that are there already are clustered by `migrating`, once all tables are of this release.

Revision ID: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision: str | None = "0004"
branch_labels = None
depends_on = None

_Words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables and the column."""
    op.create_table(
        "fingerprints",
        sa.Column("fingerprint", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("key", _Key, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("fingerprint", "key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "merged_clusters",
        sa.Column("id", _Words, nullable=False),
        sa.Column("leads_to", _Words, nullable=False),
        sa.Column("version", _Key, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_merged_clusters_leads_to", "merged_clusters", ["leads_to"])
    op.add_column("attributions", sa.Column("cluster", _Words))
    op.create_index(
        "ix_attributions_cluster",
        "attributions",
        ["cluster", "key", "act"],
        sqlite_where=sa.text("cluster IS NOT NULL"),
        postgresql_where=sa.text("cluster IS NOT NULL"),
    )


def downgrade() -> None:
    """Drop what `upgrade` made; clusters are found again from the words."""
    op.drop_index("ix_attributions_cluster", "attributions")
    op.drop_column("attributions", "cluster")
    op.drop_table("merged_clusters")
    op.drop_table("fingerprints")
