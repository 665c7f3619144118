"""Single queries without a transaction, on connections that stay open.

One query sees one state of the data anyway. A transaction of SQLAlchemy's takes 100 µs more, and
with PostgreSQL two more messages each way; SQLite finds a row in 6 µs.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext, suppress
from math import ceil
from typing import Any

from sqlalchemy import Engine, Select

from quotes.store.engine.database import list_errors, make_error
from quotes.store.engine.limits import TimeLimit, find_limit, watch
from quotes.store.engine.prepared import PreparedQuery

# Idle connections that are kept; when more are needed at once, the others close after use. Not
# tuned: few requests are answered at once.
_MOST_IDLE = 16


class ReadConnections:
    """A pool of connections that only read, one for each query that is running.

    Args:
        engine: that makes the connections.
        settings: statements that each connection begins with.
    """

    def __init__(self, engine: Engine, settings: Sequence[str] = ()) -> None:
        self.dialect = engine.dialect
        self._engine, self._settings = engine, settings
        self._idle: list[_ReadConnection] = []
        self._closed = False
        self._errors = list_errors(engine)

    def fetch(self, query: PreparedQuery, values: dict[str, Any]) -> list[Any]:
        """The rows, their columns by name; raises as `begin`."""
        parameters = query.bind(values)
        try:
            try:
                rows = self._run(self._take(), query.sql, parameters)
            except self._errors as error:
                if self._is_usable_after(error):
                    raise
                # The connection may have broken since its last use; a new one has not.
                rows = self._run(self._open(), query.sql, parameters)
        except self._errors as error:
            raise make_error(error) from error
        return list(map(query.make_row, rows))

    def close(self) -> None:
        """Close every connection, those in use when their query is done."""
        self._closed = True
        while self._idle:
            self._close(self._idle.pop())

    def _run(self, connection: _ReadConnection, sql: str, parameters: Any) -> list[Any]:
        limit = find_limit()
        try:
            # Most look-ups have no limit, and are done sooner than one could be set.
            with nullcontext() if limit is None else watch(connection.driver):
                if connection.is_remote:
                    connection.set_timeout(limit)
                rows: list[Any] = connection.driver.execute(sql, parameters).fetchall()
        except Exception as error:
            if self._is_usable_after(error) and not connection.is_lost:
                self._put_back(connection)
            else:
                self._close(connection)
            raise
        self._put_back(connection)
        return rows

    def _is_usable_after(self, error: Exception) -> bool:
        """Whether a connection can be used again after the error."""
        limit = find_limit()
        is_over = limit is not None and limit.is_over()
        return is_over or isinstance(error, (self.dialect.loaded_dbapi.DataError, UnicodeError))

    def _take(self) -> _ReadConnection:
        # The one used last has the most in its cache.
        try:
            return self._idle.pop()
        except IndexError:
            return self._open()

    def _put_back(self, connection: _ReadConnection) -> None:
        if self._closed or len(self._idle) >= _MOST_IDLE:
            self._close(connection)
        else:
            self._idle.append(connection)

    def _open(self) -> _ReadConnection:
        connection = self._engine.raw_connection()
        driver: Any = connection.driver_connection
        connection.detach()
        self.dialect.set_isolation_level(driver, "AUTOCOMMIT")
        for setting in self._settings:
            driver.execute(setting)
        return _ReadConnection(driver, is_remote=self.dialect.name == "postgresql")

    def _close(self, connection: _ReadConnection) -> None:
        # Even closing a broken connection may fail.
        with suppress(self.dialect.loaded_dbapi.Error):
            connection.driver.close()


class _ReadConnection:
    """A connection of the driver, and the timeout that is set on it."""

    def __init__(self, driver: Any, *, is_remote: bool) -> None:
        self.driver, self.is_remote = driver, is_remote
        self._timeout = 0.0

    @property
    def is_lost(self) -> bool:
        """Whether the server, or we, have closed it."""
        return self.is_remote and bool(self.driver.closed)

    def set_timeout(self, limit: TimeLimit | None) -> None:
        """Set PostgreSQL's timeout to the whole of a limit: most queries are the only one under
        their limit, and then the same timeout is set only once.
        """
        timeout = 0.0 if limit is None else limit.seconds
        if timeout != self._timeout:
            self.driver.execute(f"SET statement_timeout = {ceil(timeout * 1000)}")
            self._timeout = timeout


class RowLookup:
    """A query for one row by at most one parameter, which is called `key`."""

    def __init__(self, connections: ReadConnections, query: Select[Any]) -> None:
        self._connections, self._query = connections, PreparedQuery(connections.dialect, query)

    def find(self, key: str | None = None) -> Any:
        """The row, its columns by name; None if there is none.

        Raises:
            StoreError: as `begin`.
        """
        rows = self._connections.fetch(self._query, {} if key is None else {"key": key})
        return rows[0] if rows else None
