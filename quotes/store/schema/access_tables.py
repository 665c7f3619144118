"""The tables of who may use the service, and of what happened, for SQLAlchemy Core."""

from __future__ import annotations

from sqlalchemy import Column, Table

from quotes.store.schema.types import Key, Words, metadata

# The keys of persons and systems; see `write.access_keys`. Never deleted: events name them.
access_keys = Table(
    "access_keys",
    metadata,
    # What the key begins with, by which it is found.
    Column("prefix", Words, primary_key=True),
    Column("name", Words, nullable=False, index=True),
    # A `results.Scope`.
    Column("scope", Words, nullable=False),
    # SHA-256 of the key in hexadecimal; the key itself is not stored.
    Column("digest", Words, nullable=False),
    # ISO 8601, UTC.
    Column("created_at", Words, nullable=False),
    Column("expires_at", Words),
    Column("revoked_at", Words),
)

# What happened, in order: written in the transaction of each change, and never altered, but that
# those before an article is erased lose its id. Feeds and webhooks read it.
events = Table(
    "events",
    metadata,
    Column("id", Key, primary_key=True),
    # Such as "article.new" or "key.revoked".
    Column("kind", Words, nullable=False),
    # The id of the article, the job or the key that it is about.
    Column("object_id", Words, nullable=False),
    # The name of a key or person, or `write.events.COMMAND`.
    Column("who", Words, nullable=False),
    # ISO 8601, UTC.
    Column("at", Words, nullable=False),
    # The version of the data, if they changed; its row in `changes` has the reason.
    Column("version", Key, index=True),
    # JSON object of what else there is to say.
    Column("payload", Words, nullable=False),
    sqlite_autoincrement=True,
)
