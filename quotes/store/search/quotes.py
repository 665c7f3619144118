"""Quotes: one by its id, pages of them, and their number."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from msgspec.structs import replace
from sqlalchemy import Connection, Select

from quotes.checking import DEFAULT_MATCHES, NO_HINTS, Claim, Hints, QuotedSource, check_claim
from quotes.errors import NotFoundError
from quotes.records import Article, Spans
from quotes.store.engine.connections import ReadConnections, RowLookup
from quotes.store.engine.database import Database
from quotes.store.engine.prepared import PreparedQueries, PreparedQuery
from quotes.store.results import (
    Carrier,
    CheckedClaim,
    EncodedQuote,
    Facet,
    Facets,
    Interval,
    MatchingCandidate,
    Page,
    Quote,
    Timeline,
)
from quotes.store.schema import attributions
from quotes.store.search.conditions import ResolvedNames, resolve_names
from quotes.store.search.cursors import DEFAULT_LIMIT, check_limit, digest_list
from quotes.store.search.facets import ALL_FACETS, DEFAULT_TOP, count_facets, count_timeline
from quotes.store.search.filters import QuoteFilter, has_names, is_indexed, list_values
from quotes.store.search.grammar import parse_query
from quotes.store.search.highlights import find_highlights
from quotes.store.search.paging import Order, find_next, list_positions, select_page
from quotes.store.search.records import (
    ENCODED_QUOTES,
    QUOTE_BY_ID,
    QUOTES,
    make_article,
    make_encoded,
    make_quote,
    read_matching,
)
from quotes.store.search.sources import MOST_SOURCES, PossibleSource, find_sources
from quotes.store.search.stories import Carriers, read_carriers
from quotes.store.search.versions import find_gone

T = TypeVar("T", Quote, EncodedQuote)

# Compiling the query of a page takes 1 ms, longer than most searches; it depends on the filter, but
# not on the values of `list_values`, `resolve_names` and `list_positions`.
_prepared = PreparedQueries()

_NO_NAMES = ResolvedNames({}, ())


class _Form(NamedTuple, Generic[T]):
    """What is read of each quote, and the function that makes a record of it."""

    name: str
    columns: Select[Any]
    make: Callable[[Any, Spans, tuple[Carrier, ...]], T]


_QUOTE = _Form("quote", QUOTES, make_quote)
_ENCODED = _Form("encoded", ENCODED_QUOTES, make_encoded)


_Matching = Mapping[int, tuple[MatchingCandidate, ...]]


class _PageRows(NamedTuple):
    rows: Sequence[Any]
    matching: _Matching


class _PageRequest(NamedTuple):
    form: _Form[Any]
    filters: QuoteFilter
    order: Order
    positions: dict[str, Any]


class QuoteQueries:
    """Quotes as they are read.

    Args:
        database: that holds them.
        connections: for pages whose query is prepared.
        lookups: for single rows.
    """

    def __init__(
        self, database: Database, connections: ReadConnections, lookups: ReadConnections
    ) -> None:
        self._database, self._connections = database, connections
        self._quote_by_id = RowLookup(lookups, QUOTE_BY_ID)

    def get(self, quote_id: str) -> tuple[Quote, Article]:
        """A quote of any act, and its whole article.

        Raises:
            GoneError: there is none any more; it says what became of it.
            NotFoundError: no attribution ever had the id.
        """
        row = self._quote_by_id.find(quote_id)
        if row is None:
            with self._database.read() as connection:
                raise find_gone(connection, "quote", quote_id) or NotFoundError("quote", quote_id)
        carriers = _find_carriers(self._database, [row]).get(row.copy_of, ())
        return make_quote(row, (), carriers), make_article(row.article, row.text)

    def list(
        self,
        filters: QuoteFilter | None = None,
        *,
        order: Order = "date",
        limit: int = DEFAULT_LIMIT,
        cursor: str | None = None,
        highlight: bool = False,
    ) -> Page[Quote]:
        """Quotes that pass the filter.

        By `date`: newest article first, articles without a date last, those of a day in the order
        of arrival, and the quotes of each in text order. `oldest`: the reverse, but articles
        without a date are last here too. By `confidence`: highest first. By `relevance` to `q`:
        best first, of the newest `MAX_CANDIDATES`; the page says if there are more. Quotes of the
        same confidence or relevance are newest first.

        Args:
            filters: every statement by default.
            order: see above.
            limit: of the page.
            cursor: `next` of the page before.
            highlight: mark where in the quotes the words of `q` are.

        Raises:
            QueryError: an invalid filter, limit or cursor, or relevance without `q`.
        """
        return self._list(_QUOTE, filters, order, limit, cursor, highlight=highlight)

    def list_encoded(
        self,
        filters: QuoteFilter | None = None,
        *,
        order: Order = "date",
        limit: int = DEFAULT_LIMIT,
        cursor: str | None = None,
        highlight: bool = False,
    ) -> Page[EncodedQuote]:
        """The quotes of `list`, most of each as JSON; faster."""
        return self._list(_ENCODED, filters, order, limit, cursor, highlight=highlight)

    def _list(
        self,
        form: _Form[T],
        filters: QuoteFilter | None,
        order: Order,
        limit: int,
        cursor: str | None,
        *,
        highlight: bool,
    ) -> Page[T]:
        filters = filters or QuoteFilter()
        digest = digest_list("quotes", filters, order)
        positions = list_positions(order, check_limit(limit), cursor, digest)
        request = _PageRequest(form, filters, order, positions)
        rows, matching = _read_rows(self._database, self._connections, request)
        more = len(rows) > limit
        carriers = _find_carriers(self._database, rows[:limit])
        return Page(
            _add_matching(
                _make_records(form, rows[:limit], carriers, filters, highlight=highlight),
                rows,
                matching,
            ),
            find_next(order, rows[limit - 1].rank, rows[limit - 1].key, digest) if more else None,
            capped=bool(rows and rows[0].is_capped),
        )

    def check(
        self, claim: Claim, hints: Hints = NO_HINTS, *, limit: int = DEFAULT_MATCHES
    ) -> CheckedClaim:
        """The verdict on a claim, and the quotations of its matches, at most `limit`; of those
        with the same words the ones that the hints fit come first.
        """
        with self._database.read() as connection:
            found = find_sources(connection, claim.search_words, MOST_SOURCES)
        quotes = {source.quote.attribution.id: source.quote for source in found}
        sources = [_make_source(source) for source in found]
        result = check_claim(claim, sources, hints, limit=limit)
        matched = tuple(quotes[match.attribution.id] for match in result.matches)
        return CheckedClaim(result=result, quotes=matched)

    def count_facets(
        self,
        filters: QuoteFilter | None = None,
        facets: Collection[Facet] = ALL_FACETS,
        *,
        top: int = DEFAULT_TOP,
        once: bool = False,
    ) -> Facets:
        """The quotes that pass the filter, counted by speaker, outlet, topic, type and month: the
        `top` values of each, among the newest `MAX_COUNTED` quotes. With `once` a quotation counts
        once for each story, however many copies of it carry the quotation.

        Raises:
            QueryError: an invalid filter, or `top` is not between 1 and `MAX_TOP`.
        """
        with self._database.read() as connection:
            return count_facets(connection, filters or QuoteFilter(), facets, top, once=once)

    def count_timeline(
        self, filters: QuoteFilter | None = None, interval: Interval = "month"
    ) -> Timeline:
        """The quotes that pass the filter, counted by the date of their article.

        Raises:
            QueryError: an invalid filter.
        """
        with self._database.read() as connection:
            return count_timeline(connection, filters or QuoteFilter(), interval)


def clear_prepared() -> None:
    """Have every query compiled anew."""
    _prepared.clear()


def _make_source(source: PossibleSource) -> QuotedSource:
    article = source.quote.article
    return QuotedSource(
        attribution=source.quote.attribution,
        article_text=source.article_text,
        outlet=article.outlet,
        published=article.published,
        names=source.names,
    )


def _make_records(
    form: _Form[T],
    rows: Sequence[Any],
    carriers: Carriers,
    filters: QuoteFilter,
    *,
    highlight: bool,
) -> tuple[T, ...]:
    if not highlight or filters.q is None or filters.q_in == "speaker":
        return tuple(form.make(row, (), carriers.get(row.copy_of, ())) for row in rows)
    query = parse_query(filters.q)
    return tuple(
        form.make(row, find_highlights(row.content, query), carriers.get(row.copy_of, ()))
        for row in rows
    )


def _add_matching(
    records: tuple[T, ...], rows: Sequence[Any], matching: _Matching
) -> tuple[T, ...]:
    """The records of the rows, with the candidates that the filter means."""
    if not matching:
        return records
    found = (matching.get(row.key, ()) for row in rows)
    pairs = zip(records, found, strict=False)
    return tuple(replace(record, matching_candidates=some) for record, some in pairs)


def _find_carriers(database: Database, rows: Sequence[Any]) -> Carriers:
    """The articles that carry quotes; most quotes stand in one article, and nothing is read."""
    copied = {row.copy_of for row in rows if row.copy_of is not None}
    if not copied:
        return {}
    with database.read() as connection:
        return read_carriers(connection, copied)


def _read_rows(
    database: Database, connections: ReadConnections, request: _PageRequest
) -> _PageRows:
    filters = request.filters
    values = list_values(connections.dialect, filters) | request.positions
    # With two of these the best index depends on how many quotes each finds, and so does the query.
    indexes = (is_indexed(filters), filters.q is not None, request.order == "confidence")
    is_mixed = sum(indexes) > 1
    rows: Sequence[Any]
    if not has_names(filters) and not is_mixed:
        rows = connections.fetch(_prepare(database, request, _NO_NAMES, values), values)
        return _PageRows(rows, {})
    with database.read() as connection:
        names = resolve_names(connection, filters)
        if names.conditions or is_mixed:
            rows = connection.execute(_select_quotes(connection, request, names)).all()
        else:
            values |= names.values
            rows = _prepare(database, request, names, values).run(connection, values)
        if filters.include is None or filters.speaker is None:
            return _PageRows(rows, {})
        keys = [row.key for row in rows]
        return _PageRows(rows, read_matching(connection, filters.speaker, keys))


def _prepare(
    database: Database, request: _PageRequest, names: ResolvedNames, values: dict[str, Any]
) -> PreparedQuery:
    """The query of all requests that differ only in their values."""
    dialect = database.reader.dialect

    def make() -> PreparedQuery:
        with database.read() as connection:
            return PreparedQuery(dialect, _select_quotes(connection, request, names))

    shape = (dialect.name, request.form.name, request.order, *values)
    return _prepared.get(shape, make)


def _select_quotes(
    connection: Connection, request: _PageRequest, names: ResolvedNames
) -> Select[Any]:
    page = select_page(connection, request.filters, names, request.order, request.positions)
    key = attributions.c.key
    return (
        request.form.columns.add_columns(page.rows.c.rank, page.is_capped.label("is_capped"))
        .join(page.rows, page.rows.c.key == key)
        .order_by(page.rows.c.rank, key.desc() if page.descending else key)
    )
