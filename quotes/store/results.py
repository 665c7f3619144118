"""What reading returns: frozen records made straight from rows."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

import msgspec

from quotes.checking import CheckResult
from quotes.records import Attribution, Record, ReviewStatus, Scope, Spans, SpeakerKind

# Joins the pieces of a content, cue or source into one line.
GAP = " … "

# Articles that are named as carriers of one quotation. Not tuned.
MAX_CARRIERS = 100

T = TypeVar("T")

Interval = Literal["day", "week", "month", "year"]
Facet = Literal["speaker", "outlet", "topic", "type", "certainty", "month"]


class Page(msgspec.Struct, Generic[T], frozen=True):
    """A part of a list, and the cursor of the next page; None at the end.

    With `capped` the list has more than was ranked: only the newest candidates were.
    """

    items: tuple[T, ...]
    next: str | None
    capped: bool = False


class ArticleHead(Record, frozen=True, kw_only=True):
    """An article without its text."""

    id: str
    title: str | None
    outlet: str | None
    url: str | None
    published: str | None


class ArticleSummary(ArticleHead, frozen=True, kw_only=True):
    """An article in a list, with the number of its statements and its story."""

    quotes: int
    story: str


class Story(Record, frozen=True, kw_only=True):
    """All copies of one report: their number, and the outlets that printed it, the first first.

    `wire` is the agency that the most of them credit; None if none does. `title` and
    `first_published` are those of the oldest copy that has a date.
    """

    id: str
    title: str | None
    wire: str | None
    first_published: str | None
    articles: int
    outlets: tuple[str, ...]


class Printings(Record, frozen=True, kw_only=True):
    """Who else printed a quotation: quotes in copies of the same report (`syndicated`), and in
    other stories (`independent`), of which there are `other_stories`.
    """

    syndicated: int
    independent: int
    other_stories: int


class TextVersion(Record, frozen=True, kw_only=True):
    """A title and text that an article has or had.

    Attributes:
        version: of the data, in which it came.
        stored_at: when that was, ISO 8601 in UTC.
        before: the version before; None for the first.
    """

    version: int
    stored_at: str
    title: str | None
    published: str | None
    sha256: str
    text: str
    before: TextVersion | None = None


class Carrier(Record, frozen=True, kw_only=True):
    """An article that carries a quotation, and the id of the quote in it."""

    quote: str
    article: str
    outlet: str | None
    published: str | None


class MatchingCandidate(Record, frozen=True, kw_only=True):
    """Whom a filter by speaker found as a candidate: the name in the article, the speaker's id
    where they are quoted there by name, too, and the probability that they said it, 0 to 1.
    """

    id: str | None
    name: str
    probability: float


class Quote(Record, frozen=True, kw_only=True):
    """An attribution with its words as they stand in the article.

    `content` has one string for each span of `attribution.content`; `cue` and `source` join theirs
    by `GAP`. `highlights` are the characters of the content, joined by `GAP`, that a query matched.
    `version` is that of the data in which the quote last changed. `is_reviewed` if anybody ever
    reviewed it, so that there are `Review`s. `cluster` is the same for all variants of one
    quotation; None for attitudes and a word or two.

    `story` is that of the article. `copy_of` is the id of the quote of which this is a copy in
    another article of the story; its own if others are copies of it. `carried_by` are all articles
    of the story that carry the quotation, this one included, the oldest first, at most
    `MAX_CARRIERS`; empty if only this one does.

    `matching_candidates` says for a filter that includes candidates which of them it means, the
    likeliest first; empty if the quote is attributed to the speaker.
    """

    attribution: Attribution
    content: tuple[str, ...]
    cue: str | None
    source: str | None
    article: ArticleHead
    version: int
    cluster: str | None = None
    story: str
    copy_of: str | None = None
    carried_by: tuple[Carrier, ...] = ()
    highlights: Spans = ()
    status: ReviewStatus = "unreviewed"
    is_reviewed: bool = False
    matching_candidates: tuple[MatchingCandidate, ...] = ()


class CheckedClaim(Record, frozen=True, kw_only=True):
    """The verdict on a claim, and the quotation of each of its matches."""

    result: CheckResult
    quotes: tuple[Quote, ...]


class EncodedQuote(Record, frozen=True, kw_only=True):
    """A quote whose fixed fields are JSON already: `item` is a `write.items.StoredItem`.

    `text` is the content, its pieces joined by `GAP`; the others are as in `Quote`.
    """

    id: str
    text: str
    item: str
    speaker_id: str | None
    speaker: str | None
    speaker_kind: SpeakerKind | None
    status: ReviewStatus
    cluster: str | None
    copy_of: str | None
    carried_by: tuple[Carrier, ...] = ()
    highlights: Spans = ()
    matching_candidates: tuple[MatchingCandidate, ...] = ()


class Review(Record, frozen=True, kw_only=True):
    """A person's decision on a quote: the version of the data, the time (ISO 8601, UTC), why."""

    version: int
    status: ReviewStatus
    at: str
    person: str
    reason: str | None


class Count(Record, frozen=True, kw_only=True):
    """A number of statements under a key: a speaker's id, an outlet's name, a topic's code, a type
    or a month (YYYY-MM); `name` is for people.
    """

    key: str
    name: str
    quotes: int


class Facets(Record, frozen=True, kw_only=True):
    """The quotes that pass a filter, counted by what they are: the most frequent first, months the
    newest first.

    With `capped` only the newest `quotes` of them were counted. `more` names the facets that have
    further values.
    """

    quotes: int
    capped: bool
    counts: dict[Facet, tuple[Count, ...]]
    more: tuple[Facet, ...]


class TimelinePoint(Record, frozen=True, kw_only=True):
    """The number of quotes in the interval that begins on a day (YYYY-MM-DD)."""

    start: str
    quotes: int


class ModelPeriod(Record, frozen=True, kw_only=True):
    """The days (YYYY-MM-DD) of the oldest and the newest article in which these models found
    quotes.
    """

    model_version: str
    first: str
    last: str


class Timeline(Record, frozen=True, kw_only=True):
    """Quotes over time, oldest first, without the intervals that have none.

    `undated` counts those in articles without a date. `models` are those that found quotes in any
    article of the store, by their first day: numbers on both sides of a change don't compare.
    """

    interval: Interval
    points: tuple[TimelinePoint, ...]
    undated: int
    models: tuple[ModelPeriod, ...]


class SpeakerHead(Record, frozen=True, kw_only=True):
    """A speaker with the number of their statements."""

    id: str
    name: str
    kind: SpeakerKind | None
    aliases: tuple[str, ...]
    quotes: int


class SpeakerRole(Record, frozen=True, kw_only=True):
    """A role that articles give a speaker, with the first and last dates (YYYY-MM-DD) of those
    articles.
    """

    role: str | None
    affiliation: str | None
    first_seen: str | None
    last_seen: str | None
    quotes: int


class SpeakerCandidate(Record, frozen=True, kw_only=True):
    """Another speaker who may be the same: how the names are alike, what agrees, and what is
    against it.
    """

    id: str
    name: str
    rule: str
    agreed: tuple[str, ...]
    against: tuple[str, ...]


class AlsoKnown(Record, frozen=True, kw_only=True):
    """A speaker who may be the one that was asked for, by another spelling; `why` says how the
    names are alike, and what is against it.
    """

    id: str
    name: str
    why: str


class Speaker(Record, frozen=True, kw_only=True):
    """A speaker with every role seen, the most frequent first, and their statements counted by
    outlet, topic and month.

    `merged_ids` are other ids that stand for this speaker. `candidates` are the
    likeliest first; with something `against`, they are namesakes. `also_known` are these and other
    speakers whose names have the words of the id.
    """

    head: SpeakerHead
    roles: tuple[SpeakerRole, ...]
    facets: Facets
    merged_ids: tuple[str, ...] = ()
    candidates: tuple[SpeakerCandidate, ...] = ()
    also_known: tuple[AlsoKnown, ...] = ()


class SpeakerEvent(Record, frozen=True, kw_only=True):
    """What became of an id: `merged` into another, `parted` from it, `gone` with its last article,
    `moved` (an article's speaker went from it to another), or `renamed` (found by other names, for
    a quote was rejected, or is no longer).

    `person` and `reason` say who decided it and why; they are None where a rule did. `version` is
    that of the data in which it happened.
    """

    number: int
    version: int
    change: str
    id: str
    other: str | None
    article_id: str | None
    rule: str | None
    agreed: tuple[str, ...]
    person: str | None
    reason: str | None


class CandidatePair(Record, frozen=True, kw_only=True):
    """Two speakers who may be one, by the ids and names of their identities."""

    id: str
    name: str
    other: str
    other_name: str
    rule: str
    agreed: tuple[str, ...]
    against: tuple[str, ...]


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
    """A topic with the number of its articles and of the statements in them, those of the topics
    below it included; `direct_articles` carry the topic itself.
    """

    code: str
    name: str
    parent: str | None
    articles: int
    quotes: int
    direct_articles: int


class Tombstone(Record, frozen=True, kw_only=True):
    """An article, a quote or a speaker that was deleted.

    `change` is "withdrawn", "withheld", "replaced", "identified" or "erased", `at` an ISO 8601
    time in UTC. `successor` is the id of what a quote changed into.
    """

    version: int
    kind: Literal["article", "quote", "speaker"]
    id: str
    change: str
    at: str
    reason: str | None
    successor: str | None = None


class QuarantineEntry(Record, frozen=True, kw_only=True):
    """An input that could not be read or stored: where it is, why, and how to mend it.

    `line` is None for the whole input, `root` the file or folder that was given, `tried_at` an ISO
    8601 time in UTC.
    """

    path: str
    line: int | None
    root: str
    reason: str
    article_id: str | None
    tried_at: str


class ReadInput(Record, frozen=True, kw_only=True):
    """A page or file that was read to its end, when (ISO 8601, UTC), and what tells whether it has
    changed since.
    """

    name: str
    etag: str | None
    last_modified: str | None
    read_at: str


class AccessKey(Record, frozen=True, kw_only=True):
    """A key, of which only the SHA-256 is stored; times are ISO 8601 in UTC, None for never."""

    prefix: str
    name: str
    scope: Scope
    digest: str
    created_at: str
    expires_at: str | None
    revoked_at: str | None


class StoreCounts(Record, frozen=True, kw_only=True):
    """How much the store holds; `quotes` counts statements."""

    articles: int
    quotes: int
    attitudes: int
    speakers: int


class ErasedQuote(Record, frozen=True, kw_only=True):
    """A quote that an erasure removes; `speaker` is who said it, `members` who said it together."""

    id: str
    article_id: str
    content: str
    speaker: str | None
    members: tuple[str, ...] = ()


class Erasure(Record, frozen=True, kw_only=True):
    """What an erasure removes, and what stays.

    Attributes:
        version: of the data in which it is gone; None if nothing was changed.
        articles: ids of the articles that go whole.
        speakers: ids of the speakers that go.
        quotes: those that go without their articles.
        altered: ids of quotes of others that no longer name the person as addressee, relay,
            candidate or in a role.
        reviews, decisions: the numbers of reviews, and of events, constraints and candidates of who
            is who, that go.
        texts: ids of the articles that stay and name the person in title or text.
        similar: ids of speakers who may be the same person, and stay.
    """

    version: int | None
    articles: tuple[str, ...]
    speakers: tuple[str, ...]
    quotes: tuple[ErasedQuote, ...]
    altered: tuple[str, ...]
    reviews: int
    decisions: int
    texts: tuple[str, ...]
    similar: tuple[str, ...]


class ErasureProof(Record, frozen=True, kw_only=True):
    """Where an erasure looked for what it had removed.

    Attributes:
        places: the files, or the tables, that were searched.
        words: how many names, ids and passages were looked for.
        others: places where such words stand in what was not erased, each with their number: a text
            that stays, or a passage that another article has, too.
        found: the places of words that must not be there; their number is that of the failures.
    """

    places: tuple[str, ...]
    words: int
    others: dict[str, int]
    found: tuple[str, ...]
