"""Filters of quotes, and the values that they compare with."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, NamedTuple

from msgspec import Meta
from sqlalchemy import Dialect

from quotes.errors import QueryError
from quotes.records import (
    Act,
    Anonymity,
    AttributionType,
    Certainty,
    Record,
    ReviewStatus,
    SpeakerKind,
)
from quotes.store.schema import NameKind
from quotes.store.schema.keys import DAY, UNDATED_KEY, make_day_key
from quotes.store.search.dialects import find_fulltext
from quotes.store.search.fulltext import QueryField
from quotes.store.search.grammar import parse_query

# The fields of a filter that are words of names.
NAME_FIELDS: tuple[NameKind, ...] = ("role", "affiliation", "outlet", "addressee", "relay")


class QuoteFilter(Record, frozen=True, kw_only=True):
    """Which quotes to read; a quote must pass every field that is set.

    `speaker` is a speaker's id, or words of a name or alias, also of one of several who are quoted
    together. `role`, `affiliation`, `outlet`, `addressee` and `relay` are words of a name. Names
    match without case and accents and by whole words: "kerry" finds "John Kerry". `include` with
    "candidates" finds quotes that name nobody, too, if the speaker is among their candidates.
    `topic` is a code or a whole name, and includes the topics below it. `article`, `cluster` and
    `story` are ids. `anonymity` "none" finds speakers whom articles name. `copies` "first" leaves
    out what is a copy of another quote in its story. Without `status` rejected quotes are left out.

    `q` is in the language of `grammar`; `q_in` says where its words must be: in the quote, in the
    name of its speaker, or each word in either ("both"). `about`, in the same language, finds the
    quotes of articles whose title, names of topics and text have the words.

    The dates, both included, are those of the article; with either, articles without a date are
    left out. `said_from` and `said_to` find what may have been said in that time: a quote of
    "November" is found by any day of it, and one without a time of saying is not found.
    """

    speaker: Annotated[
        str | None,
        Meta(
            description="A speaker's id, or whole words of a name or alias, without regard to case "
            "and accents; finds what several say together, too, if one of them is it (`members`). "
            "By the id, they must say something alone in the same article.",
            examples=["lindqvar"],
        ),
    ] = None
    include: Annotated[
        Literal["candidates"] | None,
        Meta(
            description="With `speaker` only. candidates: also quotes that name nobody, but may be "
            "the speaker's; `matching_candidates` says by which probability. They are nobody's "
            "quotes as long as no person has said whose.",
            examples=["candidates"],
        ),
    ] = None
    speaker_kind: Annotated[
        SpeakerKind | None, Meta(description="What kind of speaker it is.", examples=["person"])
    ] = None
    role: Annotated[
        str | None,
        Meta(description="Whole words of the speaker's role.", examples=["minister"]),
    ] = None
    affiliation: Annotated[
        str | None,
        Meta(
            description="Whole words of the body that the speaker belongs to.",
            examples=["council"],
        ),
    ] = None
    outlet: Annotated[
        str | None, Meta(description="Whole words of the outlet's name.", examples=["Cable Post"])
    ] = None
    topic: Annotated[
        str | None,
        Meta(
            description="A topic's code or whole name; topics below it count, too.",
            examples=["politics"],
        ),
    ] = None
    addressee: Annotated[
        str | None, Meta(description="Whole words of who was told.", examples=["Radio Norr"])
    ] = None
    relay: Annotated[
        str | None, Meta(description="Whole words of who passed it on.", examples=["Radio Norr"])
    ] = None
    type: Annotated[
        AttributionType | None,
        Meta(
            description="direct: all in quotation marks; mixed: part of it; indirect: none.",
            examples=["direct"],
        ),
    ] = None
    act: Annotated[
        Act | Literal["all"],
        Meta(
            description="statement: somebody said it; attitude: somebody wants, fears or believes "
            "it.",
            examples=["statement"],
        ),
    ] = "statement"
    anonymity: Annotated[
        Anonymity | Literal["none"] | None,
        Meta(
            description="unnamed: the article gives no name; requested: it says that the speaker "
            "asked for that; none: the article names the speaker.",
            examples=["requested"],
        ),
    ] = None
    article: Annotated[
        str | None,
        Meta(description="The id of the article.", examples=["dam-minister-cable"]),
    ] = None
    status: Annotated[
        ReviewStatus | Literal["all"] | None,
        Meta(
            description="What people said of the quote: confirmed, corrected or rejected it, or "
            "nothing (unreviewed). Without it all but the rejected are found, with `all` these, "
            "too.",
            examples=["unreviewed"],
        ),
    ] = None
    cluster: Annotated[
        str | None,
        Meta(
            description="A quote's `cluster`: all variants of its quotation.",
            examples=["6f0c3cbb1a6dd5a2"],
        ),
    ] = None
    story: Annotated[
        str | None,
        Meta(
            description="An article's `story`: all copies of one report.",
            examples=["9b1c5f0e2d7a4c38"],
        ),
    ] = None
    copies: Annotated[
        Literal["all", "first"],
        Meta(
            description="first: of a quotation that several copies of one report carry, only the "
            "quote that was stored first; the others are in its `carried_by`.",
            examples=["first"],
        ),
    ] = "all"
    certainty: Annotated[
        Certainty | None,
        Meta(
            description="How sure it is that the words were said and by whom: sure, likely or "
            "unsure.",
            examples=["sure"],
        ),
    ] = None
    min_confidence: Annotated[
        float | None,
        Meta(
            description="Quotes that are attributed correctly with at least this probability, 0 "
            "to 1.",
            examples=[0.8],
        ),
    ] = None
    q: Annotated[
        str | None,
        Meta(
            description='Words that the quote holds, in any form and order; "phrases" in quotation '
            "marks; -word: not this one; negot*: words that begin so, with three letters at least. "
            "Case and accents don't matter.",
            examples=['river -"dry bed"'],
        ),
    ] = None
    q_in: Annotated[
        QueryField,
        Meta(
            description="Where the words of `q` are looked for: in the quote, in the name of its "
            "speaker, or in both (quoted or said by).",
            examples=["both"],
        ),
    ] = "quote"
    about: Annotated[
        str | None,
        Meta(
            description="What the article is about: words in its title, the names of its topics or "
            "its text, in the language of `q`. All quotes of these articles are found, whatever "
            "they say.",
            examples=['dam -"dry bed"'],
        ),
    ] = None
    from_date: Annotated[
        date | None,
        Meta(
            description="First date of the article, YYYY-MM-DD; leaves out articles without a "
            "date.",
            examples=["2031-03-01"],
        ),
    ] = None
    to_date: Annotated[
        date | None,
        Meta(
            description="Last date of the article, YYYY-MM-DD; leaves out articles without a date.",
            examples=["2031-03-31"],
        ),
    ] = None
    said_from: Annotated[
        date | None,
        Meta(
            description="First date of saying, YYYY-MM-DD: finds what may have been said on it or "
            "later, so that 2031-03-15 finds what was said in 2031-03 (`spoken_at`). Leaves out "
            "quotes whose article does not say when they were said.",
            examples=["2031-03-01"],
        ),
    ] = None
    said_to: Annotated[
        date | None,
        Meta(
            description="Last date of saying, YYYY-MM-DD: finds what may have been said on it or "
            "before; with `said-from`, what may have been said between the two, both included. "
            "Leaves out quotes whose article does not say when they were said.",
            examples=["2031-03-31"],
        ),
    ] = None


def list_values(dialect: Dialect, filters: QuoteFilter) -> dict[str, Any]:
    """The values that a filter compares with, by the names of their conditions; those of names and
    topics are left out, for `conditions.resolve_names` finds them in the database.

    Raises:
        QueryError: a query that can't be parsed, a confidence outside 0 to 1, or dates the wrong
            way round.
    """
    _check(filters)
    bounds = find_bounds(filters.from_date, filters.to_date)
    is_named = filters.anonymity == "none"
    confidence = filters.min_confidence
    values = {
        "before": bounds.before,
        "since": bounds.since,
        "said_from": None if filters.said_from is None else filters.said_from.toordinal(),
        "said_to": None if filters.said_to is None else filters.said_to.toordinal(),
        "act": None if filters.act == "all" else filters.act,
        "type": filters.type,
        "speaker_kind": filters.speaker_kind,
        "is_named": is_named or None,
        "anonymity": None if is_named else filters.anonymity,
        "certainty": filters.certainty,
        "confidence_order": None if confidence is None else -float(confidence),
        "article": filters.article,
        "not_rejected": True if filters.status is None else None,
        "unreviewed": True if filters.status == "unreviewed" else None,
        "status": None if filters.status in ("unreviewed", "all") else filters.status,
        "cluster": filters.cluster,
        "story": filters.story,
        "first": True if filters.copies == "first" else None,
    }
    if filters.q is not None:
        fulltext = find_fulltext(dialect)
        values["words"] = fulltext.render(parse_query(filters.q), filters.q_in, filters.act)
        if fulltext.knows_act:
            values["act"] = None
    return {name: value for name, value in values.items() if value is not None}


class KeyBounds(NamedTuple):
    """Bounds of keys: from `since` on, below `before`; None where there is none."""

    since: int | None
    before: int | None


def find_bounds(from_date: date | None, to_date: date | None) -> KeyBounds:
    """The bounds of the keys of articles between two dates, both included, and of their quotes.

    Raises:
        QueryError: the dates are the wrong way round.
    """
    _check_dates("to_date", from_date, to_date)
    before = None if to_date is None else UNDATED_KEY
    if from_date is not None:
        before = make_day_key(from_date) + DAY
    return KeyBounds(None if to_date is None else make_day_key(to_date), before)


def has_names(filters: QuoteFilter) -> bool:
    """Whether a filter has names or topics, or says what articles are about, so that it must be
    resolved.
    """
    fields = (
        filters.speaker,
        filters.topic,
        filters.about,
        *(getattr(filters, kind) for kind in NAME_FIELDS),
    )
    return any(value is not None for value in fields)


def is_indexed(filters: QuoteFilter) -> bool:
    """Whether an index of a filter may find the quotes sooner than the index of their words."""
    fields = (
        filters.speaker_kind,
        filters.anonymity,
        filters.article,
        filters.cluster,
        filters.story,
    )
    is_reviewed = filters.status in ("confirmed", "corrected", "rejected")
    return has_names(filters) or is_reviewed or any(value is not None for value in fields)


def _check(filters: QuoteFilter) -> None:
    _check_dates("said_to", filters.said_from, filters.said_to)
    if filters.include is not None and filters.speaker is None:
        raise QueryError("include", "name the speaker whose quotes they may be; give speaker")
    if filters.min_confidence is not None and not 0 <= filters.min_confidence <= 1:
        raise QueryError("min_confidence", "give a number from 0 to 1")


def _check_dates(parameter: str, first: date | None, last: date | None) -> None:
    if first is not None and last is not None and first > last:
        raise QueryError(parameter, f"{last} is before the first date, {first}")
