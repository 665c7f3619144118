"""`/v1/quotes`: what was said, by whom, to whom, where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from litestar.openapi.spec import Example
from litestar.params import PathParameter

from api.answers import Answer
from api.context import find_context
from api.evidence import make_evidence
from api.fields import Fields, choose_fields
from api.finding import Asked, FacetNames, OrderBy, find_quotes
from api.items import list_fields
from api.linked import MEDIA_TYPES, Format, choose_format, make_annotation, make_quotation
from api.links import Links
from api.parameters import Cursor, Limit, PageSize
from api.problems import document
from api.schemas import QuoteDetail, QuotePage, ReviewItem
from api.service import find_service
from quotes.records import Article
from quotes.store import Quote, QuoteFilter, Review

_SUFFIXES: Final[dict[str, Format]] = {
    ".json": "json",
    ".jsonld": "jsonld",
    ".annotation": "annotation",
}

QuoteId = Annotated[
    str,
    PathParameter(
        description="A quote's id: the same words of the same article always have the same. With "
        "`.json`, `.jsonld` or `.annotation` after it the record comes in that format, whatever "
        "`Accept` says.",
        examples=[Example(value="3f75133ae00fd0b198fb")],
    ),
]


@get(
    "/quotes",
    operation_id="listQuotes",
    summary="Find quotes",
    tags=["quotes"],
    responses=document(400, 503),
)
async def list_quotes(
    request: Request[Any, Any, Any],
    wanted: NamedDependency[QuoteFilter],
    order_by: OrderBy = "newest",
    limit: Limit = None,
    page_size: PageSize = None,
    cursor: Cursor = None,
    fields: Fields = None,
    facets: FacetNames = None,
) -> Response[QuotePage]:
    """Quotes that pass every filter given, newest first unless `order-by` says otherwise.

    Within an article they stand in text order. Without `act`, only statements are served; without
    `status`, all that nobody has rejected. If nobody has the name that `speaker` gives,
    `suggestions` has speakers with a name like it.
    """
    asked = Asked(
        order_by=order_by,
        limit=limit,
        page_size=page_size,
        cursor=cursor,
        fields=fields,
        facets=facets,
    )
    return await find_quotes(request, wanted, asked)


@get(
    "/quotes/{quote_id:str}",
    operation_id="getQuote",
    summary="One quote with its evidence",
    tags=["quotes"],
    responses=document(400, 404, 406, 410, 503),
)
async def get_quote(
    request: Request[Any, Any, Any],
    quote_id: QuoteId,
    fields: Fields = None,
) -> Response[QuoteDetail]:
    """A quote with why it was attributed so, what stands around it in the article, and what people
    said of it; one that was rejected, too.

    Also as a schema.org `Quotation` (`application/ld+json`, or `.jsonld` after the id) and as a W3C
    Web Annotation (`application/ld+json;profile="http://www.w3.org/ns/anno.jsonld"`, or
    `.annotation`), which are always whole. Neither can say that people rejected the quote, so of
    such a one there is none (410).
    """
    name, format_ = _split_suffix(quote_id)
    if format_ is None:
        format_ = choose_format(_find_accept(request))
    if format_ is None:
        raise HTTPException(
            status_code=406, detail=f"a quote can be had as {', '.join(MEDIA_TYPES.values())}"
        )
    # One look-up by key takes less time than handing it to a thread would.
    service = find_service(request)
    quote, article = service.store.get_quote(name)
    if format_ != "json" and quote.status == "rejected":
        # They would state as a fact what people found to be wrong.
        raise HTTPException(
            status_code=410, detail="people have rejected this quote; its JSON says who and why"
        )
    links = service.links(request)
    body: Any
    if format_ == "json":
        reviews = service.store.list_reviews(name) if quote.is_reviewed else ()
        (body,) = choose_fields([make_detail(quote, article, reviews, links)], fields, QuoteDetail)
    elif format_ == "jsonld":
        body = make_quotation(quote, links)
    else:
        body = make_annotation(quote, article, links)
    return Answer(body, media_type=MEDIA_TYPES[format_])


def _find_accept(request: Request[Any, Any, Any]) -> str:
    for name, value in request.scope["headers"]:
        if name == b"accept":
            return value.decode("latin-1")
    return "*/*"


def _split_suffix(quote_id: str) -> tuple[str, Format | None]:
    name, dot, suffix = quote_id.rpartition(".")
    format_ = _SUFFIXES.get(dot + suffix)
    return (name, format_) if format_ else (quote_id, None)


def make_detail(
    quote: Quote, article: Article, reviews: Iterable[Review], links: Links
) -> QuoteDetail:
    attribution = quote.attribution
    return QuoteDetail(
        **list_fields(quote, links),
        evidence=make_evidence(attribution.evidence),
        context=find_context(article.text, attribution),
        reviews=[ReviewItem(**msgspec.structs.asdict(each)) for each in reviews],
        model_version=attribution.model_version,
    )
