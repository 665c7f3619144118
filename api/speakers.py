"""`/v1/speakers`: who is quoted, in which roles, and what they said."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.openapi.spec import Example
from litestar.params import PathParameter, QueryParameter
from msgspec import UNSET

from api.answers import Answer
from api.fields import Fields, choose_fields
from api.finding import (
    Asked,
    FacetNames,
    OrderBy,
    find_quotes,
    make_facets,
    make_speaker,
    suggest_speakers,
)
from api.links import Links, link_next
from api.parameters import Cursor, Limit, PageSize, choose_size
from api.problems import document
from api.schemas import (
    CandidateItem,
    QuotePage,
    RoleItem,
    SpeakerDetail,
    SpeakerItem,
    SpeakerPage,
)
from api.service import find_service
from quotes.records import SpeakerKind
from quotes.store import QuoteFilter, Role, SpeakerCandidate

SpeakerId = Annotated[
    str,
    PathParameter(description="A speaker's id.", examples=[Example(value="odile-lindqvar")]),
]
Name = Annotated[
    str | None,
    QueryParameter(
        name="name",
        description="Whole words of a name or alias, without regard to case and accents.",
        examples=[Example(value="lindqvar")],
        min_length=1,
        max_length=500,
    ),
]
Prefix = Annotated[
    bool,
    QueryParameter(
        name="prefix",
        description="The last word of `name` may go on: for names while they are typed.",
        examples=[Example(value=True)],
    ),
]
Kind = Annotated[
    SpeakerKind | None,
    QueryParameter(
        name="kind",
        description="Only speakers of this kind.",
        examples=[Example(value="person")],
    ),
]


@get(
    "/speakers",
    operation_id="listSpeakers",
    summary="Find speakers",
    tags=["speakers"],
    responses=document(400, 503),
)
async def list_speakers(
    request: Request[Any, Any, Any],
    name: Name = None,
    prefix: Prefix = False,
    kind: Kind = None,
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
    links, size = service.links(request), choose_size(service.settings, limit, page_size)

    def find() -> Response[SpeakerPage]:
        store = service.store
        page = store.list_speakers(name=name, begins=prefix, kind=kind, limit=size, cursor=cursor)
        items = [make_speaker(speaker, links) for speaker in page.items]
        unknown = name is not None and not items and cursor is None
        return Answer(
            SpeakerPage(
                items=choose_fields(items, fields, SpeakerItem),
                next=page.next,
                suggestions=suggest_speakers(store, name, links) if unknown and name else UNSET,
            ),
            headers=link_next(request, page.next),
        )

    return await service.queries.run(request, find)


@get(
    "/speakers/{speaker_id:str}",
    operation_id="getSpeaker",
    summary="One speaker with roles and counts",
    tags=["speakers"],
    responses=document(400, 404, 503),
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
    links = service.links(request)
    speaker = await service.queries.run(request, lambda: service.store.get_speaker(speaker_id))
    detail = SpeakerDetail(
        **msgspec.structs.asdict(make_speaker(speaker.head, links)),
        roles=[_make_role(role) for role in speaker.roles],
        merged_ids=list(speaker.merged_ids),
        candidates=[_make_candidate(each, links) for each in speaker.candidates],
        facets=make_facets(speaker.facets),
    )
    return Answer(choose_fields([detail], fields, SpeakerDetail)[0])


@get(
    "/speakers/{speaker_id:str}/quotes",
    operation_id="listSpeakerQuotes",
    summary="What one speaker said",
    tags=["speakers"],
    responses=document(400, 404, 503),
)
async def list_speaker_quotes(
    request: Request[Any, Any, Any],
    speaker_id: SpeakerId,
    wanted: NamedDependency[QuoteFilter],
    order_by: OrderBy = "newest",
    limit: Limit = None,
    page_size: PageSize = None,
    cursor: Cursor = None,
    fields: Fields = None,
    facets: FacetNames = None,
) -> Response[QuotePage]:
    """The speaker's quotes that pass every filter given, as `/v1/quotes` lists them."""
    asked = Asked(
        order_by=order_by,
        limit=limit,
        page_size=page_size,
        cursor=cursor,
        fields=fields,
        facets=facets,
    )
    return await find_quotes(request, wanted, asked, speaker_id=speaker_id)


def _make_candidate(candidate: SpeakerCandidate, links: Links) -> CandidateItem:
    return CandidateItem(
        id=candidate.id,
        name=candidate.name,
        rule=candidate.rule,
        agreed=list(candidate.agreed),
        against=list(candidate.against),
        permalink=links.speaker(candidate.id),
    )


def _make_role(role: Role) -> RoleItem:
    return RoleItem(
        role=role.role,
        affiliation=role.affiliation,
        first_seen=role.first_seen,
        last_seen=role.last_seen,
        quotes=role.quotes,
    )
