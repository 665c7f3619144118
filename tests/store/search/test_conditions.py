"""A search resolves its names once: each search takes a fixed number of SQL statements."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from quotes.store import Order, QuoteFilter, Store


class StatementLog:
    """The SQL statements that the store's reading transactions send to the driver."""

    def __init__(self, store: Store) -> None:
        self.statements: list[str] = []
        event.listen(store._database.reader, "checkout", self._watch)

    def _watch(self, connection: Any, *_: object) -> None:
        if hasattr(connection, "set_trace_callback"):
            connection.set_trace_callback(self._add)
        else:
            connection.cursor_factory = self._make_cursor_class()

    def _add(self, statement: str) -> None:
        # Not the transaction, nor what the full-text index does for itself.
        if not statement.startswith(("BEGIN", "COMMIT", "--")):
            self.statements.append(statement)

    def _make_cursor_class(self) -> type:
        import psycopg

        add = self._add

        class Cursor(psycopg.Cursor[Any]):
            def execute(self, query: Any, *arguments: Any, **options: Any) -> Any:
                add(str(query))
                return super().execute(query, *arguments, **options)

        return Cursor


@pytest.mark.parametrize(
    ("fields", "order", "statements"),
    [
        pytest.param({"speaker": "ola-berg"}, "date", 3, id="an id"),
        # The identity, names, speakers of the names, names without an id, joint quotes; the page.
        pytest.param({"speaker": "berg"}, "date", 6, id="a speaker's name"),
        pytest.param({"role": "minister"}, "date", 2, id="a role"),
        pytest.param({"speaker": "berg", "role": "farmer"}, "date", 7, id="both"),
        pytest.param({"topic": "politics"}, "date", 3, id="a topic"),
        # One more looks whether they are many.
        pytest.param({"speaker": "berg"}, "confidence", 7, id="by confidence"),
    ],
)
def test_names_are_resolved_once(
    sample: Store, fields: dict[str, str], order: Order, statements: int
) -> None:
    filters = QuoteFilter(**fields)  # type: ignore[arg-type]
    found = sample.quotes.list(filters, order=order)
    assert found.items
    log = StatementLog(sample)
    assert sample.quotes.list(filters, order=order) == found
    assert len(log.statements) == statements, log.statements
