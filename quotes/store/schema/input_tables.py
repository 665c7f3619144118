"""The tables of what was read and is not (yet) in the store, for SQLAlchemy Core."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table

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

# Articles that must not be stored yet, or not at all, whatever version of them comes: nothing reads
# them but `write.holding`.
held_articles = Table(
    "held_articles",
    metadata,
    Column("id", Words, primary_key=True),
    # "embargoed" or "withheld".
    Column("status", Words, nullable=False),
    # When the embargo ends: ISO 8601 with microseconds, UTC, so that it is compared as text.
    Column("until", Words),
    # When the publisher made the version that says so, as until; empty if unknown.
    Column("stated_at", Words, nullable=False),
    # The Extraction under embargo as JSON.
    Column("extraction", Words),
    Index("ix_held_articles_until", "until"),
)

# Pages and files that were read to their end, and what tells whether they have changed since.
read_inputs = Table(
    "read_inputs",
    metadata,
    # An address, or a path from the root.
    Column("name", Words, primary_key=True),
    # HTTP's entity tag; of a file its size and time.
    Column("etag", Words),
    # As HTTP writes it.
    Column("last_modified", Words),
    # ISO 8601, UTC.
    Column("read_at", Words, nullable=False),
)
