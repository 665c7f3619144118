"""`/v1/quotes`: what was said, by whom, to whom, where."""

from __future__ import annotations

from typing import Annotated, Any, Final

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException

from api.http.content_negotiation import QUOTE_MEDIA_TYPES, QuoteFormat, choose_format
from api.http.problems import describe_problems
from api.http.responses import JSONResponse, redirect_permanently
from api.parameters.declaring import path_parameter
from api.parameters.fields import Fields, select_fields
from api.parameters.paging import Cursor, Limit, PageSize
from api.routes.quote_list import (
    FacetCounting,
    FacetNames,
    OrderBy,
    QuoteListParameters,
    answer_quote_list,
)
from api.schemas import QuoteDetail, QuotePage
from api.serializers.linked_data import make_annotation, make_quotation
from api.serializers.quotes import make_quote_detail
from api.service import find_service
from quotes.errors import GoneError
from quotes.records import Article
from quotes.store import Quote, QuoteFilter, Review

_SUFFIXES: Final[dict[str, QuoteFormat]] = {
    ".json": "json",
    ".jsonld": "jsonld",
    ".annotation": "annotation",
}

QuoteId = Annotated[
    str,
    path_parameter(
        "A quote's id, which is given once. With `.json`, "
        "`.jsonld` or `.annotation` after it the record comes in that format, whatever `Accept` "
        "says.",
        example="3f75133ae00fd0b198fb",
    ),
]


@get(
    "/quotes",
    operation_id="listQuotes",
    summary="Find quotes",
    tags=["quotes"],
    responses=describe_problems(400, 503),
)
async def list_quotes(
    request: Request[Any, Any, Any],
    filters: NamedDependency[QuoteFilter],
    order_by: OrderBy = "newest",
    limit: Limit = None,
    page_size: PageSize = None,
    cursor: Cursor = None,
    fields: Fields = None,
    facets: FacetNames = None,
    facets_count: FacetCounting = "quotes",
) -> Response[QuotePage]:
    """Quotes that pass every filter given, newest first unless `order-by` says otherwise.

    Within an article they stand in text order. Without `act`, only statements are served; without
    `status`, all that nobody has rejected. If nobody has the name that `speaker` gives, or
    there is no topic as `topic` says, `suggestions` has those with a name like it.
    `also_known` has speakers who may be the one that was asked for, by another spelling.
    """
    parameters = QuoteListParameters(
        order_by=order_by,
        limit=limit,
        page_size=page_size,
        cursor=cursor,
        fields=fields,
        facets=facets,
        facets_count=facets_count,
    )
    return await answer_quote_list(request, filters, parameters)


@get(
    "/quotes/{quote_id:str}",
    operation_id="getQuote",
    summary="One quote with its evidence",
    tags=["quotes"],
    responses=describe_problems(301, 400, 404, 406, 410, 503),
)
async def get_quote(
    request: Request[Any, Any, Any],
    quote_id: QuoteId,
    fields: Fields = None,
) -> Response[QuoteDetail]:
    """A quote with why it was attributed so, what stands around it in the article, and what people
    said of it; one that was rejected, too.

    An id is given once, and stays when the article is edited or read again by better models. If the
    words changed, it leads to what they are now (301); if the quote was withdrawn or the article no
    longer has it, the answer says when and why (410).

    Also as a schema.org `Quotation` (`application/ld+json`, or `.jsonld` after the id) and as a W3C
    Web Annotation (`application/ld+json;profile="http://www.w3.org/ns/anno.jsonld"`, or
    `.annotation`), which are always whole. Neither can say that people rejected the quote, so of
    such a one there is none (410).
    """
    id_, format_ = _choose_format(request, quote_id)
    service = find_service(request)
    links = service.make_links(request)

    def query() -> tuple[Quote, Article, tuple[Review, ...]]:
        quotes = service.store.quotes
        quote, article = quotes.get(id_)
        return quote, article, quotes.list_reviews(id_) if quote.is_reviewed else ()

    try:
        quote, article, reviews = await service.queries.look_up(query)
    except GoneError as error:
        if error.successor is None:
            raise
        url = links.quote(error.successor) + quote_id.removeprefix(id_)
        return redirect_permanently(request, url)
    if format_ != "json" and quote.status == "rejected":
        # These formats would state as a fact what people found to be wrong.
        raise HTTPException(
            status_code=410, detail="people have rejected this quote; its JSON says who and why"
        )
    body: Any
    right = service.rights.find(article.outlet)
    if format_ == "json":
        detail = make_quote_detail(quote, article, reviews, links, right)
        (body,) = select_fields([detail], fields, QuoteDetail)
    elif format_ == "jsonld":
        body = make_quotation(quote, links)
    else:
        body = make_annotation(quote, article, links, right)
    return JSONResponse(body, media_type=QUOTE_MEDIA_TYPES[format_])


def _choose_format(request: Request[Any, Any, Any], quote_id: str) -> tuple[str, QuoteFormat]:
    """The id without its suffix, and the format that the suffix or else `Accept` names."""
    name, dot, suffix = quote_id.rpartition(".")
    if (format_ := _SUFFIXES.get(dot + suffix)) is not None:
        return name, format_
    if (format_ := choose_format(_find_accept(request))) is not None:
        return quote_id, format_
    media_types = ", ".join(QUOTE_MEDIA_TYPES.values())
    raise HTTPException(status_code=406, detail=f"a quote can be had as {media_types}")


def _find_accept(request: Request[Any, Any, Any]) -> str:
    for name, value in request.scope["headers"]:
        if name == b"accept":
            return value.decode("latin-1")
    return "*/*"
