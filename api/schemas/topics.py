"""Topics, by which articles are found."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from api.schemas.values import Next, Permalink


class TopicItem(msgspec.Struct, frozen=True, kw_only=True):
    """A topic in the tree; its numbers include the topics below it."""

    code: str
    name: str
    parent: Annotated[str | None, Meta(description="The code of the topic above it.")]
    articles: int
    direct_articles: Annotated[
        int, Meta(description="Of these, those that carry the topic itself.")
    ]
    quotes: Annotated[int, Meta(description="Number of statements.")]
    permalink: Permalink


class TopicPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of topics."""

    items: list[TopicItem]
    next: Next
