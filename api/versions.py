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
from quotes.records import Span
from quotes.store import GAP, Order, Page, Quote, QuoteFilter
from quotes.variants import Wording, align, read_wording

_ORDERS: Final[dict[str, Order]] = {"oldest": "oldest", "newest": "date"}

# Characters, of which comparing takes about 0.8 µs each: for more than the first, others would
# wait longer than for a search; more than the second aren't compared for one answer.
_AT_ONCE, _MOST = 6_000, 250_000

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
    page may hold fewer than `limit`. Where they are very long, the last are not compared and have
    null for what differs: ask for fewer at a time. Each keeps the speaker that its article names:
    where they disagree, both are given and neither is chosen.
    """
    service = find_service(request)
    links, store = service.links(request), service.store
    size = choose_size(service.settings, limit, page_size)

    def find() -> tuple[Quote, Page[Quote]]:
        quote, _ = store.get_quote(quote_id)
        found: Page[Quote] = Page((), None)
        if quote.cluster is not None:
            wanted = QuoteFilter(cluster=quote.cluster, act="all")
            found = store.list_quotes(wanted, order=_ORDERS[order_by], limit=size, cursor=cursor)
        return quote, found

    quote, found = await service.queries.run_short(request, find)
    others = [each for each in found.items if each.article.id != quote.article.id]

    def compare() -> Response[VersionPage]:
        page = VersionPage(
            items=choose_fields(make_versions(quote, others, links), fields, VersionItem),
            next=found.next,
            text=GAP.join(quote.content),
            cluster=quote.cluster,
        )
        return Answer(page, headers=link_next(request, found.next))

    if sum(_measure(quote, other) for other in others) <= _AT_ONCE:
        return compare()
    return await service.queries.run(request, compare)


def make_versions(quote: Quote, others: list[Quote], links: Links) -> list[VersionItem]:
    """Other quotes beside a quote; differences are of the words in `quotes.variants`.

    Those that would make it more than `_MOST` characters to compare are left without.
    """
    left = _MOST
    wording: Wording | None = None
    versions: list[VersionItem] = []
    for other in others:
        size = _measure(quote, other)
        if size > left:
            item = VersionItem(
                **list_fields(other, links), relation=None, differences=None, marked=None
            )
        else:
            left -= size
            wording = wording or _read(quote)
            item = _compare(wording, other, links)
        versions.append(item)
    return versions


def _measure(quote: Quote, other: Quote) -> int:
    """How many characters are compared, about."""
    return sum(map(len, quote.content)) + sum(map(len, other.content))


def _compare(wording: Wording, other: Quote, links: Links) -> VersionItem:
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
