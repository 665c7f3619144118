"""`/v1/speakers`: who is quoted, and in which roles."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.openapi.spec import Example
from litestar.params import PathParameter, QueryParameter

from api.parameters import Cursor, Limit, link_next
from api.problems import document
from api.schemas import RoleItem, SpeakerDetail, SpeakerItem, SpeakerPage
from quotes.records import SpeakerKind
from quotes.store import DEFAULT_LIMIT, Role, SpeakerHead, Store

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
    sync_to_thread=True,
)
def list_speakers(
    request: Request[Any, Any, Any],
    store: NamedDependency[Store],
    name: Name = None,
    kind: Kind = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response[SpeakerPage]:
    """Everybody who is quoted by name, in the order of the names, with the number of their
    statements.
    """
    page = store.list_speakers(name=name, kind=kind, limit=limit, cursor=cursor)
    return Response(
        SpeakerPage(items=[_make_item(speaker) for speaker in page.items], next=page.next),
        headers=link_next(request, page.next),
    )


@get(
    "/speakers/{speaker_id:str}",
    operation_id="getSpeaker",
    summary="One speaker with their roles",
    tags=["speakers"],
    responses=document(400, 404, 503),
    sync_to_thread=True,
)
def get_speaker(speaker_id: SpeakerId, store: NamedDependency[Store]) -> SpeakerDetail:
    """A speaker with every role that articles give, the most frequent first."""
    speaker = store.get_speaker(speaker_id)
    head = speaker.head
    return SpeakerDetail(
        id=head.id,
        name=head.name,
        kind=head.kind,
        aliases=list(head.aliases),
        quotes=head.quotes,
        roles=[_make_role(role) for role in speaker.roles],
    )


def _make_item(speaker: SpeakerHead) -> SpeakerItem:
    return SpeakerItem(
        id=speaker.id,
        name=speaker.name,
        kind=speaker.kind,
        aliases=list(speaker.aliases),
        quotes=speaker.quotes,
    )


def _make_role(role: Role) -> RoleItem:
    return RoleItem(
        role=role.role,
        affiliation=role.affiliation,
        first_seen=role.first_seen,
        last_seen=role.last_seen,
        quotes=role.quotes,
    )
