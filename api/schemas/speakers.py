"""Speakers, their roles, and who may be the same one."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from api.schemas.counts import FacetCounts
from api.schemas.suggestions import AlsoKnownItem
from api.schemas.values import Next, Permalink
from quotes.exporting.fields import FirstSeen, LastSeen
from quotes.records import SpeakerKind


class SpeakerItem(msgspec.Struct, frozen=True, kw_only=True):
    """A speaker in a list."""

    id: str
    name: str
    kind: SpeakerKind | None
    aliases: list[str]
    quotes: Annotated[
        int, Meta(description="Number of statements, without those that name another before.")
    ]
    permalink: Permalink


class SpeakerPage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A page of speakers."""

    items: list[SpeakerItem]
    next: Next
    suggestions: Annotated[
        list[SpeakerItem] | UnsetType,
        Meta(
            description="Speakers with a name like the one that nobody has, the most alike first."
        ),
    ] = UNSET


class RoleItem(msgspec.Struct, frozen=True, kw_only=True):
    """A role that articles gave a speaker."""

    role: str | None
    affiliation: str | None
    first_seen: FirstSeen
    last_seen: LastSeen
    quotes: int


class CandidateItem(msgspec.Struct, frozen=True, kw_only=True):
    """Another speaker who may be the same one; nobody has decided it."""

    id: str
    name: str
    rule: Annotated[str, Meta(description="How the names are alike.")]
    agreed: Annotated[list[str], Meta(description="What agrees.")]
    against: Annotated[
        list[str], Meta(description="What speaks against it; if anything does, they are namesakes.")
    ]
    permalink: Permalink


class SpeakerDetail(SpeakerItem, frozen=True, kw_only=True):
    """A speaker with roles, and their statements counted."""

    roles: list[RoleItem]
    merged_ids: Annotated[
        list[str], Meta(description="Ids of other forms of the name; they lead to this speaker.")
    ]
    candidates: Annotated[list[CandidateItem], Meta(description="The likeliest first.")]
    also_known: Annotated[
        list[AlsoKnownItem],
        Meta(
            description="The likeliest candidates, and others with the words of the id in their "
            "names."
        ),
    ]
    facets: FacetCounts
