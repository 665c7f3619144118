"""SQLite: one file, one connection that writes, others that only read."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.engine import URL

from quotes.errors import StoreError
from quotes.store.engine.database import Database, parse_url
from quotes.store.engine.file_lock import WriteLock

# How long to wait for another process that writes, in seconds. Not tuned.
BUSY_SECONDS = 30.0

# One connection for each reading thread; an idle one costs a file handle. Not tuned.
_READERS = 48

# With FULL a commit returns only when it is on the disk; WAL alone would leave it in the system's
# cache.
# The log is cut when it is begun anew, so that its length says how much is in it; `WriteLock`
# decides when it is written back.
_WRITER_PRAGMAS = (
    "foreign_keys = ON",
    "journal_mode = WAL",
    "synchronous = FULL",
    "journal_size_limit = 0",
    "wal_autocheckpoint = 0",
)
# With 16 MB of cache ranking takes a third less: the pages that every search reads stay in memory.
# Not `mmap_size`, which would take 9 to 18 % less time for a search: an error of the disk would end
# the process by a signal, and not one request with an error.
_READER_PRAGMAS = ("query_only = ON", "cache_size = -16000", "wal_autocheckpoint = 0")


def find_file(database_url: str) -> Path:
    """The file behind a SQLAlchemy URL such as `sqlite:////var/lib/onrecord.db`.

    Raises:
        StoreError: it is no such URL, or not of a SQLite file.
    """
    return get_file(parse_url(database_url))


def get_file(url: URL) -> Path:
    """The file of a URL of SQLite.

    Raises:
        StoreError: it has none.
    """
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise StoreError(
            f"{url.render_as_string()!r} is not a SQLite file; give sqlite:////path/to/onrecord.db"
        )
    return Path(url.database)


def open_sqlite(url: URL) -> Database:
    """The database in a file; the file is not opened before the first transaction."""
    file = get_file(url)
    lock = WriteLock(file, BUSY_SECONDS)
    return Database(url, make_reader(file), make_writer(file), lock=lock)


def make_writer(file: Path) -> Engine:
    """An engine with one connection; transactions take the write lock when they begin."""
    return _make_engine(file, "rw", "BEGIN IMMEDIATE", 1, _WRITER_PRAGMAS)


def make_reader(file: Path) -> Engine:
    """An engine whose connections only read; each transaction sees one state of the database."""
    return _make_engine(file, "ro", "BEGIN", _READERS, _READER_PRAGMAS)


def _make_engine(
    file: Path, mode: str, statement: str, connections: int, pragmas: tuple[str, ...]
) -> Engine:
    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"file:{quote(str(file.absolute()))}?mode={mode}",
            uri=True,
            timeout=BUSY_SECONDS,
            # `start` begins transactions: the driver would begin too late for CREATE TABLE and for
            # the write lock.
            isolation_level=None,
            check_same_thread=False,
        )
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
        return connection

    engine = create_engine(
        "sqlite://",
        creator=connect,
        poolclass=QueuePool,
        pool_size=connections,
        # The one used last has the most in its cache.
        pool_use_lifo=True,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
    )

    def start(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    event.listen(engine, "begin", start)
    return engine
