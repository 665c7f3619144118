"""`/`: quotes found by words, names, outlets and topics, with counts of what there is."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, get

from api.pages.parameters import PageQuery
from api.pages.rendering import answer_page
from api.serializers.quotes import make_quote_item
from api.service import Service, find_service
from quotes.store import Facet, Order, QuoteFilter

_FACETS: Final[dict[Facet, str]] = {
    "speaker": "Speakers",
    "outlet": "Outlets",
    "topic": "Topics",
    "certainty": "How sure",
    "type": "Quoted or told",
    "month": "Months",
}
_ORDERS: Final[dict[str, Order]] = {
    "newest": "date",
    "oldest": "oldest",
    "relevance": "relevance",
    "confidence": "confidence",
}
# Filters that the page shows as removable, with their names for people.
_CHIPS: Final = {
    "q": "words", "speaker": "speaker", "outlet": "outlet", "topic": "topic",
    "certainty": "how sure", "type": "type", "from-date": "from", "to-date": "to", "role": "role",
    "about": "about", "include": "include",
}  # fmt: skip
_SIZE = 20


@get("/", include_in_schema=False)
async def show_search(request: Request[Any, Any, Any]) -> Response[str]:
    """The page of a search, and of the newest quotes where nothing is asked for."""
    service, query = find_service(request), PageQuery(request)
    return await answer_page(request, "search.html", lambda: _read(service, request, query))


def _read(service: Service, request: Request[Any, Any, Any], query: PageQuery) -> dict[str, Any]:
    filters, store = query.read_filters(), service.store
    links = service.make_links(request)
    name = query.values.get("order-by", "newest")
    order = _ORDERS.get(name, "date")
    if order == "relevance" and filters.q is None:
        order = "date"
    page = store.quotes.list(
        filters, order=order, limit=_SIZE, cursor=query.values.get("cursor"), highlight=True
    )
    marked = filters.q is not None
    counts = store.quotes.count_facets(filters, tuple(_FACETS), top=8)
    return {
        "query": query,
        "items": [make_quote_item(quote, links, marked=marked) for quote in page.items],
        "next": page.next,
        "total": counts.quotes,
        "capped": counts.capped,
        "facets": [_make_facet(facet, counts.counts[facet], query) for facet in _FACETS],
        "chips": [
            (label, query.values[key], query.change(**{key: None}))
            for key, label in _CHIPS.items()
            if key in query.values
        ],
        "orders": list(_ORDERS),
        "also_known": _list_also_known(service, filters),
        "suggestions": _suggest(service, filters) if not page.items else (),
        "is_empty": not page.items and not store.count().articles,
    }


def _make_facet(facet: Facet, counts: Any, query: PageQuery) -> dict[str, Any]:
    """The values of a facet, each with the address of the quotes that have it."""
    return {
        "title": _FACETS[facet],
        "values": [
            (count.name, count.quotes, _narrow(facet, count.key, query)) for count in counts
        ],
    }


def _narrow(facet: Facet, key: str, query: PageQuery) -> str:
    if facet != "month":
        return query.change(**{facet: key})
    year, month = int(key[:4]), int(key[5:7])
    last = 31 if month in (1, 3, 5, 7, 8, 10, 12) else 30 if month != 2 else 28 + (year % 4 == 0)
    return query.change(**{"from-date": f"{key}-01", "to-date": f"{key}-{last:02}"})


def _list_also_known(service: Service, filters: QuoteFilter) -> Any:
    if filters.speaker is None:
        return ()
    return service.store.speakers.list_also_known(filters.speaker)


def _suggest(service: Service, filters: QuoteFilter) -> Any:
    return () if filters.speaker is None else service.store.speakers.suggest(filters.speaker)
