"""Lists of quotes, for the routes of quotes and of speakers."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

import msgspec
from litestar import Request, Response
from msgspec import UNSET, UnsetType

from api.http.links import Links, make_next_link
from api.http.responses import JSONResponse
from api.parameters.declaring import query_parameter
from api.parameters.fields import select_fields
from api.parameters.paging import choose_page_size
from api.schemas import AlsoKnownItem, FacetCounts, QuoteItem, QuotePage, SuggestionItem
from api.serializers.counts import make_facet_counts
from api.serializers.quotes import encode_quote_item, make_quote_item
from api.serializers.suggestions import make_also_known, suggest_speakers, suggest_topics
from api.service import Service, find_service
from quotes.folding import fold_name
from quotes.store import EncodedQuote, Facet, Order, QuoteFilter, Store

_ORDERS: Final[dict[str, Order]] = {
    "newest": "date",
    "oldest": "oldest",
    "relevance": "relevance",
    "confidence": "confidence",
}
_FACETS: Final[tuple[Facet, ...]] = ("speaker", "outlet", "topic", "type", "certainty", "month")
_FACETS_PATTERN: Final = "^({0})(,({0}))*$".format("|".join(_FACETS))

OrderName = Literal["newest", "oldest", "relevance", "confidence"]
OrderBy = Annotated[
    OrderName,
    query_parameter(
        "order-by",
        "newest: latest article first, the quotes of each in text order, articles without a date "
        "last; oldest: the same backwards, articles without a date last here, too; relevance: to "
        "`q`, the best first; confidence: the surest first. The newest come first among equals.",
    ),
]
FacetNames = Annotated[
    str | None,
    query_parameter(
        "facets",
        "What to count the quotes by, with commas between: speaker, outlet, topic, type, "
        "certainty, month. On "
        "the first page only.",
        example="speaker,month",
        pattern=_FACETS_PATTERN,
    ),
]


Counting = Literal["quotes", "stories"]
FacetCounting = Annotated[
    Counting,
    query_parameter(
        "facets-count",
        "What `facets` counts. quotes: every quote; stories: a quotation once for each story, "
        "however many copies of the report carry it.",
    ),
]


class QuoteListParameters(msgspec.Struct, frozen=True, kw_only=True):
    """The parameters of a list of quotes besides the filters."""

    order_by: OrderName
    limit: int | None
    page_size: int | None
    cursor: str | None
    fields: str | None
    facets: str | None
    facets_count: Counting


async def answer_quote_list(
    request: Request[Any, Any, Any],
    filters: QuoteFilter,
    parameters: QuoteListParameters,
    *,
    speaker_id: str | None = None,
) -> Response[QuotePage]:
    """A page of quotes; of one speaker only if `speaker_id` is given.

    Raises:
        NotFoundError: no speaker has the id.
        ParameterError: an unknown field.
        QueryError: a filter that can't be answered.
    """
    service = find_service(request)
    links = service.make_links(request)
    size = choose_page_size(service.settings, parameters.limit, parameters.page_size)
    facets = _split_facets(parameters.facets)

    def query() -> Response[QuotePage]:
        page = _read_page(service, filters, parameters, links, size, facets, speaker_id)
        return JSONResponse(page, headers=make_next_link(request, page.next))

    return await service.queries.search(request, query)


def _read_page(
    service: Service,
    filters: QuoteFilter,
    parameters: QuoteListParameters,
    links: Links,
    size: int,
    facets: tuple[Facet, ...],
    speaker_id: str | None,
) -> QuotePage:
    store, marked = service.store, filters.q is not None
    if speaker_id is not None:
        # As a filter, an id that nobody has would be taken for a name.
        speaker = store.speakers.get_head(speaker_id)
        filters = msgspec.structs.replace(filters, speaker=speaker.id)
    read = store.quotes.list_encoded if parameters.fields is None else store.quotes.list
    page = read(
        filters,
        order=_ORDERS[parameters.order_by],
        limit=size,
        cursor=parameters.cursor,
        highlight=marked,
    )
    extras = {"marked": marked, "matching": filters.include == "candidates"}
    items: list[Any] = [
        encode_quote_item(quote, links, **extras)
        if isinstance(quote, EncodedQuote)
        else make_quote_item(quote, links, **extras)
        for quote in page.items
    ]
    return QuotePage(
        items=select_fields(items, parameters.fields, QuoteItem),
        next=page.next,
        also_known=_list_also_known(store, filters, parameters, links),
        capped=page.capped,
        facets=_count_facets(store, filters, facets, parameters.facets_count),
        suggestions=_suggest(store, filters, links) if not items else UNSET,
    )


def _count_facets(
    store: Store, filters: QuoteFilter, facets: tuple[Facet, ...], counting: Counting
) -> FacetCounts | UnsetType:
    if not facets:
        return UNSET
    counts = store.quotes.count_facets(filters, facets, once=counting == "stories")
    return make_facet_counts(counts)


def _list_also_known(
    store: Store, filters: QuoteFilter, parameters: QuoteListParameters, links: Links
) -> list[AlsoKnownItem]:
    if filters.speaker is None or parameters.cursor is not None:
        return []
    return make_also_known(store.speakers.list_also_known(filters.speaker), links)


def _suggest(store: Store, filters: QuoteFilter, links: Links) -> list[SuggestionItem] | UnsetType:
    """Speakers and topics with a name like the filter's; none if there is the speaker and the
    topic, so that only the other filters exclude all quotes.
    """
    speaker, topic = filters.speaker, filters.topic
    if speaker is not None and _is_known(store, speaker):
        speaker = None
    if topic is not None and store.topics.exists(topic):
        topic = None
    if speaker is topic is None:
        return UNSET
    suggestions: list[SuggestionItem] = []
    if speaker is not None:
        suggestions += suggest_speakers(store.speakers.suggest(speaker), links)
    if topic is not None:
        suggestions += suggest_topics(store.topics.suggest(topic), links)
    return suggestions


def _is_known(store: Store, speaker: str) -> bool:
    """Whether somebody has the name; a name without a letter or digit can't be like another."""
    return not fold_name(speaker) or bool(store.speakers.list(name=speaker, limit=1).items)


def _split_facets(facets: str | None) -> tuple[Facet, ...]:
    names = (facets or "").split(",")
    return tuple(facet for facet in _FACETS if facet in names)
