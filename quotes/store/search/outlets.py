"""Outlets, each with its numbers of articles and statements."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, func, literal, select

from quotes.store.engine.database import Database
from quotes.store.results import Outlet, Page
from quotes.store.schema import articles, names
from quotes.store.schema.keys import UNDATED_KEY, select_day
from quotes.store.search.cursors import DEFAULT_LIMIT, digest_list
from quotes.store.search.listings import format_day, read_page

_DIGEST = digest_list("outlets")


class Outlets:
    """The outlets of the articles."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, *, limit: int = DEFAULT_LIMIT, cursor: str | None = None) -> Page[Outlet]:
        """Outlets by name; spellings that differ only in case or accents are one outlet.

        Raises:
            QueryError: an invalid limit or cursor.
        """
        dated = func.nullif(select_day(articles.c.key), select_day(literal(UNDATED_KEY)))
        query = (
            select(
                names.c.folded.label("sort_name"),
                literal("").label("id"),
                func.min(articles.c.outlet).label("name"),
                func.count().label("articles"),
                func.sum(articles.c.statements).label("quotes"),
                func.max(dated).label("first"),
                func.min(dated).label("last"),
            )
            .join_from(names, articles, articles.c.outlet_id == names.c.id)
            .where(names.c.kind == "outlet")
            .group_by(names.c.folded)
        )
        with self._database.read() as connection:
            return read_page(
                connection, query, (names.c.folded,), limit, cursor, _DIGEST, _make_outlet
            )


def _make_outlet(row: Row[Any]) -> Outlet:
    return Outlet(
        name=row.name,
        articles=row.articles,
        quotes=row.quotes,
        first_published=format_day(row.first),
        last_published=format_day(row.last),
    )
