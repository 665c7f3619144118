"""PostgreSQL, for where one file on one machine is not enough."""

from __future__ import annotations

from importlib.util import find_spec
from traceback import clear_frames
from typing import Any

from sqlalchemy import Connection, Dialect, create_engine, event
from sqlalchemy.engine import URL

from quotes.errors import StoreError
from quotes.store.engine.database import Database

# How long to wait for a connection to be made, or for another to become free, in seconds; a writer
# waits for those before it. Not tuned.
_CONNECT_SECONDS = 3
_WRITER_SECONDS = 30

# When a machine or a network is gone without a word the system ends the connection after about as
# many milliseconds. It says nothing of a server that runs, but hangs: see `limits`.
_NETWORK = {
    "connect_timeout": _CONNECT_SECONDS,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}

# Connections that read, for each process; the server allows 100 in all by default.
_READERS = 16

_READER_OPTIONS = (
    "default_transaction_read_only=on",
    "jit=off",
    # The best plan depends on how rare the words and names are: one plan for all values once took
    # minutes where 50 ms would do.
    "plan_cache_mode=force_custom_plan",
    # With the default of 4 MB the bitmap of the matches of a common word is lossy: each row of its
    # pages is checked again.
    "work_mem=32MB",
    # A query ends when its client is gone: within this many milliseconds.
    "client_connection_check_interval=250",
)

# The plan for one row by its key is always the same, and planning takes longer than running it.
_PLAN_ONCE = ("SET plan_cache_mode = force_generic_plan",)

# "OnRc" in ASCII: held by the one transaction that writes.
WRITER_LOCK = 0x4F6E5263


def open_postgres(url: URL) -> Database:
    """The database on a server; no connection is made before the first transaction.

    Raises:
        StoreError: the driver is not installed.
    """
    if find_spec("psycopg") is None:
        raise StoreError("PostgreSQL needs a driver; pip install 'onrecord[postgres]'")
    url = url.set(drivername="postgresql+psycopg")
    reader = create_engine(
        url,
        # One state of the data for the whole of a transaction, as SQLite gives it.
        isolation_level="REPEATABLE READ",
        connect_args={
            **_NETWORK,
            "options": " ".join(f"-c {option}" for option in _READER_OPTIONS),
        },
        pool_size=_READERS,
        max_overflow=0,
        pool_timeout=_CONNECT_SECONDS,
    )
    writer = create_engine(
        url,
        # Each statement sees what the writer before has committed.
        isolation_level="READ COMMITTED",
        connect_args=_NETWORK,
        pool_size=1,
        max_overflow=0,
        pool_timeout=_WRITER_SECONDS,
    )
    event.listen(writer, "begin", _wait_for_writers)
    for engine in (reader, writer):
        event.listen(engine, "do_connect", _connect)
    return Database(url, reader, writer, _PLAN_ONCE)


def _connect(dialect: Dialect, _: object, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
    """A connection of the driver's; one that can't be made in time is closed at once.

    The error that psycopg 3.3 raises holds itself by a frame, with the half-made connection: each
    took one of the server's until the garbage collector came by.
    """
    try:
        return dialect.connect(*args, **options)
    except Exception as error:
        clear_frames(error.__traceback__)
        raise


def _wait_for_writers(connection: Connection) -> None:
    """Wait until no other process writes, so that versions are committed in their order."""
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")
