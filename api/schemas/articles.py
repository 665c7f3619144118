"""Articles, and the outlets by which they are found."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta

from api.schemas.quotes import ArticleRef, AttributionItem
from api.schemas.suggestions import Suggestions
from api.schemas.values import Next, Permalink
from quotes.exporting.fields import (
    Authors,
    BoilerplateRanges,
    InferredFields,
    Published,
    StoryId,
    TextHash,
    Wire,
)


class ArticleTopic(msgspec.Struct, frozen=True, kw_only=True):
    """A label of an article."""

    code: str
    name: str
    score: Annotated[float, Meta(description="How sure, 0 to 1.")]
    method: str


class ArticleDetail(ArticleRef, frozen=True, kw_only=True):
    """An article with its text and everything found in it."""

    permalink: Permalink
    authors: Authors
    language: str
    wire: Wire
    story: StoryId
    inferred: InferredFields
    boilerplate: BoilerplateRanges
    sha256: TextHash
    text: Annotated[str | None, Meta(description="Null where it may not be given out.")]
    topics: list[ArticleTopic]
    attributions: Annotated[
        list[AttributionItem], Meta(description="Statements and attitudes, in text order.")
    ]


class ArticleItem(ArticleRef, frozen=True, kw_only=True):
    """An article in a list."""

    quotes: Annotated[int, Meta(description="Number of statements.")]
    story: StoryId
    permalink: Permalink


class StoryDetail(msgspec.Struct, frozen=True, kw_only=True):
    """All copies of one report."""

    id: StoryId
    title: Annotated[str | None, Meta(description="Of the oldest copy.")]
    wire: Annotated[
        str | None, Meta(description="The agency that most of the copies that credit one do.")
    ]
    first_published: Published
    articles: Annotated[
        int, Meta(description="Number of copies; `/v1/articles?story=` lists them.")
    ]
    outlets: Annotated[list[str], Meta(description="Who printed it, the first first.")]


class ArticlePage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A page of articles."""

    items: list[ArticleItem]
    next: Next
    suggestions: Suggestions = UNSET


class Paragraph(msgspec.Struct, frozen=True, kw_only=True):
    """A paragraph of a text."""

    start: Annotated[int, Meta(description="First character, from 0, in code points.")]
    end: Annotated[int, Meta(description="The character after the last.")]
    text: Annotated[str | None, Meta(description="Null where it may not be given out.")]


class ArticleChange(msgspec.Struct, frozen=True, kw_only=True):
    """Paragraphs that stand together and changed; `removed` or `added` may be empty."""

    removed: Annotated[list[Paragraph], Meta(description="Of the version before.")]
    added: Annotated[list[Paragraph], Meta(description="Of this version.")]


class ArticleVersionItem(msgspec.Struct, frozen=True, kw_only=True):
    """A title and text that an article has or had."""

    version: Annotated[int, Meta(description="Of the data, in which it came.")]
    stored_at: Annotated[str, Meta(description="When it came here; ISO 8601 in UTC.")]
    published: Published
    title: str | None
    sha256: TextHash
    text: Annotated[str | None, Meta(description="Null where it may not be given out.")]
    title_before: Annotated[
        str | None, Meta(description="Of the version before; null for the first, too.")
    ]
    changes: Annotated[
        list[ArticleChange] | None,
        Meta(description="In the text of the version before, in text order; null for the first."),
    ]


class ArticleVersionPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of versions of an article, the newest first."""

    items: list[ArticleVersionItem]
    next: Next


class OutletItem(msgspec.Struct, frozen=True, kw_only=True):
    """An outlet in a list."""

    name: str
    articles: int
    quotes: Annotated[int, Meta(description="Number of statements.")]
    permalink: Permalink
    first_published: str | None
    last_published: str | None


class OutletPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of outlets."""

    items: list[OutletItem]
    next: Next
