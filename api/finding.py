"""Lists of quotes: how they are asked for, and the one way in which they are answered."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

import msgspec
from litestar import Request, Response
from litestar.openapi.spec import Example
from litestar.params import QueryParameter
from msgspec import UNSET

from api.answers import Answer
from api.fields import choose_fields
from api.items import make_quote
from api.links import Links, link_next
from api.parameters import choose_size
from api.schemas import (
    CountItem,
    FacetCounts,
    QuoteItem,
    QuotePage,
    SpeakerItem,
)
from api.service import find_service
from quotes.folding import fold_name
from quotes.store import Facet, Facets, Order, QuoteFilter, SpeakerHead, Store

_ORDERS: Final[dict[str, Order]] = {
    "newest": "date",
    "oldest": "oldest",
    "relevance": "relevance",
    "confidence": "confidence",
}
_FACETS: Final[tuple[Facet, ...]] = ("speaker", "outlet", "topic", "type", "month")
_FACETS_PATTERN: Final = "^({0})(,({0}))*$".format("|".join(_FACETS))

OrderName = Literal["newest", "oldest", "relevance", "confidence"]
OrderBy = Annotated[
    OrderName,
    QueryParameter(
        name="order-by",
        description="newest: latest article first, the quotes of each in text order, articles "
        "without a date last; oldest: the same backwards, articles without a date last here, too; "
        "relevance: to `q`, the best first; confidence: the surest first. The newest come first "
        "among equals.",
        examples=[Example(value="newest")],
    ),
]
FacetNames = Annotated[
    str | None,
    QueryParameter(
        name="facets",
        description="What to count the quotes by, with commas between: speaker, outlet, topic, "
        "type, month. On the first page only.",
        examples=[Example(value="speaker,month")],
        pattern=_FACETS_PATTERN,
    ),
]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a request wants of a list of quotes, beside the filter."""

    order_by: OrderName
    limit: int | None
    page_size: int | None
    cursor: str | None
    fields: str | None
    facets: str | None


async def find_quotes(
    request: Request[Any, Any, Any],
    filters: QuoteFilter,
    asked: Asked,
    *,
    speaker_id: str | None = None,
) -> Response[QuotePage]:
    """The page of quotes that is asked for; of one speaker only if `speaker_id` is given.

    Raises:
        NotFoundError: no speaker has the id.
        ParameterError: an unknown field.
        QueryError: a filter that can't be answered.
    """
    service = find_service(request)
    links = service.links(request)
    size = choose_size(service.settings, asked.limit, asked.page_size)
    facets = _split_facets(asked.facets)

    def find() -> Response[QuotePage]:
        store, marked = service.store, filters.q is not None
        wanted = filters
        if speaker_id is not None:
            # An id that nobody has would be taken for a name.
            known = store.get_speaker_head(speaker_id)
            wanted = msgspec.structs.replace(filters, speaker=known.id)
        found = store.list_quotes(
            wanted,
            order=_ORDERS[asked.order_by],
            limit=size,
            cursor=asked.cursor,
            highlight=marked,
        )
        items = [make_quote(quote, links, marked=marked) for quote in found.items]
        page = QuotePage(
            items=choose_fields(items, asked.fields, QuoteItem),
            next=found.next,
            capped=found.capped,
            facets=make_facets(store.count_facets(wanted, facets)) if facets else UNSET,
            suggestions=_suggest(store, wanted, links) if not items else UNSET,
        )
        return Answer(page, headers=link_next(request, found.next))

    if facets:
        # Up to thousands of quotes are counted.
        return await service.queries.run(request, find)
    return await service.queries.run_short(request, find)


def make_facets(counted: Facets) -> FacetCounts:
    """The counts as they are served."""
    return FacetCounts(
        quotes=counted.quotes,
        capped=counted.capped,
        counts={
            facet: [CountItem(key=each.key, name=each.name, quotes=each.quotes) for each in counts]
            for facet, counts in counted.counts.items()
        },
        more=list(counted.more),
    )


def make_speaker(speaker: SpeakerHead, links: Links) -> SpeakerItem:
    """The speaker as it stands in lists."""
    return SpeakerItem(
        id=speaker.id,
        name=speaker.name,
        kind=speaker.kind,
        aliases=list(speaker.aliases),
        quotes=speaker.quotes,
        permalink=links.speaker(speaker.id),
    )


def suggest_speakers(store: Store, name: str, links: Links) -> list[SpeakerItem]:
    """Speakers with a name like one that nobody has."""
    return [make_speaker(each, links) for each in store.suggest_speakers(name)]


def _suggest(store: Store, wanted: QuoteFilter, links: Links) -> Any:
    """Nothing is suggested where the speaker is known, and only the other filters leave nothing, or
    where no letter or digit tells who is meant.
    """
    if wanted.speaker is None or not fold_name(wanted.speaker):
        return UNSET
    if store.list_speakers(name=wanted.speaker, limit=1).items:
        return UNSET
    return suggest_speakers(store, wanted.speaker, links)


def _split_facets(facets: str | None) -> tuple[Facet, ...]:
    names = (facets or "").split(",")
    return tuple(facet for facet in _FACETS if facet in names)
