"""Pages of quotes: which keys are on a page, in each of the orders."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    false,
    func,
    literal,
    select,
    tuple_,
)

from quotes.errors import QueryError
from quotes.store.cursors import KeyPlace, RankPlace, decode_cursor, encode_cursor
from quotes.store.schema import articles, attributions, topic_articles
from quotes.store.selection import QuoteFilter, Selection, select_quotes

Order = Literal["date", "confidence", "relevance"]

# So many quotes, the newest, are ranked by relevance; a very common word would else be weighed in
# every quote that has it.
MAX_CANDIDATES = 5_000


class KeyPage(NamedTuple):
    """A query for the keys of a page, one more than its limit, with their `rank`, and whether only
    the newest were ranked.
    """

    rows: Subquery
    is_capped: ColumnElement[bool]


def select_page(
    connection: Connection, wanted: QuoteFilter, order: Order, limit: int, cursor: str | None
) -> KeyPage:
    """The keys of a page.

    Raises:
        QueryError: as `select_quotes`; the cursor is not of this order; relevance without `q`.
    """
    selection = select_quotes(connection, wanted)
    if order == "date":
        place = None if cursor is None else decode_cursor(cursor, KeyPlace)
        query = select_newest(selection, None if place is None else place.key)
        return KeyPage(
            query.add_columns(literal(0.0).label("rank")).limit(limit + 1).subquery("page"), false()
        )
    after = None if cursor is None else _decode_rank(cursor, order)
    if order == "confidence":
        ranked = _select_surest(selection, after)
        return KeyPage(ranked.limit(limit + 1).subquery("page"), false())
    if selection.rank is None:
        raise QueryError("order", "relevance needs words to be relevant to; give q")
    candidates = (
        select_newest(selection)
        .add_columns(selection.rank.label("rank"))
        .limit(MAX_CANDIDATES + 1)
        .cte("candidates")
    )
    best = select(candidates.c.key, candidates.c.rank)
    place_of = (candidates.c.rank, candidates.c.key)
    if after is not None:
        best = best.where(tuple_(*place_of) > tuple_(literal(after.rank), literal(after.key)))
    count = select(func.count()).select_from(candidates).scalar_subquery()
    return KeyPage(
        best.order_by(*place_of).limit(limit + 1).subquery("page"), count > MAX_CANDIDATES
    )


def select_newest(selection: Selection, after: int | None = None) -> Select[Any]:
    """The keys of a selection, newest first, from the one after a key."""
    query = (
        select(attributions.c.key)
        .select_from(selection.source)
        .where(*selection.conditions)
        .order_by(*selection.order)
    )
    if after is not None:
        query = query.where(*_follow(selection.order, after))
    return query


def find_next(order: Order, rank: float, key: int) -> str:
    """The cursor that the page after this quote begins with."""
    return encode_cursor(KeyPlace(key) if order == "date" else RankPlace(order, rank, key))


def _follow(order: tuple[ColumnElement[int], ...], after: int) -> list[ColumnElement[bool]]:
    """The conditions for keys after one, for each index that may give the order."""
    found = [order[-1] > after]
    if order[0] is topic_articles.c.article_key:
        at = select(func.max(articles.c.key)).where(articles.c.key <= after).scalar_subquery()
        found.append(topic_articles.c.article_key >= at)
    return found


def _select_surest(selection: Selection, after: RankPlace | None) -> Select[Any]:
    place_of = (attributions.c.surest_first, attributions.c.key)
    query = (
        select(attributions.c.key, attributions.c.surest_first.label("rank"))
        .select_from(selection.source)
        .where(*selection.conditions)
        .order_by(*place_of)
    )
    if after is not None:
        query = query.where(tuple_(*place_of) > tuple_(literal(after.rank), literal(after.key)))
    return query


def _decode_rank(cursor: str, order: Order) -> RankPlace:
    place = decode_cursor(cursor, RankPlace)
    if place.order != order:
        raise QueryError("cursor", f"not of the order {order}; begin without a cursor")
    return place
