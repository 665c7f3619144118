"""Which database searches how."""

from __future__ import annotations

from sqlalchemy import Dialect

from quotes.store.fulltext import FullText
from quotes.store.fulltext_postgres import PostgresFullText
from quotes.store.fulltext_sqlite import SqliteFullText

_KINDS: dict[str, FullText] = {"sqlite": SqliteFullText(), "postgresql": PostgresFullText()}


def find_fulltext(dialect: Dialect) -> FullText:
    """How a database searches."""
    return _KINDS[dialect.name]
