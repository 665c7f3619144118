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
from quotes.store.search.conditions import ResolvedNames, bind, select_quotes
from quotes.store.search.cursors import KeyCursor, RankCursor, decode_cursor, encode_cursor
from quotes.store.search.dialects import find_fulltext
from quotes.store.search.filters import QuoteFilter, is_indexed
from quotes.store.search.fulltext import Selection

Order = Literal["date", "oldest", "confidence", "relevance"]

# So many quotes, the newest, are ranked by relevance: else a very common word would be weighed in
# every quote that has it. Ranking takes 2 µs for each.
MAX_CANDIDATES = 1_000

# From so many quotes on, going through all quotes by confidence is taken to find the first sooner.
# Not tuned.
_MANY = 5_000

_Columns = tuple[ColumnElement[Any], ...]


class KeyPage(NamedTuple):
    """A query for the keys of a page, one more than its limit, with their `rank`; whether only the
    newest were ranked; and whether the greatest key comes first among equal ranks.
    """

    rows: CTE
    is_capped: ColumnElement[bool]
    descending: bool = False


def list_positions(order: Order, limit: int, cursor: str | None, digest: bytes) -> dict[str, Any]:
    """Where a page begins and ends, as values of the parameters of its query.

    Raises:
        QueryError: the cursor is not of the list of the digest.
    """
    positions: dict[str, Any] = {"rows": limit + 1}
    if order == "relevance":
        positions["candidates"] = MAX_CANDIDATES + 1
    if order == "oldest":
        return positions | _list_oldest(cursor, digest)
    if cursor is None:
        return positions
    if order == "date":
        return positions | {"after": decode_cursor(cursor, KeyCursor, digest).key}
    position = decode_cursor(cursor, RankCursor, digest)
    return positions | {"after": position.key, "after_rank": position.rank}


def _list_oldest(cursor: str | None, digest: bytes) -> dict[str, int]:
    """Upper bounds of the keys of a page: of those with a date, and of those without."""
    dated, undated = UNDATED_KEY, LAST_KEY
    if cursor is not None:
        key = decode_cursor(cursor, RankCursor, digest).key
        dated, undated = (key, undated) if key < UNDATED_KEY else (0, key)
    return {"dated_before": dated, "undated_before": undated}


def select_page(
    connection: Connection,
    filters: QuoteFilter,
    names: ResolvedNames,
    order: Order,
    positions: dict[str, Any],
) -> KeyPage:
    """The keys of a page between the positions of `list_positions`.

    Raises:
        QueryError: as `select_quotes`; relevance without `q`.
    """
    selection = select_quotes(connection, filters, names)
    bound = {name: bind(name, value) for name, value in positions.items()}
    is_capped: ColumnElement[bool] = false()
    if order == "date":
        rows = _select_by_date(selection, bound)
    elif order == "oldest":
        rows = _select_oldest(selection, bound)
    elif order == "confidence":
        rows = _rank(*_select_by_confidence(connection, filters, names, selection), bound)
    elif selection.query is None:
        raise QueryError("order", "relevance needs words to be relevant to; give q")
    else:
        newest = select_newest(selection).limit(bound["candidates"])
        candidates = find_fulltext(connection.dialect).rank(newest, selection).cte("candidates")
        count = select(func.count()).select_from(candidates).scalar_subquery()
        is_capped = count >= bound["candidates"]
        ranked = select(candidates.c.key, candidates.c.rank)
        rows = _rank(ranked, (candidates.c.rank, candidates.c.key), bound)
    page = rows.cte("page")
    return KeyPage(page, is_capped, descending=order == "oldest")


def select_newest(
    selection: Selection, after: ColumnElement[int] | int | None = None
) -> Select[Any]:
    """The keys of a selection, newest first, after a key."""
    query = (
        select(selection.order[-1].label("key"))
        .select_from(selection.source)
        .where(*selection.conditions)
        .order_by(*selection.order)
    )
    if after is not None:
        query = query.where(*_follow(selection.order, after))
    return query


def find_next(order: Order, rank: float, key: int, digest: bytes) -> str:
    """The cursor of the page after this quote."""
    return encode_cursor(KeyCursor(key) if order == "date" else RankCursor(rank, key), digest)


def _select_by_date(selection: Selection, bound: dict[str, ColumnElement[Any]]) -> Select[Any]:
    """The keys of a page, newest first."""
    newest = select_newest(selection, bound.get("after"))
    return newest.add_columns(literal(0.0).label("rank")).limit(bound["rows"])


def _select_oldest(selection: Selection, bound: dict[str, ColumnElement[Any]]) -> Select[Any]:
    """The keys of a page, oldest first; those without a date (`rank` 1) after the others (0).

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


def _select_by_confidence(
    connection: Connection, filters: QuoteFilter, names: ResolvedNames, selection: Selection
) -> tuple[Select[Any], _Columns]:
    """Keys with their rank by confidence, and the columns of the order: where they are few, sorted;
    else all quotes by confidence, each of which is looked up in the selection.
    """
    keys = select_newest(selection).order_by(None)
    is_narrow = is_indexed(filters) or selection.query is not None
    if is_narrow and not _has_many(connection, keys):
        ranked = keys.add_columns(attributions.c.confidence_order.label("rank"))
        few = ranked.cte("few").prefix_with("MATERIALIZED")
        return select(few.c.key, few.c.rank), (few.c.rank, few.c.key)
    quote = attributions.alias("quote")
    passing = select_quotes(connection, filters, names, by_key=False)
    same = select_newest(passing).where(passing.order[-1] == quote.c.key)
    ranked = select(quote.c.key, quote.c.confidence_order.label("rank")).where(
        same.order_by(None).correlate(quote).exists()
    )
    return ranked, (quote.c.confidence_order, quote.c.key)


def _rank(
    ranked: Select[Any], order: _Columns, bound: dict[str, ColumnElement[Any]]
) -> Select[Any]:
    """The keys of a page, lowest rank first."""
    if "after" in bound:
        ranked = ranked.where(tuple_(*order) > tuple_(bound["after_rank"], bound["after"]))
    return ranked.order_by(*order).limit(bound["rows"])


def _follow(
    order: tuple[ColumnElement[int], ...], after: ColumnElement[int] | int
) -> list[ColumnElement[bool]]:
    """The conditions for keys after one, for each index that may give the order."""
    conditions = [order[-1] > after]
    if order[0] is topic_articles.c.article_key:
        article = select(func.max(articles.c.key)).where(articles.c.key <= after)
        conditions.append(topic_articles.c.article_key >= article.scalar_subquery())
    return conditions


def _has_many(connection: Connection, keys: Select[Any]) -> bool:
    first = keys.limit(_MANY).subquery()
    return connection.scalars(select(func.count()).select_from(first)).one() == _MANY
