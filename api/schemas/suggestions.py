"""What else a filter may have meant."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, UnsetType

from api.schemas.values import Permalink


class SuggestionItem(msgspec.Struct, frozen=True, kw_only=True):
    """A speaker or topic with a name like the one that a filter gives."""

    parameter: Annotated[
        Literal["speaker", "topic"], Meta(description="The filter that found nothing.")
    ]
    id: Annotated[str, Meta(description="What to give instead: a speaker's id, a topic's code.")]
    name: str
    quotes: Annotated[int, Meta(description="Number of statements.")]
    permalink: Permalink


class AlsoKnownItem(msgspec.Struct, frozen=True, kw_only=True):
    """A speaker who may be the same one, and is not found by the same id or name."""

    id: str
    name: str
    why: Annotated[
        str, Meta(description='How the names are alike; after "but" what speaks against it.')
    ]
    permalink: Permalink


AlsoKnownList = Annotated[
    list[AlsoKnownItem],
    Meta(
        description="Other speakers who may be the one that was asked for: merge candidates, the "
        "likeliest first, and others with the words of the id in their names. Empty if there are "
        "none, no speaker was asked for, or this is not the first page."
    ),
]
Suggestions = Annotated[
    list[SuggestionItem] | UnsetType,
    Meta(
        description="If there is no such speaker or topic: those with a name like it, the most "
        "alike first."
    ),
]
