"""What reading gives back: frozen records made straight from rows."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

from quotes.records import Attribution, Record, SpeakerKind

# Stands between the pieces of a content, cue or source that were joined into one line.
GAP = " … "

T = TypeVar("T")


class Page(msgspec.Struct, Generic[T], frozen=True):
    """Some of a list, and the cursor that the rest begins after; None at the end."""

    items: tuple[T, ...]
    next: str | None


class ArticleHead(Record, frozen=True, kw_only=True):
    """An article without its text."""

    id: str
    title: str | None
    outlet: str | None
    url: str | None
    published: str | None


class Quote(Record, frozen=True, kw_only=True):
    """An attribution with its words as they stand in the article.

    `content` has one string for each span of `attribution.content`; `cue` and `source` join theirs
    by `GAP`.
    """

    attribution: Attribution
    content: tuple[str, ...]
    cue: str | None
    source: str | None
    article: ArticleHead


class SpeakerHead(Record, frozen=True, kw_only=True):
    """A speaker with the number of their statements."""

    id: str
    name: str
    kind: SpeakerKind | None
    aliases: tuple[str, ...]
    quotes: int


class Role(Record, frozen=True, kw_only=True):
    """A role that articles give a speaker, with the first and last dates (YYYY-MM-DD) of those
    articles.
    """

    role: str | None
    affiliation: str | None
    first_seen: str | None
    last_seen: str | None
    quotes: int


class Speaker(Record, frozen=True, kw_only=True):
    """A speaker with every role seen, the most frequent first."""

    head: SpeakerHead
    roles: tuple[Role, ...]


class Outlet(Record, frozen=True, kw_only=True):
    """An outlet with the number of its articles and of the statements in them, and its first and
    last dates.
    """

    name: str
    articles: int
    quotes: int
    first_published: str | None
    last_published: str | None


class TopicHead(Record, frozen=True, kw_only=True):
    """A topic with the number of its articles and of the statements in them."""

    code: str
    name: str
    articles: int
    quotes: int


class Counts(Record, frozen=True, kw_only=True):
    """How much the store holds; `quotes` counts statements."""

    articles: int
    quotes: int
    attitudes: int
    speakers: int
