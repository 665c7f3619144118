"""Transactions, and the errors of drivers as ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import NamedTuple

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DataError, IntegrityError, SQLAlchemyError

from quotes.errors import QueryError, StoreError, TooSlowError, UnstorableError
from quotes.store.engine.file_lock import WriteLock
from quotes.store.engine.limits import find_limit, watch

_EXAMPLES = "sqlite:////path/to/onrecord.db or postgresql+psycopg://user@host/onrecord"

# What can be done about an error, by words of the driver's message.
_MENDS = {
    "database is locked": "another process is writing; try again when it is done",
    "disk is full": "make room on its disk",
    "readonly": "allow this user to write to it and its folder",
    "malformed": "restore it from a backup",
    "not a database": "choose another file with ONRECORD_DATABASE_URL",
    "unable to open": "allow this user to read it and to write to its folder",
    "No space left": "make room on its disk",
    "disk I/O error": "make room on its disk, or look whether the disk is sound",
    "connection": "start the server, or choose another with ONRECORD_DATABASE_URL",
    "permission denied": "let `onrecord migrate` be run by the owner of the database",
}


class Database(NamedTuple):
    """A database, with connections that only read and one that writes.

    Writing transactions run one after the other; a reading one sees one state of the data. After
    the statements `plan_once` a connection plans a query once for all values. The lock is that of a
    SQLite file.
    """

    url: URL
    reader: Engine
    writer: Engine
    plan_once: tuple[str, ...] = ()
    lock: WriteLock | None = None

    def read(self) -> AbstractContextManager[Connection]:
        """A transaction that only reads; raises as `begin`."""
        return begin(self.reader)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that writes, after all earlier ones; raises as `begin`."""
        with self.hold(), begin(self.writer) as connection:
            yield connection

    def hold(self) -> AbstractContextManager[None]:
        """While the block lasts, no other process writes to a SQLite file."""
        return self.lock.hold(self.writer) if self.lock else nullcontext()

    def close(self) -> None:
        """Close every connection."""
        self.reader.dispose()
        self.writer.dispose()


def parse_url(database_url: str) -> URL:
    """The URL's parts.

    Raises:
        StoreError: it is no SQLAlchemy URL of SQLite or PostgreSQL.
    """
    try:
        url = make_url(database_url)
    except ArgumentError as error:
        raise StoreError(
            f"{database_url!r} is not a database URL; give one like {_EXAMPLES}"
        ) from error
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise StoreError(
            f"{url.render_as_string()!r} is neither SQLite nor PostgreSQL; "
            f"give a URL like {_EXAMPLES}"
        )
    return url


def hide_password(database_url: str) -> str:
    """The URL without its password, for messages."""
    try:
        url = make_url(database_url)
    except ArgumentError:
        return database_url
    return url.render_as_string(hide_password=True) if url.password else database_url


@contextmanager
def begin(engine: Engine) -> Iterator[Connection]:
    """A transaction, committed if the block ends well and rolled back if not.

    Raises:
        StoreError: whatever SQLAlchemy or the driver raises.
        TooSlowError: it took longer than the limit of `limits.limit_queries`.
        QueryError: a value has half of a surrogate pair, or NUL, which no database can store.
    """
    with (
        convert_errors(engine),
        engine.connect() as connection,
        # The commit is watched, too: it waits for an answer of the server.
        watch(connection.connection.driver_connection) as limit,
        connection.begin(),
    ):
        if limit is not None and engine.dialect.name == "postgresql":
            timeout = limit.count_milliseconds()
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = {timeout}")
        yield connection


@contextmanager
def convert_errors(engine: Engine) -> Iterator[None]:
    """Errors of SQLAlchemy and the driver as ours; raises as `begin`."""
    try:
        yield
    except list_errors(engine) as error:
        raise make_error(error) from error


def list_errors(engine: Engine) -> tuple[type[Exception], ...]:
    """The errors that SQLAlchemy and the driver raise."""
    return (SQLAlchemyError, engine.dialect.loaded_dbapi.Error, UnicodeEncodeError)


def make_error(error: Exception) -> QueryError | StoreError:
    """The error of ours for one of `list_errors`."""
    if isinstance(error, UnicodeEncodeError):
        return QueryError("text", "a value holds half of a surrogate pair")
    limit = find_limit()
    if limit is not None and limit.is_over():
        return TooSlowError(limit.seconds)
    reason = " ".join(str(getattr(error, "orig", None) or error).split())
    if "cannot contain NUL" in reason:
        return QueryError("text", "a value holds a NUL character")
    if isinstance(error, DataError | IntegrityError) or _is_too_large(error):
        return UnstorableError(f"the database refuses what it is to hold: {reason}")
    return StoreError(_describe(reason))


def _is_too_large(error: Exception) -> bool:
    """Whether a value exceeds a limit of PostgreSQL's (class 54, "program limit exceeded")."""
    state = getattr(getattr(error, "orig", error), "sqlstate", None)
    return isinstance(state, str) and state.startswith("54")


def _describe(reason: str) -> str:
    mend = next((mend for words, mend in _MENDS.items() if words in reason), None)
    return f"the database can't be used: {reason}" + (f"; {mend}" if mend else "")
