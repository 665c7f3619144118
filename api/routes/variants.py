"""`/v1/quotes/{id}/variants`: the same quotation in other articles, with what differs marked."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from litestar import Request, Response, get

from api.http.links import make_next_link
from api.http.problems import describe_problems
from api.http.responses import JSONResponse, redirect_permanently
from api.parameters.declaring import path_parameter, query_parameter
from api.parameters.fields import Fields, select_fields
from api.parameters.paging import Cursor, Limit, PageSize, choose_page_size
from api.schemas import VariantItem, VariantPage
from api.serializers.variants import count_compared, make_variant_items
from api.service import find_service
from quotes.errors import GoneError
from quotes.store import GAP, Order, Page, Printings, Quote, QuoteFilter

_ORDERS: Final[dict[str, Order]] = {"oldest": "oldest", "newest": "date"}

# Comparing more characters than this is done in a thread: it takes 5 ms, and other requests would
# wait longer than for a search.
_MAX_INLINE = 6_000

OrderBy = Annotated[
    Literal["oldest", "newest"],
    query_parameter(
        "order-by",
        "oldest: the first article that printed it comes first; newest: the latest. Articles "
        "without a date come last.",
    ),
]
QuoteId = Annotated[
    str, path_parameter("A quote's id, without a suffix.", example="3f75133ae00fd0b198fb")
]


@get(
    "/quotes/{quote_id:str}/variants",
    operation_id="listVariants",
    summary="The same quotation elsewhere",
    tags=["quotes"],
    responses=describe_problems(301, 400, 404, 410, 503),
)
async def list_variants(
    request: Request[Any, Any, Any],
    quote_id: QuoteId,
    order_by: OrderBy = "oldest",
    limit: Limit = None,
    page_size: PageSize = None,
    cursor: Cursor = None,
    fields: Fields = None,
) -> Response[VariantPage]:
    """What other articles print of the same quotation, each compared with this quote word by word.

    They are the other quotes of its `cluster`; those of its own article are left out, so that a
    page may hold fewer than `limit`. Where they are very long, the last are not compared and have
    null for what differs: ask for fewer at a time. Each keeps the speaker that its article names:
    where they disagree, both are given and neither is chosen. `printing` tells those in copies of
    the same report, which are no further witness, from independent ones.
    """
    service = find_service(request)
    links = service.make_links(request)
    size = choose_page_size(service.settings, limit, page_size)

    def query() -> tuple[Quote, Page[Quote], Printings]:
        store = service.store
        quote, _ = store.quotes.get(quote_id)
        printings = store.stories.count_printings(quote)
        if quote.cluster is None:
            return quote, Page((), None), printings
        filters = QuoteFilter(cluster=quote.cluster, act="all")
        order = _ORDERS[order_by]
        page = store.quotes.list(filters, order=order, limit=size, cursor=cursor)
        return quote, page, printings

    try:
        quote, page, printings = await service.queries.search(request, query)
    except GoneError as error:
        if error.successor is None:
            raise
        return redirect_permanently(request, f"{links.quote(error.successor)}/variants")
    others = [other for other in page.items if other.article.id != quote.article.id]

    def compare() -> Response[VariantPage]:
        variants = VariantPage(
            items=select_fields(make_variant_items(quote, others, links), fields, VariantItem),
            next=page.next,
            text=GAP.join(quote.content),
            cluster=quote.cluster,
            syndicated=printings.syndicated,
            independent=printings.independent,
            other_stories=printings.other_stories,
        )
        return JSONResponse(variants, headers=make_next_link(request, page.next))

    if count_compared(quote, others) <= _MAX_INLINE:
        return compare()
    return await service.queries.search(request, compare, asks_database=False)
