"""Which database searches how."""

from __future__ import annotations

from sqlalchemy import Dialect

from quotes.store.search.fulltext import FullText
from quotes.store.search.fulltext_postgres import PostgresFullText
from quotes.store.search.fulltext_sqlite import SqliteFullText

_DIALECTS: dict[str, FullText] = {"sqlite": SqliteFullText(), "postgresql": PostgresFullText()}


def find_fulltext(dialect: Dialect) -> FullText:
    """The full-text search of a database."""
    return _DIALECTS[dialect.name]
