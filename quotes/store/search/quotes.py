"""Pages of quotes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select

from quotes.store.engine.connections import ReadConnections
from quotes.store.engine.database import Database
from quotes.store.engine.prepared import PreparedQueries, PreparedQuery
from quotes.store.results import Page, Quote
from quotes.store.schema import attributions
from quotes.store.search.articles import QUOTES, make_quote
from quotes.store.search.conditions import ResolvedNames, resolve_names
from quotes.store.search.filters import QuoteFilter, has_names, is_indexed, list_values
from quotes.store.search.fulltext import asks_for_letter, read_highlights
from quotes.store.search.grammar import parse_query
from quotes.store.search.paging import Order, find_next, list_positions, select_page

# Compiling the query of a page takes 1 ms, longer than most searches; it depends on the filter, but
# not on the values of `list_values`, `resolve_names` and `list_positions`.
_prepared = PreparedQueries()

_NO_NAMES = ResolvedNames({}, ())


class _PageRequest(NamedTuple):
    filters: QuoteFilter
    order: Order
    positions: dict[str, Any]
    highlight: bool


def read_quotes(
    database: Database,
    connections: ReadConnections,
    filters: QuoteFilter,
    order: Order,
    limit: int,
    cursor: str | None = None,
    *,
    highlight: bool = False,
) -> Page[Quote]:
    """At most `limit` quotes after a cursor, in one of the orders.

    Raises:
        QueryError: as `select_page` and `list_positions`.
    """
    highlight = highlight and filters.q is not None and filters.q_in != "speaker"
    positions = list_positions(order, limit, cursor)
    rows = _read_rows(database, connections, _PageRequest(filters, order, positions, highlight))
    more = len(rows) > limit
    letters = highlight and filters.q is not None and asks_for_letter(parse_query(filters.q))
    items = tuple(
        make_quote(
            row,
            read_highlights(row.highlighted, row.content, letters=letters) if highlight else (),
        )
        for row in rows[:limit]
    )
    return Page(
        items,
        find_next(order, rows[limit - 1].rank, rows[limit - 1].key) if more else None,
        capped=bool(rows and rows[0].is_capped),
    )


def clear_prepared() -> None:
    """Have every query compiled anew."""
    _prepared.clear()


def _read_rows(
    database: Database, connections: ReadConnections, request: _PageRequest
) -> Sequence[Any]:
    filters = request.filters
    values = list_values(connections.dialect, filters) | request.positions
    # With two of these the best index depends on how many quotes each finds, and so does the query.
    indexes = (is_indexed(filters), filters.q is not None, request.order == "confidence")
    is_mixed = sum(indexes) > 1
    if not has_names(filters) and not is_mixed:
        return connections.fetch(_prepare(database, request, _NO_NAMES, values), values)
    with database.read() as connection:
        names = resolve_names(connection, filters)
        if names.conditions or is_mixed:
            return connection.execute(_select_quotes(connection, request, names)).all()
        values |= names.values
        return _prepare(database, request, names, values).run(connection, values)


def _prepare(
    database: Database, request: _PageRequest, names: ResolvedNames, values: dict[str, Any]
) -> PreparedQuery:
    """The query of all requests that differ only in their values."""
    dialect = database.reader.dialect

    def make() -> PreparedQuery:
        with database.read() as connection:
            return PreparedQuery(dialect, _select_quotes(connection, request, names))

    shape = (dialect.name, request.order, "highlight" if request.highlight else "", *values)
    return _prepared.get(shape, make)


def _select_quotes(
    connection: Connection, request: _PageRequest, names: ResolvedNames
) -> Select[Any]:
    filters, order, positions, highlight = request
    page = select_page(connection, filters, names, order, positions, highlight=highlight)
    key = attributions.c.key
    query = (
        QUOTES.add_columns(page.rows.c.rank, page.is_capped.label("is_capped"))
        .join(page.rows, page.rows.c.key == key)
        .order_by(page.rows.c.rank, key.desc() if page.descending else key)
    )
    if page.highlighted is None:
        return query
    return query.add_columns(page.highlighted.label("highlighted"))
