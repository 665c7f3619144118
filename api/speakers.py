"""`/v1/speakers`: who is quoted, and in which roles."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get
from litestar.openapi.spec import Example
from litestar.params import PathParameter, QueryParameter

from api.fields import Fields, choose_fields
from api.links import Links, link_next
from api.parameters import Cursor, Limit, PageSize, choose_size
from api.problems import document
from api.schemas import CandidateItem, RoleItem, SpeakerDetail, SpeakerItem, SpeakerPage
from api.service import find_service
from quotes.records import SpeakerKind
from quotes.store import Role, SpeakerCandidate, SpeakerHead

SpeakerId = Annotated[
    str,
    PathParameter(description="A speaker's id.", examples=[Example(value="john-kerry")]),
]
Name = Annotated[
    str | None,
    QueryParameter(
        name="name",
        description="Whole words of a name or alias, without regard to case and accents.",
        examples=[Example(value="kerry")],
        min_length=1,
        max_length=500,
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
    limit: Limit = None,
    page_size: PageSize = None,
    name: Name = None,
    kind: Kind = None,
    cursor: Cursor = None,
    fields: Fields = None,
) -> Response[SpeakerPage]:
    """Everybody who is quoted by name, in the order of the names, with the number of their
    statements.
    """
    service = find_service(request)
    links, size = service.links(request), choose_size(service.settings, limit, page_size)

    def find() -> Response[SpeakerPage]:
        page = service.store.list_speakers(name=name, kind=kind, limit=size, cursor=cursor)
        items = [_make_item(speaker, links) for speaker in page.items]
        return Response(
            SpeakerPage(items=choose_fields(items, fields, SpeakerItem), next=page.next),
            headers=link_next(request, page.next),
        )

    return await service.queries.run(request, find)


@get(
    "/speakers/{speaker_id:str}",
    operation_id="getSpeaker",
    summary="One speaker with their roles",
    tags=["speakers"],
    responses=document(400, 404, 503),
)
async def get_speaker(
    request: Request[Any, Any, Any],
    speaker_id: SpeakerId,
    fields: Fields = None,
) -> Response[SpeakerDetail]:
    """A speaker with every role that articles give, the most frequent first, the ids that were
    merged into this one, and who may be the same.

    An id that was merged answers with the speaker that it leads to.
    """
    service = find_service(request)
    links = service.links(request)
    speaker = await service.queries.run(request, lambda: service.store.get_speaker(speaker_id))
    detail = SpeakerDetail(
        **msgspec.structs.asdict(_make_item(speaker.head, links)),
        roles=[_make_role(role) for role in speaker.roles],
        merged_ids=list(speaker.merged_ids),
        candidates=[_make_candidate(each, links) for each in speaker.candidates],
    )
    return Response(choose_fields([detail], fields, SpeakerDetail)[0])


def _make_item(speaker: SpeakerHead, links: Links) -> SpeakerItem:
    return SpeakerItem(
        id=speaker.id,
        name=speaker.name,
        kind=speaker.kind,
        aliases=list(speaker.aliases),
        quotes=speaker.quotes,
        permalink=links.speaker(speaker.id),
    )


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
