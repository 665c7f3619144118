"""The tables of what was read and is not (yet) in the store, for SQLAlchemy Core."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table

from quotes.store.schema.types import Words, metadata

# Inputs that were left out, each with the last reason; see `records.QuarantinedInput`.
quarantined_inputs = Table(
    "quarantined_inputs",
    metadata,
    # From the root; "-" is standard input.
    Column("path", Words, primary_key=True),
    # 0 is the whole input.
    Column("line", Integer, primary_key=True, autoincrement=False),
    # The file or folder that was given, from which ids of articles are made.
    Column("root", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("article_id", Words),
    # ISO 8601, UTC.
    Column("tried_at", Words, nullable=False),
)
