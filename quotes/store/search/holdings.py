"""What is held: how many outlets, from when to when."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Connection, Dialect, func, select

from quotes.checking import Holdings
from quotes.store.engine.prepared import PreparedQuery
from quotes.store.schema import articles, names
from quotes.store.schema.keys import UNDATED_KEY, read_day, select_day


def read_holdings(connection: Connection) -> Holdings:
    """What a check searches; three rows by their keys."""
    (row,) = _select_holdings(connection.dialect).run(connection, {})
    first, last = read_day(row.first), read_day(row.last)
    return Holdings(
        outlets=row.outlets,
        first_published=first.isoformat() if first else None,
        last_published=last.isoformat() if last else None,
    )


@cache
def _select_holdings(dialect: Dialect) -> PreparedQuery:
    outlets = select(func.count()).select_from(names).where(names.c.kind == "outlet")
    dated = articles.c.key < UNDATED_KEY
    # Ascending keys are newest first.
    newest = select(select_day(func.min(articles.c.key))).where(dated)
    oldest = select(select_day(func.max(articles.c.key))).where(dated)
    query = select(
        outlets.scalar_subquery().label("outlets"),
        oldest.scalar_subquery().label("first"),
        newest.scalar_subquery().label("last"),
    )
    return PreparedQuery(dialect, query)
