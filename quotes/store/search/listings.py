"""Pages of what is listed by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, literal, tuple_

from quotes.store.results import Page
from quotes.store.schema.keys import read_day
from quotes.store.search.cursors import NameCursor, check_limit, decode_cursor, encode_cursor

T = TypeVar("T")


def read_page(
    connection: Connection,
    query: Select[Any],
    order: Sequence[ColumnElement[Any]],
    limit: int,
    cursor: str | None,
    digest: bytes,
    make: Callable[[Row[Any]], T],
) -> Page[T]:
    """A page of rows that have a `sort_name` and an `id`, ordered by the first or by both.

    Raises:
        QueryError: the limit is not between 1 and `MAX_LIMIT`, or the cursor is not of the list of
            the digest.
    """
    check_limit(limit)
    if cursor is not None:
        after = decode_cursor(cursor, NameCursor, digest)
        position = (literal(after.name), literal(after.id))
        query = query.where(tuple_(*order) > tuple_(*position[: len(order)]))
    rows = connection.execute(query.order_by(*order).limit(limit + 1)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(
        tuple(map(make, rows[:limit])),
        encode_cursor(NameCursor(last.sort_name, last.id), digest) if last is not None else None,
    )


def format_day(day: int | None) -> str | None:
    """A day of `keys.select_day` as YYYY-MM-DD."""
    read = read_day(day)
    return None if read is None else read.isoformat()
