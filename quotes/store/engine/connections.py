"""Statements without a transaction around them, on connections that stay open.

One statement sees one state of the data anyway. A transaction of SQLAlchemy's takes 100 µs more,
and with PostgreSQL two more messages each way; SQLite finds a row in 6 µs.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext, suppress
from math import ceil
from typing import Any

from sqlalchemy import Engine, Select

from quotes.store.engine.database import list_errors, make_error
from quotes.store.engine.limits import TimeLimit, find_limit, watch
from quotes.store.engine.prepared import FixedStatement

# Connections that are kept; when more are needed at once, the others close after use.
_MOST_IDLE = 16


class Lines:
    """Connections that stay open, one for each statement under way.

    Args:
        engine: whose connections they are.
        settings: statements that each begins with.
    """

    def __init__(self, engine: Engine, settings: Sequence[str] = ()) -> None:
        self.dialect = engine.dialect
        self._engine, self._settings = engine, settings
        self._idle: list[_Open] = []
        self._closed = False
        self._errors = list_errors(engine)

    def fetch(self, statement: FixedStatement, values: dict[str, Any]) -> list[Any]:
        """The rows, their columns by name; raises as `begin`."""
        given = statement.place(values)
        try:
            try:
                rows = self._run(self._take(), statement.sql, given)
            except self._errors as error:
                if self._is_harmless(error):
                    raise
                # It may have broken since it was last used; a new one hasn't been yet.
                rows = self._run(self._open(), statement.sql, given)
        except self._errors as error:
            raise make_error(error) from error
        return list(map(statement.make_row, rows))

    def close(self) -> None:
        """Close every connection, those under way when they are done."""
        self._closed = True
        while self._idle:
            self._close(self._idle.pop())

    def _run(self, line: _Open, sql: str, given: Any) -> list[Any]:
        limit = find_limit()
        try:
            if line.is_remote:
                line.set_timeout(limit)
            # Most look-ups have no limit, and are done sooner than one could be set.
            with nullcontext() if limit is None else watch(line.connection):
                rows: list[Any] = line.connection.execute(sql, given).fetchall()
        except Exception as error:
            if self._is_harmless(error):
                self._put_back(line)
            else:
                self._close(line)
            raise
        self._put_back(line)
        return rows

    def _is_harmless(self, error: Exception) -> bool:
        """Whether a connection is as good as before."""
        limit = find_limit()
        is_over = limit is not None and limit.is_over()
        return is_over or isinstance(error, (self.dialect.loaded_dbapi.DataError, UnicodeError))

    def _take(self) -> _Open:
        # The one used last has the most in its cache.
        try:
            return self._idle.pop()
        except IndexError:
            return self._open()

    def _put_back(self, line: _Open) -> None:
        if self._closed or len(self._idle) >= _MOST_IDLE:
            self._close(line)
        else:
            self._idle.append(line)

    def _open(self) -> _Open:
        connection = self._engine.raw_connection()
        raw: Any = connection.driver_connection
        connection.detach()
        self.dialect.set_isolation_level(raw, "AUTOCOMMIT")
        for each in self._settings:
            raw.execute(each)
        return _Open(raw, is_remote=self.dialect.name == "postgresql")

    def _close(self, line: _Open) -> None:
        # What is broken may not even be closed.
        with suppress(self.dialect.loaded_dbapi.Error):
            line.connection.close()


class _Open:
    def __init__(self, connection: Any, *, is_remote: bool) -> None:
        self.connection, self.is_remote = connection, is_remote
        self._timeout = 0.0

    def set_timeout(self, limit: TimeLimit | None) -> None:
        """Let no statement take longer than a limit does in all: most are the only one under it,
        and so it needn't be told anew for each.
        """
        timeout = 0.0 if limit is None else limit.seconds
        if timeout != self._timeout:
            self.connection.execute(f"SET statement_timeout = {ceil(timeout * 1000)}")
            self._timeout = timeout


class LookUp:
    """A statement that finds one row by at most one parameter, which is called `key`."""

    def __init__(self, lines: Lines, statement: Select[Any]) -> None:
        self._lines, self._statement = lines, FixedStatement(lines.dialect, statement)

    def find(self, key: str | None = None) -> Any:
        """The row, its columns by name; None if there is none.

        Raises:
            StoreError: as `begin`.
        """
        rows = self._lines.fetch(self._statement, {} if key is None else {"key": key})
        return rows[0] if rows else None
