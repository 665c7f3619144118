"""`/v1/quotes`: what was said, by whom, to whom, where."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.openapi.spec import Example
from litestar.params import PathParameter

from api.context import find_context
from api.items import make_quote, make_ranges
from api.parameters import Cursor, Limit, link_next
from api.problems import document
from api.schemas import EvidenceItem, QuoteDetail, QuotePage
from quotes.records import Evidence
from quotes.store import DEFAULT_LIMIT, QuoteFilter, Store

QuoteId = Annotated[
    str,
    PathParameter(
        description="A quote's id: the same words of the same article always have the same.",
        examples=[Example(value="3f75133ae00fd0b198fb")],
    ),
]


@get(
    "/quotes",
    operation_id="listQuotes",
    summary="Find quotes",
    tags=["quotes"],
    responses=document(400, 503),
    sync_to_thread=True,
)
def list_quotes(
    request: Request[Any, Any, Any],
    store: NamedDependency[Store],
    wanted: NamedDependency[QuoteFilter],
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response[QuotePage]:
    """Quotes that pass every filter given: newest article first, articles without a date last, then
    in text order.

    Articles of one day follow each other by their ids. Without `act`, only statements are served.
    """
    page = store.list_quotes(wanted, limit=limit, cursor=cursor)
    return Response(
        QuotePage(items=[make_quote(quote) for quote in page.items], next=page.next),
        headers=link_next(request, page.next),
    )


@get(
    "/quotes/{quote_id:str}",
    operation_id="getQuote",
    summary="One quote with its evidence",
    tags=["quotes"],
    responses=document(400, 404, 503),
    sync_to_thread=True,
)
def get_quote(quote_id: QuoteId, store: NamedDependency[Store]) -> QuoteDetail:
    """A quote with why it was attributed so, and what stands around it in the article."""
    quote, article = store.get_quote(quote_id)
    attribution = quote.attribution
    return QuoteDetail(
        **msgspec.structs.asdict(make_quote(quote)),
        evidence=_make_evidence(attribution.evidence),
        context=find_context(article.text, attribution),
        model_version=attribution.model_version,
    )


def _make_evidence(evidence: Evidence) -> EvidenceItem:
    return EvidenceItem(
        rule=evidence.rule,
        cue_lemma=evidence.cue_lemma,
        source_path=evidence.source_path,
        content_path=evidence.content_path,
        antecedent=make_ranges(evidence.antecedent),
        resolution=evidence.resolution,
    )
