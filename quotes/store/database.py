"""Connections to the database: one that writes, others that only read, and its errors as ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from quotes.errors import QueryError, StoreError, TooSlowError
from quotes.store.limits import watch

# How long to wait for another process that writes, in seconds.
BUSY_SECONDS = 30.0

# One connection for each thread that reads; SQLite's are cheap, and idle ones cost a file handle
# each.
_READERS = 48

# An answer is given only after the commit is on the disk: FULL, where WAL alone would keep it in
# the system's cache.
_WRITER_PRAGMAS = ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL")
_READER_PRAGMAS = ("query_only = ON",)


def find_file(database_url: str) -> Path:
    """The file behind a SQLAlchemy URL such as `sqlite:////var/lib/onrecord.db`.

    Raises:
        StoreError: it is no such URL, or not of a SQLite file.
    """
    try:
        url = make_url(database_url)
    except ArgumentError as error:
        raise StoreError(
            f"{database_url!r} is not a database URL; give one like sqlite:////path/to/onrecord.db"
        ) from error
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise StoreError(
            f"{url.render_as_string()!r} is not a SQLite file; give sqlite:////path/to/onrecord.db"
        )
    return Path(url.database)


def make_writer(file: Path) -> Engine:
    """An engine with one connection, whose transactions take the write lock when they begin."""
    return _make_engine(file, "rw", "BEGIN IMMEDIATE", 1, _WRITER_PRAGMAS)


def make_reader(file: Path) -> Engine:
    """An engine whose connections can't write, each transaction of which sees one state of the
    database.
    """
    return _make_engine(file, "ro", "BEGIN", _READERS, _READER_PRAGMAS)


@contextmanager
def begin(engine: Engine) -> Iterator[Connection]:
    """A transaction, kept if the block ends well and undone if not.

    Raises:
        StoreError: whatever SQLAlchemy or SQLite raises.
        TooSlowError: it took longer than `limits.limit_queries` lets it.
        QueryError: a value holds a lone surrogate, which no database can.
    """
    limit = None
    try:
        with engine.begin() as connection, watch(connection) as limit:
            yield connection
    except (SQLAlchemyError, sqlite3.Error) as error:
        if limit is not None and limit.is_over():
            raise TooSlowError(limit.seconds) from error
        raise StoreError(_describe(error)) from error
    except UnicodeEncodeError as error:
        raise QueryError("text", "a value holds half of a surrogate pair") from error


def _make_engine(
    file: Path, mode: str, statement: str, connections: int, pragmas: tuple[str, ...]
) -> Engine:
    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"file:{quote(str(file.absolute()))}?mode={mode}",
            uri=True,
            timeout=BUSY_SECONDS,
            # Transactions are begun below: the driver's own begin too late for tables and for the
            # write lock.
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
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
    )

    def start(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    event.listen(engine, "begin", start)
    return engine


def _describe(error: SQLAlchemyError | sqlite3.Error) -> str:
    reason = str(getattr(error, "orig", None) or error)
    mends = {
        "locked": "another process is writing; try again when it is done",
        "full": "make room on its disk",
        "readonly": "allow this user to write to it and its folder",
        "malformed": "restore it from a backup",
        "not a database": "choose another file with ONRECORD_DATABASE_URL",
        "unable to open": "allow this user to read it and to write to its folder",
    }
    mend = next((mend for sign, mend in mends.items() if sign in reason), None)
    return f"the database can't be used: {reason}" + (f"; {mend}" if mend else "")
