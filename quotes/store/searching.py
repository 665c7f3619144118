"""Which database searches how."""

from __future__ import annotations

from sqlalchemy import Connection

from quotes.store.fulltext import FullText
from quotes.store.fulltext_postgres import PostgresFullText
from quotes.store.fulltext_sqlite import SqliteFullText

_KINDS: dict[str, FullText] = {"sqlite": SqliteFullText(), "postgresql": PostgresFullText()}


def find_fulltext(connection: Connection) -> FullText:
    """How the database of the connection searches."""
    return _KINDS[connection.dialect.name]
