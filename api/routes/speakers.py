"""`/v1/speakers`: who is quoted, in which roles, and what they said."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from msgspec import UNSET

from api.http.links import make_next_link
from api.http.problems import describe_problems
from api.http.responses import JSONResponse
from api.parameters.declaring import path_parameter, query_parameter
from api.parameters.fields import Fields, select_fields
from api.parameters.paging import Cursor, Limit, PageSize, choose_page_size
from api.routes.quote_list import (
    FacetCounting,
    FacetNames,
    OrderBy,
    QuoteListParameters,
    answer_quote_list,
)
from api.schemas import QuotePage, SpeakerDetail, SpeakerItem, SpeakerPage
from api.serializers.speakers import make_speaker_detail, make_speaker_items
from api.service import find_service
from quotes.records import SpeakerKind
from quotes.store import QuoteFilter

SpeakerId = Annotated[str, path_parameter("A speaker's id.", example="odile-lindqvar")]
Name = Annotated[
    str | None,
    query_parameter(
        "name",
        "Whole words of a name or alias, without regard to case and accents.",
        example="lindqvar",
        min_length=1,
        max_length=500,
    ),
]
Prefix = Annotated[
    bool,
    query_parameter(
        "prefix", "The last word of `name` may be incomplete: for names while they are typed."
    ),
]
KindParameter = Annotated[
    SpeakerKind | None, query_parameter("kind", "Only speakers of this kind.")
]


@get(
    "/speakers",
    operation_id="listSpeakers",
    summary="Find speakers",
    tags=["speakers"],
    responses=describe_problems(400, 503),
)
async def list_speakers(
    request: Request[Any, Any, Any],
    name: Name = None,
    prefix: Prefix = False,
    kind: KindParameter = None,
    limit: Limit = None,
    page_size: PageSize = None,
    cursor: Cursor = None,
    fields: Fields = None,
) -> Response[SpeakerPage]:
    """Everybody who is quoted by name, in the order of the names, with the number of their
    statements.

    If nobody has the name, `suggestions` has speakers with a name like it.
    """
    service = find_service(request)
    links = service.make_links(request)
    size = choose_page_size(service.settings, limit, page_size)

    def query() -> Response[SpeakerPage]:
        store = service.store
        page = store.speakers.list(name=name, begins=prefix, kind=kind, limit=size, cursor=cursor)
        suggestions = None
        if name and not page.items and cursor is None:
            suggestions = make_speaker_items(store.speakers.suggest(name), links)
        items = make_speaker_items(page.items, links)
        return JSONResponse(
            SpeakerPage(
                items=select_fields(items, fields, SpeakerItem),
                next=page.next,
                suggestions=UNSET if suggestions is None else suggestions,
            ),
            headers=make_next_link(request, page.next),
        )

    return await service.queries.search(request, query)


@get(
    "/speakers/{speaker_id:str}",
    operation_id="getSpeaker",
    summary="One speaker with roles and counts",
    tags=["speakers"],
    responses=describe_problems(400, 404, 410, 503),
)
async def get_speaker(
    request: Request[Any, Any, Any], speaker_id: SpeakerId, fields: Fields = None
) -> Response[SpeakerDetail]:
    """A speaker with every name and role that articles give, the most frequent role first, their
    statements counted by outlet, topic and month, the ids that were merged into this one, and who
    may be the same.

    An id that was merged answers with the speaker that it leads to.
    """
    service = find_service(request)
    speaker = await service.queries.search(request, lambda: service.store.speakers.get(speaker_id))
    detail = make_speaker_detail(speaker, service.make_links(request))
    return JSONResponse(select_fields([detail], fields, SpeakerDetail)[0])


@get(
    "/speakers/{speaker_id:str}/quotes",
    operation_id="listSpeakerQuotes",
    summary="What one speaker said",
    tags=["speakers"],
    responses=describe_problems(400, 404, 410, 503),
)
async def list_speaker_quotes(
    request: Request[Any, Any, Any],
    speaker_id: SpeakerId,
    filters: NamedDependency[QuoteFilter],
    order_by: OrderBy = "newest",
    limit: Limit = None,
    page_size: PageSize = None,
    cursor: Cursor = None,
    fields: Fields = None,
    facets: FacetNames = None,
    facets_count: FacetCounting = "quotes",
) -> Response[QuotePage]:
    """The speaker's quotes that pass every filter given, as `/v1/quotes` lists them."""
    parameters = QuoteListParameters(
        order_by=order_by,
        limit=limit,
        page_size=page_size,
        cursor=cursor,
        fields=fields,
        facets=facets,
        facets_count=facets_count,
    )
    return await answer_quote_list(request, filters, parameters, speaker_id=speaker_id)
