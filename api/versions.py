"""`/v1/quotes/{id}/versions`: the same quotation in other articles, with what differs marked."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from litestar import Request, Response, get
from litestar.openapi.spec import Example
from litestar.params import PathParameter, QueryParameter

from api.answers import Answer
from api.fields import Fields, choose_fields
from api.items import list_fields, mark_html
from api.links import Links, link_next
from api.parameters import Cursor, Limit, PageSize, choose_size
from api.problems import document
from api.schemas import DifferenceItem, Range, VersionItem, VersionPage
from api.service import find_service
from quotes.matching import Wording, align, read_wording
from quotes.records import Span
from quotes.store import GAP, Order, Page, Quote, QuoteFilter

_ORDERS: Final[dict[str, Order]] = {"oldest": "oldest", "newest": "date"}

OrderBy = Annotated[
    Literal["oldest", "newest"],
    QueryParameter(
        name="order-by",
        description="oldest: the first article that printed it comes first; newest: the latest. "
        "Articles without a date come last.",
        examples=[Example(value="oldest")],
    ),
]
QuoteId = Annotated[
    str,
    PathParameter(
        description="A quote's id, without a suffix.",
        examples=[Example(value="3f75133ae00fd0b198fb")],
    ),
]


@get(
    "/quotes/{quote_id:str}/versions",
    operation_id="listVersions",
    summary="The same quotation elsewhere",
    tags=["quotes"],
    responses=document(400, 404, 503),
)
async def list_versions(
    request: Request[Any, Any, Any],
    quote_id: QuoteId,
    order_by: OrderBy = "oldest",
    limit: Limit = None,
    page_size: PageSize = None,
    cursor: Cursor = None,
    fields: Fields = None,
) -> Response[VersionPage]:
    """What other articles print of the same quotation, each compared with this quote word by word.

    They are the other quotes of its `cluster`; those of its own article are left out, so that a
    page may hold fewer than `limit`. Each keeps the speaker that its article names: where they
    disagree, both are given and neither is chosen.
    """
    service = find_service(request)
    links, store = service.links(request), service.store
    size = choose_size(service.settings, limit, page_size)

    def find() -> Response[VersionPage]:
        quote, _ = store.get_quote(quote_id)
        found: Page[Quote] = Page((), None)
        if quote.cluster is not None:
            wanted = QuoteFilter(cluster=quote.cluster, act="all")
            found = store.list_quotes(wanted, order=_ORDERS[order_by], limit=size, cursor=cursor)
        others = [each for each in found.items if each.article.id != quote.article.id]
        page = VersionPage(
            items=choose_fields(make_versions(quote, others, links), fields, VersionItem),
            next=found.next,
            text=GAP.join(quote.content),
            cluster=quote.cluster,
        )
        return Answer(page, headers=link_next(request, found.next))

    return await service.queries.run_short(request, find)


def make_versions(quote: Quote, others: list[Quote], links: Links) -> list[VersionItem]:
    """Other quotes beside a quote; differences are of the words in `quotes.matching`."""
    wording = _read(quote)
    return [_make_version(wording, other, links) for other in others]


def _make_version(wording: Wording, other: Quote, links: Links) -> VersionItem:
    alignment = align(wording, _read(other))
    differ = tuple(each.there for each in alignment.differences if each.there is not None)
    return VersionItem(
        **list_fields(other, links),
        relation=alignment.relation,
        differences=[
            DifferenceItem(quote=_make_range(each.here), version=_make_range(each.there))
            for each in alignment.differences
        ],
        marked=mark_html(GAP.join(other.content), differ),
    )


def _read(quote: Quote) -> Wording:
    return read_wording(GAP.join(quote.content), quote.attribution.type)


def _make_range(span: Span | None) -> Range | None:
    return None if span is None else (span.start, span.end)
