"""The rows of each export: one flat record for each table, whose fields are the columns in every
format.

A column is named after the field of the API's record that it holds, so that `speaker_name` is
`speaker.name` of an item of `/v1/quotes`. Lists stay lists in NDJSON and Parquet and are JSON text
in CSV. The row of something withdrawn has its `id`, `version` and the columns of `INCREMENTAL`; all
else is null.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from quotes.exporting.fields import (
    AddresseeName,
    AnonymityKind,
    Authors,
    BoilerplateRanges,
    Candidates,
    CertaintyLevel,
    ClusterId,
    Confidence,
    CopyOf,
    CueWords,
    FirstSeen,
    InferredFields,
    LastSeen,
    Members,
    Precision,
    Published,
    QuoteAct,
    QuotedText,
    QuoteType,
    Range,
    Ranges,
    RelayNames,
    RoleInArticle,
    SourceWords,
    SpeakerConfidence,
    SpokenAt,
    Status,
    StoryId,
    TextHash,
    Wire,
)
from quotes.records import SpeakerKind

Table = Literal["quotes", "articles", "speakers"]
Format = Literal["ndjson", "csv", "parquet"]
Shape = Literal["onrecord", "quotebank", "gdelt"]

TABLES: tuple[Table, ...] = get_args(Table)
FORMATS: tuple[Format, ...] = get_args(Format)
SHAPES: tuple[Shape, ...] = get_args(Shape)

QuoteId = Annotated[str, Meta(description="For `/v1/quotes/{id}`.")]
ArticleId = Annotated[str, Meta(description="For `/v1/articles/{id}`.")]
DataVersion = Annotated[int, Meta(description="The version of the data that brought it.")]
Successor = Annotated[
    str | None, Meta(description="Of a quote that is gone: what it changed into, if anything.")
]
Erased = Annotated[
    bool,
    Meta(description="True if it must be deleted from every copy, with all that is known of it."),
]
Withdrawn = Annotated[bool, Meta(description="True if it is gone.")]

# The last columns of an incremental export, with their values in rows of what is there; no other
# export has them.
INCREMENTAL: dict[str, bool | None] = {"successor": None, "erased": False, "withdrawn": False}
# Columns that only come when they are asked for: few clients need them.
ON_DEMAND = frozenset(
    {
        "status",
        "carried_by",
        "offsets_addressee",
        "offsets_setting",
        "offsets_time",
        "offsets_anonymity",
    }
)


class ExportRow(msgspec.Struct, frozen=True, gc=False):
    """A row; its fields are the columns, in their order."""


class QuoteRow(ExportRow, frozen=True, gc=False):
    """A quote with the head of its article."""

    id: QuoteId
    text: QuotedText
    type: QuoteType
    act: QuoteAct
    confidence: Confidence
    speaker_confidence: SpeakerConfidence
    certainty: CertaintyLevel
    speaker_id: Annotated[str | None, Meta(description="For `/v1/speakers/{id}`.")]
    speaker_name: Annotated[
        str | None, Meta(description="Null where nobody is named or nobody fits.")
    ]
    speaker_kind: SpeakerKind | None
    members: Members
    candidates: Candidates
    role: RoleInArticle
    affiliation: str | None
    anonymity: AnonymityKind
    source: SourceWords
    cue: CueWords
    status: Status
    addressee: AddresseeName
    relay: RelayNames
    spoken_at: SpokenAt
    spoken_precision: Precision
    cluster: ClusterId
    story: StoryId
    copy_of: CopyOf
    carried_by: Annotated[
        list[str],
        Meta(
            description="The outlets whose copies of the report carry the quotation; [] if none "
            "has another. A copy that comes later does not change the row: `copy_of` is never old."
        ),
    ]
    article_id: ArticleId
    article_title: str | None
    article_outlet: str | None
    article_url: str | None
    article_published: Published
    offsets_content: Annotated[
        Ranges, Meta(description="Where the quoted words stand in the article.")
    ]
    offsets_cue: Ranges
    offsets_source: Ranges
    offsets_addressee: Ranges
    offsets_setting: Ranges
    offsets_time: Ranges
    offsets_anonymity: Ranges
    model_version: Annotated[str, Meta(description="Which models found it.")]
    version: DataVersion
    successor: Successor
    erased: Erased
    withdrawn: Withdrawn


class ArticleRow(ExportRow, frozen=True, gc=False):
    """An article with its text."""

    id: ArticleId
    title: str | None
    outlet: str | None
    url: str | None
    published: Published
    authors: Authors
    language: str
    wire: Wire
    story: StoryId
    inferred: InferredFields
    boilerplate: BoilerplateRanges
    topics: Annotated[list[str], Meta(description="Codes of IPTC Media Topics.")]
    statements: Annotated[int, Meta(description="Number of statements in it.")]
    attitudes: Annotated[int, Meta(description="Number of attitudes in it.")]
    sha256: TextHash
    text: Annotated[
        str | None,
        Meta(description="What all offsets index; null where it may not be given out."),
    ]
    version: DataVersion
    erased: Erased
    withdrawn: Withdrawn


class RoleRow(ExportRow, frozen=True, gc=False):
    """A role that articles gave a speaker."""

    role: str | None
    affiliation: str | None
    first_seen: FirstSeen
    last_seen: LastSeen
    quotes: int


class SpeakerRow(ExportRow, frozen=True, gc=False):
    """A speaker with all roles, the most frequent first."""

    id: Annotated[str, Meta(description="For `/v1/speakers/{id}`.")]
    name: str
    kind: SpeakerKind | None
    aliases: list[str]
    quotes: Annotated[int, Meta(description="Number of statements.")]
    roles: list[RoleRow]


class QuotebankQuote(ExportRow, frozen=True, gc=False):
    """A row of Quotebank's quotation-centric files (Vaucher et al. 2021, WSDM,
    10.1145/3437963.3441760).

    Quotebank joins equal quotations of many articles; here each occurrence is a row of its own.
    """

    quoteID: Annotated[str, Meta(description="Our id of the quote.")]
    quotation: str
    speaker: Annotated[str, Meta(description='"None" where nobody is named, as in Quotebank.')]
    qids: Annotated[list[str], Meta(description="Wikidata items of the speaker, if known.")]
    date: Annotated[str | None, Meta(description="Of the article: YYYY-MM-DD HH:MM:SS.")]
    numOccurrences: int
    probas: Annotated[
        list[list[str]],
        Meta(description="The speaker with our confidence, and None with what is left to 1."),
    ]
    urls: Annotated[list[str], Meta(description="Of the article.")]
    phase: Annotated[str | None, Meta(description="Null: Quotebank's phases are of its own crawl.")]


class QuotebankName(ExportRow, frozen=True, gc=False):
    """A speaker named in an article."""

    name: str
    ids: list[str]
    offsets: Annotated[
        list[Range],
        Meta(description="Words [start, end) of the text between white space."),
    ]


class QuotebankProba(ExportRow, frozen=True, gc=False):
    """A speaker with a probability."""

    speaker: str
    qids: list[str]
    proba: float


class QuotebankQuotation(ExportRow, frozen=True, gc=False):
    """A quotation within an article."""

    quoteID: str
    numOccurrences: int
    quotation: str
    quotationOffset: Annotated[
        int, Meta(description="The word of the text that it begins with, counted from 0.")
    ]
    leftContext: str
    rightContext: str
    globalTopSpeaker: str
    globalProbas: list[QuotebankProba]
    localTopSpeaker: str
    localProbas: list[QuotebankProba]


class QuotebankArticle(ExportRow, frozen=True, gc=False):
    """A row of Quotebank's article-centric files."""

    articleID: str
    articleLength: Annotated[int, Meta(description="Words of the text between white space.")]
    date: Annotated[str | None, Meta(description="YYYY-MM-DD HH:MM:SS.")]
    phase: str | None
    title: str | None
    url: str | None
    names: list[QuotebankName]
    quotations: list[QuotebankQuotation]


class GdeltSnippet(ExportRow, frozen=True, gc=False):
    """A quotation with what stands before and after it."""

    pre: str
    quote: str
    post: str


class GdeltArticle(ExportRow, frozen=True, gc=False):
    """A line of GDELT's Global Quotation Graph: an article with its quotations."""

    date: Annotated[str | None, Meta(description="ISO 8601 date or time.")]
    url: str | None
    title: str | None
    lang: str
    quotes: list[GdeltSnippet]


class GdeltQuote(ExportRow, frozen=True, gc=False):
    """A row for each quotation, with the fields of `GdeltArticle`."""

    date: Annotated[str | None, Meta(description="ISO 8601 date or time.")]
    url: str | None
    title: str | None
    lang: str
    pre: str
    quote: str
    post: str


ROWS: dict[tuple[Table, Shape], type[ExportRow]] = {
    ("quotes", "onrecord"): QuoteRow,
    ("quotes", "quotebank"): QuotebankQuote,
    ("quotes", "gdelt"): GdeltQuote,
    ("articles", "onrecord"): ArticleRow,
    ("articles", "quotebank"): QuotebankArticle,
    ("articles", "gdelt"): GdeltArticle,
    ("speakers", "onrecord"): SpeakerRow,
}
