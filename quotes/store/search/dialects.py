"""Which database searches how."""

from __future__ import annotations

from sqlalchemy import Dialect

from quotes.store.search.fulltext import FullText
from quotes.store.search.fulltext_postgres import PostgresFullText
from quotes.store.search.fulltext_sqlite import SqliteFullText

_KINDS: dict[str, FullText] = {"sqlite": SqliteFullText(), "postgresql": PostgresFullText()}


def find_fulltext(dialect: Dialect) -> FullText:
    """How a database searches."""
    return _KINDS[dialect.name]
