"""`/quotes/{id}`: a quote in its sentence, who else printed it, what people said of it."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from api.pages.rendering import answer_page
from api.serializers.quotes import make_quote_detail
from api.serializers.variants import make_variant_items
from api.service import Service, find_service
from quotes.store import QuoteFilter

_MOST_VARIANTS = 20


@get("/quotes/{quote_id:str}", include_in_schema=False)
async def show_quote(request: Request[Any, Any, Any], quote_id: FromPath[str]) -> Response[str]:
    """The page of a quote."""
    service = find_service(request)
    return await answer_page(request, "quote.html", lambda: _read(service, request, quote_id))


def _read(service: Service, request: Request[Any, Any, Any], quote_id: str) -> dict[str, Any]:
    store, links = service.store, service.make_links(request)
    quote, article = store.quotes.get(quote_id)
    reviews = store.quotes.list_reviews(quote_id) if quote.is_reviewed else ()
    others: list[Any] = []
    if quote.cluster is not None:
        filters = QuoteFilter(cluster=quote.cluster, act="all")
        page = store.quotes.list(filters, order="oldest", limit=_MOST_VARIANTS)
        others = [other for other in page.items if other.article.id != quote.article.id]
    right = service.rights.find(article.outlet)
    return {
        "quote": make_quote_detail(quote, article, reviews, links, right),
        "variants": make_variant_items(quote, others, links),
    }
