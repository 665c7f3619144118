"""Queries that SQLAlchemy compiles once; from then on the driver gets the SQL directly.

SQLAlchemy Core takes 91 µs for a row that SQLite finds in 6; a page of 20 results of a search took
2.4 ms, and takes 0.7.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from threading import Lock
from typing import Any

from cachetools import LRUCache
from sqlalchemy import CompoundSelect, Connection, Dialect, Select


class PreparedQuery:
    """A compiled query; each of its named parameters can be given another value."""

    def __init__(self, dialect: Dialect, query: Select[Any] | CompoundSelect[Any]) -> None:
        compiled = query.compile(dialect=dialect)
        self.sql = compiled.string
        self._defaults = dict(compiled.params)
        # SQLite's driver takes parameters by position, PostgreSQL's by name.
        self._order = compiled.positiontup
        names: Any = [column.name for column in query.selected_columns]
        make_row: Any = namedtuple("Row", names)  # type: ignore[misc]  # of this query
        self.make_row = make_row._make

    def bind(self, values: dict[str, Any]) -> Any:
        """The parameters as the driver takes them."""
        bound = {**self._defaults, **values}
        return bound if self._order is None else tuple([bound[name] for name in self._order])

    def run(self, connection: Connection, values: dict[str, Any]) -> list[Any]:
        """The rows, their columns by name; in a transaction of `begin`, which maps errors."""
        cursor = connection.connection.cursor()
        try:
            cursor.execute(self.sql, self.bind(values))
            return list(map(self.make_row, cursor.fetchall()))
        finally:
            cursor.close()


class PreparedQueries:
    """The most recently used queries by their shape: all that the SQL depends on but its values.

    Bounded, for clients choose how many shapes there can be.

    Args:
        most: how many are kept; one for a page of quotes takes about 10 KB.
    """

    def __init__(self, most: int = 500) -> None:
        self._lock = Lock()
        self._queries: LRUCache[tuple[str, ...], PreparedQuery] = LRUCache(most)

    def __len__(self) -> int:
        return len(self._queries)

    def get(self, shape: tuple[str, ...], make: Callable[[], PreparedQuery]) -> PreparedQuery:
        """The query of the shape, made if it is not there."""
        with self._lock:
            query = self._queries.get(shape)
        if query is None:
            # Without the lock, so that others needn't wait; two threads may make the same.
            query = make()
            with self._lock:
                self._queries[shape] = query
        return query

    def clear(self) -> None:
        """Remove every query."""
        with self._lock:
            self._queries.clear()
