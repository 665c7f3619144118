"""One lock for all processes that write to a SQLite file.

SQLite before 3.51.3 can damage a database in WAL mode when two connections write or checkpoint at
the same time (https://sqlite.org/wal.html#walresetbug). So no connection checkpoints by itself;
`WriteLock.hold` is held from the start of a transaction until the checkpoint that may follow it.
The operating system frees it when its process ends, however it ends.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Engine

from quotes.errors import StoreError

# SQLite's own threshold, 1,000 pages of 4 KB: then the log is written back into the database.
CHECKPOINT_BYTES = 4_096_000
_POLL_SECONDS = 0.01


class WriteLock:
    """The lock of a database file, a file beside it; each thread of a process waits for its turn.

    Args:
        file: the database.
        seconds: how long to wait for other writers.
    """

    def __init__(self, file: Path, seconds: float) -> None:
        self._log = file.with_name(f"{file.name}-wal")
        self._path = file.with_name(f"{file.name}.lock")
        self._lock = FileLock(self._path, seconds, mode=0o600, poll_interval=_POLL_SECONDS)

    @contextmanager
    def hold(self, writer: Engine) -> Iterator[None]:
        """The lock, until the block has ended and a log that is long has been written back.

        Raises:
            StoreError: others write all the time, or the lock's file can't be made.
        """
        try:
            self._lock.acquire()
        except Timeout as error:
            raise StoreError(
                "the database is locked: another process is writing; try again when it is done"
            ) from error
        except OSError as error:
            raise StoreError(
                f"{self._path} can't be made: {error.strerror}; make room on its disk, or allow "
                "this user to write to its folder"
            ) from error
        try:
            yield
            if self._log.exists() and self._log.stat().st_size > CHECKPOINT_BYTES:
                _checkpoint(writer)
        finally:
            self._lock.release()


def _checkpoint(writer: Engine) -> None:
    """Writes the log back as far as no reader needs it; the next writer begins it anew.

    What was committed is safe without it, so a full disk is left to the next transaction to find.
    """
    with suppress(sqlite3.Error), closing(writer.raw_connection()) as connection:
        connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").close()
