"""What the answers look like: one concrete Struct each, as OpenAPI has odd names for generics."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from quotes.matching import Relation
from quotes.records import (
    Act,
    Anonymity,
    AttributionType,
    ReviewStatus,
    SpeakerKind,
    SpokenPrecision,
)

Range = Annotated[
    tuple[int, int],
    Meta(description="Characters [start, end) of the article's text, in Unicode code points."),
]
Ranges = list[Range]
Next = Annotated[
    str | None,
    Meta(description="The `cursor` of the next page; null on the last one. Also in `Link`."),
]

Permalink = Annotated[str, Meta(description="Where this record is found again.")]
Part = Literal["cue", "source", "content"]
Status = Annotated[
    ReviewStatus,
    Meta(
        description="What a person last said of it; unreviewed: nobody did. Rejected quotes are "
        "served only where they are asked for."
    ),
]


class ParameterProblem(msgspec.Struct, frozen=True, kw_only=True):
    """One parameter of a request that can't be answered."""

    parameter: Annotated[str, Meta(description="Its name, as in the URL.")]
    detail: Annotated[str, Meta(description="What is wrong with it.")]


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An RFC 9457 problem document."""

    type: Annotated[str, Meta(description="The kind of problem, as a stable URN.")]
    title: Annotated[str, Meta(description="The kind of problem in words.")]
    status: Annotated[int, Meta(description="The HTTP status.")]
    detail: Annotated[str, Meta(description="What went wrong this time.")]
    instance: Annotated[str, Meta(description="The path that was asked for.")]
    errors: Annotated[
        list[ParameterProblem] | UnsetType,
        Meta(description="Each parameter that is at fault, if any."),
    ] = UNSET


class SpeakerRef(msgspec.Struct, frozen=True, kw_only=True):
    """Who is quoted."""

    id: Annotated[str | None, Meta(description="For `/v1/speakers/{id}`; null if not linked.")]
    name: str | None
    kind: SpeakerKind | None


class ArticleRef(msgspec.Struct, frozen=True, kw_only=True):
    """The article that a quote stands in."""

    id: str
    title: str | None
    outlet: str | None
    url: str | None
    published: Annotated[str | None, Meta(description="ISO 8601 date or time.")]


class Offsets(msgspec.Struct, frozen=True, kw_only=True):
    """Where the parts of an attribution stand in the article."""

    content: Ranges
    cue: Ranges
    source: Ranges
    addressee: Ranges
    setting: Ranges
    time: Ranges
    anonymity: Ranges


class AttributionItem(msgspec.Struct, frozen=True, kw_only=True):
    """A quote without its article."""

    id: str
    text: Annotated[str, Meta(description='The quoted words, pieces joined by " … ".')]
    content: Annotated[
        list[str], Meta(description="The pieces as they stand in the article, with their marks.")
    ]
    speaker: Annotated[
        SpeakerRef | None, Meta(description="Null where nobody is named or nobody fits.")
    ]
    role: Annotated[str | None, Meta(description="The role that the article gives the speaker.")]
    affiliation: str | None
    anonymity: Anonymity | None
    source: Annotated[str | None, Meta(description="The words that name who is quoted.")]
    cue: Annotated[str | None, Meta(description="The words of saying: said, according to.")]
    addressee: Annotated[str | None, Meta(description="Who was told.")]
    spoken_at: Annotated[
        str | None,
        Meta(description="When it was said, ISO 8601; null where the article leaves it open."),
    ]
    spoken_precision: Annotated[
        SpokenPrecision | None,
        Meta(
            description="How precise that is: time (2015-11-17T10:30), day (2015-11-17), "
            "week (2015-W47), month (2015-11) or year (2015)."
        ),
    ]
    members: Annotated[
        list[str],
        Meta(description="The names in a source that joins several; the first is the speaker."),
    ]
    relay: Annotated[list[str], Meta(description="Who passed it on, outermost first.")]
    type: Annotated[
        AttributionType,
        Meta(description="direct: all in quotation marks; mixed: part of it; indirect: none."),
    ]
    act: Act
    confidence: Annotated[
        float, Meta(description="Probability that content and source are right, 0 to 1.")
    ]
    status: Status
    offsets: Offsets


Cluster = Annotated[
    str | None,
    Meta(
        description="The same for all versions of one quotation, in whatever article: a filter of "
        "`/v1/quotes`. Null for attitudes and a word or two."
    ),
]


class QuoteItem(AttributionItem, frozen=True, kw_only=True):
    """A quote and the head of its article."""

    permalink: Permalink
    article: ArticleRef
    cluster: Cluster
    highlights: Annotated[
        Ranges | UnsetType,
        Meta(description="With `q`: where in `text` its words stand, in code points."),
    ] = UNSET
    snippet: Annotated[
        str | UnsetType,
        Meta(
            description="With `q`: `text` as HTML with `<mark>` around its words; all else is "
            "escaped."
        ),
    ] = UNSET


class DifferenceItem(msgspec.Struct, frozen=True, kw_only=True):
    """Words that stand otherwise, or not at all, in another version."""

    quote: Annotated[
        Range | None,
        Meta(description="In the `text` of the quote that was asked for; null: nothing there."),
    ]
    version: Annotated[
        Range | None, Meta(description="In the `text` of this version; null: nothing there.")
    ]


class VersionItem(QuoteItem, frozen=True, kw_only=True):
    """A version of a quote, beside that quote."""

    relation: Annotated[
        Relation | None,
        Meta(
            description="same: the same words; shortened: a part of the quote's; extended: those "
            "and more; reworded: but for some words the same; different: another part of the same "
            "quotation; null, as are `differences` and `marked`: not compared, for there are more "
            "than 250,000 characters to compare on the page."
        ),
    ]
    differences: Annotated[
        list[DifferenceItem] | None,
        Meta(description="In text order. Case, accents, marks and stops make none."),
    ]
    marked: Annotated[
        str | None,
        Meta(
            description="`text` as HTML with `<mark>` around what the quote has not; all else is "
            "escaped."
        ),
    ]


class VersionPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of versions of one quote."""

    items: list[VersionItem]
    next: Next
    text: Annotated[str, Meta(description="Of the quote that was asked for.")]
    cluster: Cluster


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """A word on the way from a cue to its source and content."""

    id: int
    parts: Annotated[
        list[Part],
        Meta(description="The parts of the attribution whose head it is; none for words between."),
    ]


class Arc(msgspec.Struct, frozen=True, kw_only=True):
    """A relation between two nodes."""

    head: Annotated[int, Meta(description="The id of the governing node.")]
    dependent: Annotated[int, Meta(description="The id of the governed node.")]
    relation: Annotated[str, Meta(description="As Universal Dependencies call it.")]


class Graph(msgspec.Struct, frozen=True, kw_only=True):
    """Dependency paths; node 0 is the head of the cue."""

    nodes: list[Node]
    arcs: list[Arc]


class EvidenceItem(msgspec.Struct, frozen=True, kw_only=True):
    """Why an attribution was made."""

    rule: Annotated[str, Meta(description="The construction that was found.")]
    cue_lemma: str | None
    source_path: Annotated[str | None, Meta(description="Dependency path from cue to source.")]
    content_path: Annotated[str | None, Meta(description="Dependency path from cue to content.")]
    graph: Annotated[Graph | None, Meta(description="Both paths, drawn around the cue.")]
    antecedent: Annotated[
        Ranges, Meta(description="The mention that a pronoun or short name was resolved to.")
    ]
    resolution: Annotated[str | None, Meta(description="How it was resolved.")]


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of the article's text and where it stands."""

    text: str
    start: int
    end: int


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """The passage that holds quote, cue and source, and what stands around it."""

    before: Passage
    passage: Passage
    after: Passage


class ReviewItem(msgspec.Struct, frozen=True, kw_only=True):
    """What a person said of a quote."""

    status: Status
    at: Annotated[str, Meta(description="When, ISO 8601 in UTC.")]
    person: Annotated[str, Meta(description="Who said it.")]
    reason: str | None
    version: Annotated[int, Meta(description="The version of the data since then.")]


class QuoteDetail(QuoteItem, frozen=True, kw_only=True):
    """A quote with its evidence, context and reviews."""

    evidence: EvidenceItem
    context: Context
    reviews: Annotated[list[ReviewItem], Meta(description="What people said of it, in order.")]
    model_version: str


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


Suggestions = Annotated[
    list[SpeakerItem] | UnsetType,
    Meta(description="Speakers with a name like the one that nobody has, the most alike first."),
]


class SpeakerPage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A page of speakers."""

    items: list[SpeakerItem]
    next: Next
    suggestions: Suggestions = UNSET


class RoleItem(msgspec.Struct, frozen=True, kw_only=True):
    """A role that articles gave a speaker."""

    role: str | None
    affiliation: str | None
    first_seen: Annotated[str | None, Meta(description="Date of the first article, YYYY-MM-DD.")]
    last_seen: Annotated[str | None, Meta(description="Date of the last article, YYYY-MM-DD.")]
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


class CountItem(msgspec.Struct, frozen=True, kw_only=True):
    """A number of quotes that have something in common."""

    key: Annotated[
        str,
        Meta(
            description="What to filter by: a speaker's id, an outlet's name, a topic's code, a "
            "type, a month (YYYY-MM)."
        ),
    ]
    name: Annotated[str, Meta(description="The same for people.")]
    quotes: int


class FacetCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Quotes counted by what they are: the most frequent first, months the newest first."""

    quotes: Annotated[int, Meta(description="How many were counted.")]
    capped: Annotated[
        bool, Meta(description="There are more: only the newest of them were counted.")
    ]
    counts: Annotated[
        dict[str, list[CountItem]],
        Meta(description="For each facet (speaker, outlet, topic, type, month) its values."),
    ]
    more: Annotated[list[str], Meta(description="Facets that have further values.")]


class QuotePage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A page of quotes."""

    items: list[QuoteItem]
    next: Next
    capped: Annotated[
        bool,
        Meta(description="Very many match: only the newest of them were ranked by relevance."),
    ] = False
    facets: Annotated[
        FacetCounts | UnsetType,
        Meta(description="All quotes that pass the filters, counted as `facets` asks."),
    ] = UNSET
    suggestions: Suggestions = UNSET


class SpeakerDetail(SpeakerItem, frozen=True, kw_only=True):
    """A speaker with roles, and their statements counted."""

    roles: list[RoleItem]
    merged_ids: Annotated[
        list[str], Meta(description="Ids of other forms of the name; they lead to this speaker.")
    ]
    candidates: Annotated[list[CandidateItem], Meta(description="The likeliest first.")]
    facets: FacetCounts


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


class ArticleTopic(msgspec.Struct, frozen=True, kw_only=True):
    """A label of an article."""

    code: str
    name: str
    score: Annotated[float, Meta(description="How sure, 0 to 1.")]
    method: str


class ArticleDetail(ArticleRef, frozen=True, kw_only=True):
    """An article with its text and everything found in it."""

    permalink: Permalink
    author: str | None
    language: str
    wire: Annotated[str | None, Meta(description="The agency that the outlet credits.")]
    inferred: Annotated[
        list[str], Meta(description="Fields that were found in the text instead of being given.")
    ]
    furniture: Annotated[Ranges, Meta(description="Parts of the page that are not the article.")]
    sha256: Annotated[str, Meta(description="Of the text in UTF-8.")]
    text: str
    topics: list[ArticleTopic]
    attributions: Annotated[
        list[AttributionItem], Meta(description="Statements and attitudes, in text order.")
    ]


class TimelinePoint(msgspec.Struct, frozen=True, kw_only=True):
    """The quotes of one interval."""

    start: Annotated[str, Meta(description="Its first day, YYYY-MM-DD.")]
    quotes: int


class TimelinePage(msgspec.Struct, frozen=True, kw_only=True):
    """Quotes over time: all intervals that have any, oldest first; there is never a next page."""

    items: list[TimelinePoint]
    next: Next
    interval: Annotated[str, Meta(description="day, week, month or year.")]
    undated: Annotated[int, Meta(description="Quotes in articles without a date.")]


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """The state of the service."""

    status: str
