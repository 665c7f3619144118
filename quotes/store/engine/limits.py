"""An end to queries that take too long, or whose client is gone.

limit = TimeLimit(seconds=5)
with limit_queries(limit):
    store.quotes.list(filters)     # raises TooSlowError after 5 seconds, or after limit.stop()
"""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from threading import Lock
from time import monotonic
from typing import Any

# Steps of SQLite's virtual machine between two looks at the clock: 0.2 ms of simple ones.
_STEPS = 20_000


class TimeLimit:
    """When the queries of one caller end at the latest; any thread may end them earlier.

    SQLite looks at the clock after every `steps` of its virtual machine.
    """

    def __init__(
        self,
        seconds: float,
        *,
        steps: int = _STEPS,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.seconds, self.steps = seconds, steps
        self._clock = clock
        self._end = clock() + seconds
        self._stopped = False
        self._lock = Lock()
        self._cancel: Callable[[], None] | None = None

    def renew(self) -> None:
        """Give the next queries the whole of the time."""
        self._end = self._clock() + self.seconds

    def stop(self) -> None:
        """End the query that is running under this limit; on PostgreSQL its connection, too."""
        with self._lock:
            self._stopped = True
            if self._cancel is not None:
                self._cancel()

    def is_over(self) -> bool:
        """Whether no query may run under this limit any more."""
        return self._stopped or self._clock() > self._end

    def count_milliseconds(self) -> int:
        """The time that is left, rounded up; at least 1."""
        return max(1, int((self._end - self._clock()) * 1000) + 1)

    @contextmanager
    def cancel_by(self, cancel: Callable[[], None]) -> Iterator[None]:
        """While the block runs, `stop` calls the function; at once, if it has been called."""
        with self._lock:
            self._cancel = cancel
            if self._stopped:
                cancel()
        try:
            yield
        finally:
            # Waits for a running call to return: the connection's next query is another caller's.
            with self._lock:
                self._cancel = None


_current: ContextVar[TimeLimit | None] = ContextVar("time_limit", default=None)


@contextmanager
def limit_queries(limit: TimeLimit) -> Iterator[None]:
    """Every transaction that this thread begins in the block ends by the limit."""
    token = _current.set(limit)
    try:
        yield
    finally:
        _current.reset(token)


def find_limit() -> TimeLimit | None:
    """The limit of this thread's queries, if there is one."""
    return _current.get()


@contextmanager
def watch(connection: Any) -> Iterator[TimeLimit | None]:
    """The limit of this thread's queries, applied to a driver's connection while the block runs;
    the caller sets PostgreSQL's `statement_timeout`.
    """
    limit = find_limit()
    if limit is None:
        yield None
    elif isinstance(connection, sqlite3.Connection):
        connection.set_progress_handler(limit.is_over, limit.steps)
        try:
            yield limit
        finally:
            connection.set_progress_handler(None, 0)
    else:
        with _hang_up_by(limit, connection):
            yield limit


@contextmanager
def _hang_up_by(limit: TimeLimit, connection: Any) -> Iterator[None]:
    """While the block runs, `limit.stop` closes the connection to a server under the thread that
    waits for its answer. The server ends the query when it notices; asking it to would wait for an
    answer, too, which a server that hangs never gives.
    """
    # A descriptor of our own: the driver may close its own at any time, and another file get its
    # number.
    with socket.socket(fileno=os.dup(connection.fileno())) as connected:

        def hang_up() -> None:
            with suppress(OSError):
                connected.shutdown(socket.SHUT_RDWR)

        with limit.cancel_by(hang_up):
            yield
