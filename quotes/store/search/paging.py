"""Pages of quotes: which keys are on a page, in each of the orders."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Select,
    false,
    func,
    literal,
    select,
    tuple_,
    union_all,
)

from quotes.errors import QueryError
from quotes.store.schema import articles, attributions, topic_articles
from quotes.store.schema.keys import LAST_KEY, UNDATED_KEY
from quotes.store.search.cursors import KeyPlace, RankPlace, decode_cursor, encode_cursor
from quotes.store.search.dialects import find_fulltext
from quotes.store.search.filters import QuoteFilter, bind, may_lead, select_quotes
from quotes.store.search.fulltext import Selection

Order = Literal["date", "oldest", "confidence", "relevance"]

# So many quotes, the newest, are ranked by relevance; a very common word would else be weighed in
# every quote that has it. Ranking takes 2 µs for each.
MAX_CANDIDATES = 1_000

# From so many quotes on the surest are sooner found by going through all quotes, the surest first.
_MANY = 5_000


class KeyPage(NamedTuple):
    """A query for the keys of a page, one more than its limit, with their `rank`; whether only the
    newest were ranked; the texts with marks around the words that are asked for, if any are and
    marks are wanted; and whether equal ranks have the greatest key first.
    """

    rows: CTE
    is_capped: ColumnElement[bool]
    marked: ColumnElement[str] | None
    backwards: bool = False


def list_places(order: Order, limit: int, cursor: str | None) -> dict[str, Any]:
    """Where a page begins and ends, by the names that these parameters have in its query.

    Raises:
        QueryError: the cursor is not of this order.
    """
    places: dict[str, Any] = {"rows": limit + 1}
    if order == "relevance":
        places["candidates"] = MAX_CANDIDATES + 1
    if order == "oldest":
        return places | _list_oldest(cursor)
    if cursor is None:
        return places
    if order == "date":
        return places | {"after": decode_cursor(cursor, KeyPlace).key}
    place = _decode_rank(cursor, order)
    return places | {"after": place.key, "after_rank": place.rank}


def _list_oldest(cursor: str | None) -> dict[str, int]:
    """The keys that those of a page are less than: with a date, and without."""
    dated, undated = UNDATED_KEY, LAST_KEY
    if cursor is not None:
        key = _decode_rank(cursor, "oldest").key
        dated, undated = (key, undated) if key < UNDATED_KEY else (0, key)
    return {"dated_before": dated, "undated_before": undated}


def select_page(
    connection: Connection,
    wanted: QuoteFilter,
    order: Order,
    places: dict[str, Any],
    *,
    marks: bool,
) -> KeyPage:
    """The keys of a page that begins and ends at the places of `list_places`.

    Raises:
        QueryError: as `select_quotes`; relevance without `q`.
    """
    selection = select_quotes(connection, wanted)
    bound = {name: bind(name, value) for name, value in places.items()}
    is_capped: ColumnElement[bool] = false()
    if order == "date":
        newest = select_newest(selection, bound.get("after"))
        newest = newest.add_columns(literal(0.0).label("rank"))
        if marks and selection.marked is not None:
            newest = newest.add_columns(selection.marked.label("marked"))
        rows = newest.limit(bound["rows"]).cte("page")
        return KeyPage(rows, is_capped, _mark(connection, selection, rows) if marks else None)
    if order == "oldest":
        rows = _select_oldest(selection, bound).cte("page")
        marked = _mark(connection, selection, rows) if marks else None
        return KeyPage(rows, is_capped, marked, backwards=True)
    if order == "confidence":
        found = select_newest(selection).order_by(None)
        if not (may_lead(wanted) or selection.written is not None) or _has_many(connection, found):
            quote = attributions.alias("quote")
            passing = select_quotes(connection, wanted, by_key=False)
            same = select_newest(passing).where(passing.order[-1] == quote.c.key)
            best = select(quote.c.key, quote.c.surest_first.label("rank")).where(
                same.order_by(None).correlate(quote).exists()
            )
            place_of: tuple[ColumnElement[Any], ...] = (quote.c.surest_first, quote.c.key)
        else:
            found = found.add_columns(attributions.c.surest_first.label("rank"))
            few = found.cte("few").prefix_with("MATERIALIZED")
            best = select(few.c.key, few.c.rank)
            place_of = (few.c.rank, few.c.key)
    elif selection.written is None:
        raise QueryError("order", "relevance needs words to be relevant to; give q")
    else:
        newest = select_newest(selection).limit(bound["candidates"])
        candidates = find_fulltext(connection.dialect).rank(newest, selection).cte("candidates")
        place_of = (candidates.c.rank, candidates.c.key)
        best = select(candidates.c.key, candidates.c.rank)
        count = select(func.count()).select_from(candidates).scalar_subquery()
        is_capped = count >= bound["candidates"]
    if "after" in bound:
        best = best.where(tuple_(*place_of) > tuple_(bound["after_rank"], bound["after"]))
    rows = best.order_by(*place_of).limit(bound["rows"]).cte("page")
    return KeyPage(rows, is_capped, _mark(connection, selection, rows) if marks else None)


def select_newest(
    selection: Selection, after: ColumnElement[int] | int | None = None
) -> Select[Any]:
    """The keys of a selection, newest first, from the one after a key."""
    query = (
        select(selection.order[-1].label("key"))
        .select_from(selection.source)
        .where(*selection.conditions)
        .order_by(*selection.order)
    )
    if after is not None:
        query = query.where(*_follow(selection.order, after))
    return query


def _select_oldest(selection: Selection, bound: dict[str, ColumnElement[Any]]) -> Select[Any]:
    """The keys of a page, the last first, those without a date (`rank` 1) after the others (0).

    Each half goes backwards through the index that gives the newest forwards.
    """
    halves = []
    for rank, before in enumerate(("dated_before", "undated_before")):
        query = (
            select(selection.order[-1].label("key"), literal(float(rank)).label("rank"))
            .select_from(selection.source)
            .where(*selection.conditions)
            .where(*(key < bound[before] for key in selection.order))
            .order_by(*(key.desc() for key in selection.order))
        )
        if before == "undated_before":
            query = query.where(selection.order[-1] >= UNDATED_KEY)
        halves.append(select(query.limit(bound["rows"]).subquery(before)))
    both = union_all(*halves).subquery("both")
    return select(both).order_by(both.c.rank, both.c.key.desc()).limit(bound["rows"])


def find_next(order: Order, rank: float, key: int) -> str:
    """The cursor that the page after this quote begins with."""
    return encode_cursor(KeyPlace(key) if order == "date" else RankPlace(order, rank, key))


def _follow(
    order: tuple[ColumnElement[int], ...], after: ColumnElement[int] | int
) -> list[ColumnElement[bool]]:
    """The conditions for keys after one, for each index that may give the order."""
    found = [order[-1] > after]
    if order[0] is topic_articles.c.article_key:
        at = select(func.max(articles.c.key)).where(articles.c.key <= after).scalar_subquery()
        found.append(topic_articles.c.article_key >= at)
    return found


def _has_many(connection: Connection, found: Select[Any]) -> bool:
    some = found.limit(_MANY).subquery()
    return connection.scalars(select(func.count()).select_from(some)).one() == _MANY


def _mark(connection: Connection, selection: Selection, rows: CTE) -> ColumnElement[str]:
    """The texts of a page with marks: as they come with its keys, or of each key."""
    if "marked" in rows.c:
        return rows.c.marked
    return find_fulltext(connection.dialect).mark(rows, selection)


def _decode_rank(cursor: str, order: Order) -> RankPlace:
    place = decode_cursor(cursor, RankPlace)
    if place.order != order:
        raise QueryError("cursor", f"not of the order {order}; begin without a cursor")
    return place
