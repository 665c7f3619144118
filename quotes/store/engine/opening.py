"""Which kind of database a URL means."""

from __future__ import annotations

from quotes.store.engine.database import Database, parse_url
from quotes.store.engine.postgres import open_postgres
from quotes.store.engine.sqlite import open_sqlite


def open_database(database_url: str) -> Database:
    """The database of a SQLAlchemy URL.

    Raises:
        StoreError: it is no URL of SQLite or PostgreSQL, or its driver is not installed.
    """
    url = parse_url(database_url)
    return open_sqlite(url) if url.get_backend_name() == "sqlite" else open_postgres(url)
