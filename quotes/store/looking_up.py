"""Single rows by key, read without SQLAlchemy's own work.

Its Core takes 91 µs for a row that SQLite finds in 6; a connection of its pool and a statement that
it has compiled once take 14. So look-ups are statements of Core, too, but handed to the driver.
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any

from sqlalchemy import Engine, Select
from sqlalchemy.exc import SQLAlchemyError

from quotes.store.database import begin


class LookUp:
    """A statement that finds one row by at most one parameter, which is called `key`."""

    def __init__(self, engine: Engine, statement: Select[Any]) -> None:
        self._engine, self._statement = engine, statement
        compiled = statement.compile(engine)
        self._sql = compiled.string
        self._fixed = dict(compiled.params)
        # SQLite's driver takes parameters by place, PostgreSQL's by name.
        self._order = compiled.positiontup
        names: Any = [column.name for column in statement.selected_columns]
        make_row: Any = namedtuple("Row", names)  # type: ignore[misc]
        self._make = make_row._make
        self._errors = (engine.dialect.loaded_dbapi.Error, SQLAlchemyError, UnicodeError)

    def find(self, key: str | None = None) -> Any:
        """The row, its columns by name; None if there is none.

        Raises:
            StoreError: as `begin`.
        """
        values = self._fixed if key is None else {**self._fixed, "key": key}
        try:
            row = self._fetch(values)
        except self._errors:
            # Core tries once more, with another connection if this one is broken, and says what is
            # wrong.
            with begin(self._engine) as connection:
                row = connection.execute(self._statement, values).fetchone()
        return None if row is None else self._make(row)

    def _fetch(self, values: dict[str, Any]) -> Any:
        given: Any = values
        if self._order is not None:
            given = tuple([values[name] for name in self._order])
        connection = self._engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(self._sql, given)
            return cursor.fetchone()
        finally:
            connection.close()
