"""Statements that are made once: SQLAlchemy compiles them, the driver gets them as they are.

Its Core takes 91 µs for a row that SQLite finds in 6, a line of its own and a statement that was
compiled before take 8; a page of 20 that a search finds took 2.4 ms, and takes 0.7.
"""

from __future__ import annotations

from collections import OrderedDict, namedtuple
from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, Select
from sqlalchemy.exc import SQLAlchemyError

from quotes.store.database import begin


class FixedStatement:
    """A statement whose parameters that have names can be given other values."""

    def __init__(self, dialect: Dialect, statement: Select[Any]) -> None:
        compiled = statement.compile(dialect=dialect)
        self.sql = compiled.string
        self._fixed = dict(compiled.params)
        # SQLite's driver takes parameters by place, PostgreSQL's by name.
        self._order = compiled.positiontup
        names: Any = [column.name for column in statement.selected_columns]
        make_row: Any = namedtuple("Row", names)  # type: ignore[misc]
        self.make_row = make_row._make

    def place(self, values: dict[str, Any]) -> Any:
        """The parameters as the driver takes them."""
        given = {**self._fixed, **values}
        return given if self._order is None else tuple([given[name] for name in self._order])

    def run(self, connection: Connection, values: dict[str, Any]) -> list[Any]:
        """The rows, their columns by name; `begin` has the connection and tells errors."""
        cursor = connection.connection.cursor()
        try:
            cursor.execute(self.sql, self.place(values))
            return list(map(self.make_row, cursor.fetchall()))
        finally:
            cursor.close()


class FixedStatements:
    """Statements by all that they depend on but their values; of those, the last that were asked
    for, for clients choose how many there can be.

    Args:
        most: how many are kept; one for a page of quotes takes about 10 KB.
    """

    def __init__(self, most: int = 500) -> None:
        self._most = most
        self._lock = Lock()
        self._made: OrderedDict[tuple[str, ...], FixedStatement] = OrderedDict()

    def __len__(self) -> int:
        return len(self._made)

    def find(self, shape: tuple[str, ...], make: Callable[[], FixedStatement]) -> FixedStatement:
        """The statement of the shape, made if it is not there."""
        with self._lock:
            statement = self._made.get(shape)
            if statement is not None:
                self._made.move_to_end(shape)
                return statement
        # Others needn't wait for it; two may make the same.
        statement = make()
        with self._lock:
            self._made[shape] = statement
            if len(self._made) > self._most:
                self._made.popitem(last=False)
        return statement

    def clear(self) -> None:
        """Have every statement made anew."""
        with self._lock:
            self._made.clear()


class Line:
    """A connection that look-ups share, one at a time, each of which sees what is committed by
    then.

    It stays open: a pool takes 14 µs to give one and take it back, SQLite 6 to find a row.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._lock = Lock()
        self._connection: Any = None
        # After these the connection is as good as before.
        self._harmless = (engine.dialect.loaded_dbapi.DataError, UnicodeError)

    def fetch(self, sql: str, given: Any) -> Any:
        """The first row, or None; raises what the driver raises."""
        with self._lock:
            if self._connection is None:
                self._connection = self._open()
            try:
                cursor = self._connection.cursor()
                try:
                    cursor.execute(sql, given)
                    return cursor.fetchone()
                finally:
                    cursor.close()
            except self._harmless:
                raise
            except Exception:
                self._close()
                raise

    def close(self) -> None:
        """Close the connection; the next look-up opens one again."""
        with self._lock:
            self._close()

    def _open(self) -> Any:
        connection = self.engine.raw_connection()
        raw: Any = connection.driver_connection
        connection.detach()
        self.engine.dialect.set_isolation_level(raw, "AUTOCOMMIT")
        return raw

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            # What is broken may not even be closed.
            with suppress(self.engine.dialect.loaded_dbapi.Error):
                connection.close()


class LookUp:
    """A statement that finds one row by at most one parameter, which is called `key`."""

    def __init__(self, line: Line, statement: Select[Any]) -> None:
        self._line, self._statement = line, statement
        engine = line.engine
        self._fixed = FixedStatement(engine.dialect, statement)
        self._errors = (engine.dialect.loaded_dbapi.Error, SQLAlchemyError, UnicodeError)

    def find(self, key: str | None = None) -> Any:
        """The row, its columns by name; None if there is none.

        Raises:
            StoreError: as `begin`.
        """
        values = {} if key is None else {"key": key}
        try:
            row = self._line.fetch(self._fixed.sql, self._fixed.place(values))
        except self._errors:
            # Core tries once more, with another connection if this one is broken, and says what is
            # wrong.
            with begin(self._line.engine) as connection:
                row = connection.execute(self._statement, values).fetchone()
        return None if row is None else self._fixed.make_row(row)
