"""The rows of each export: one flat record each, whose fields are the columns in every format.

A column is named after the field of the API's record that it holds, so that `speaker_name` is
`speaker.name` of an item of `/v1/quotes`. Lists stay lists in NDJSON and Parquet and are JSON text
in CSV. The row of something withdrawn has its `id`, `version` and `withdrawn`; all else is null.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from quotes.records import (
    Act,
    Anonymity,
    AttributionType,
    ReviewStatus,
    SpeakerKind,
    SpokenPrecision,
)

Table = Literal["quotes", "articles", "speakers"]
Format = Literal["ndjson", "csv", "parquet"]
Shape = Literal["onrecord", "quotebank", "gdelt"]

TABLES: tuple[Table, ...] = get_args(Table)
FORMATS: tuple[Format, ...] = get_args(Format)
SHAPES: tuple[Shape, ...] = get_args(Shape)

Range = tuple[int, int]
Ranges = Annotated[
    list[Range],
    Meta(description="Characters [start, end) of the article's text, in Unicode code points."),
]

# The last column of an incremental export; no other has it.
WITHDRAWN = "withdrawn"
# Columns that come only where they are chosen: few have a use for them.
ON_DEMAND = frozenset(
    {"status", "offsets_addressee", "offsets_setting", "offsets_time", "offsets_anonymity"}
)


class Row(msgspec.Struct, frozen=True, gc=False):
    """A row; its fields are the columns, in their order."""


class QuoteRow(Row, frozen=True, gc=False):
    """A quote with the head of its article."""

    id: Annotated[str, Meta(description="For `/v1/quotes/{id}`.")]
    text: Annotated[str, Meta(description='The quoted words, pieces joined by " … ".')]
    type: Annotated[
        AttributionType,
        Meta(description="direct: all in quotation marks; mixed: part of it; indirect: none."),
    ]
    act: Annotated[Act, Meta(description="statement, or attitude: no act of saying.")]
    confidence: Annotated[
        float, Meta(description="Probability that content and source are right, 0 to 1.")
    ]
    speaker_id: Annotated[str | None, Meta(description="For `/v1/speakers/{id}`.")]
    speaker_name: Annotated[
        str | None, Meta(description="Null where nobody is named or nobody fits.")
    ]
    speaker_kind: SpeakerKind | None
    members: Annotated[
        list[str],
        Meta(description="The names in a source that joins several; the first is the speaker."),
    ]
    role: Annotated[str | None, Meta(description="The role that the article gives the speaker.")]
    affiliation: str | None
    anonymity: Annotated[
        Anonymity | None, Meta(description="requested if the article says so, else unnamed.")
    ]
    source: Annotated[str | None, Meta(description="The words that name who is quoted.")]
    cue: Annotated[str | None, Meta(description="The words of saying: said, according to.")]
    status: Annotated[
        ReviewStatus, Meta(description="What a person last said of it; unreviewed: nobody did.")
    ]
    addressee: Annotated[str | None, Meta(description="Who was told.")]
    relay: Annotated[list[str], Meta(description="Who passed it on, outermost first.")]
    spoken_at: Annotated[
        str | None,
        Meta(description="When it was said, ISO 8601; null where the article leaves it open."),
    ]
    spoken_precision: Annotated[
        SpokenPrecision | None,
        Meta(description="How precise that is: time, day, week, month or year."),
    ]
    cluster: Annotated[
        str | None, Meta(description="The same for all versions of one quotation; null if none.")
    ]
    article_id: Annotated[str, Meta(description="For `/v1/articles/{id}`.")]
    article_title: str | None
    article_outlet: str | None
    article_url: str | None
    article_published: Annotated[str | None, Meta(description="ISO 8601 date or time.")]
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
    version: Annotated[int, Meta(description="The version of the data that brought it.")]
    withdrawn: Annotated[
        bool, Meta(description="True if it is gone; only in exports with `changed-since`.")
    ]


class ArticleRow(Row, frozen=True, gc=False):
    """An article with its text."""

    id: Annotated[str, Meta(description="For `/v1/articles/{id}`.")]
    title: str | None
    outlet: str | None
    url: str | None
    published: Annotated[str | None, Meta(description="ISO 8601 date or time.")]
    author: str | None
    language: str
    wire: Annotated[str | None, Meta(description="The agency that the outlet credits.")]
    inferred: Annotated[
        list[str], Meta(description="Fields that were found in the text instead of being given.")
    ]
    boilerplate: Annotated[Ranges, Meta(description="Parts of the page that are not the article.")]
    topics: Annotated[list[str], Meta(description="Codes of IPTC Media Topics.")]
    statements: Annotated[int, Meta(description="Number of statements in it.")]
    attitudes: Annotated[int, Meta(description="Number of attitudes in it.")]
    sha256: Annotated[str, Meta(description="Of the text in UTF-8.")]
    text: Annotated[str, Meta(description="What all offsets index.")]
    version: Annotated[int, Meta(description="The version of the data that brought it.")]
    withdrawn: Annotated[
        bool, Meta(description="True if it is gone; only in exports with `changed-since`.")
    ]


class RoleRow(Row, frozen=True, gc=False):
    """A role that articles gave a speaker."""

    role: str | None
    affiliation: str | None
    first_seen: Annotated[str | None, Meta(description="Date of the first article, YYYY-MM-DD.")]
    last_seen: Annotated[str | None, Meta(description="Date of the last article, YYYY-MM-DD.")]
    quotes: int


class SpeakerRow(Row, frozen=True, gc=False):
    """A speaker with every role seen, the most frequent first."""

    id: Annotated[str, Meta(description="For `/v1/speakers/{id}`.")]
    name: str
    kind: SpeakerKind | None
    aliases: list[str]
    quotes: Annotated[int, Meta(description="Number of statements.")]
    roles: list[RoleRow]


class QuotebankQuote(Row, frozen=True, gc=False):
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


class QuotebankName(Row, frozen=True, gc=False):
    """A speaker named in an article."""

    name: str
    ids: list[str]
    offsets: Annotated[
        list[Range], Meta(description="Words [start, end) of the text between white space.")
    ]


class QuotebankProba(Row, frozen=True, gc=False):
    """A speaker with a probability."""

    speaker: str
    qids: list[str]
    proba: float


class QuotebankQuotation(Row, frozen=True, gc=False):
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


class QuotebankArticle(Row, frozen=True, gc=False):
    """A row of Quotebank's article-centric files."""

    articleID: str
    articleLength: Annotated[int, Meta(description="Words of the text between white space.")]
    date: Annotated[str | None, Meta(description="YYYY-MM-DD HH:MM:SS.")]
    phase: str | None
    title: str | None
    url: str | None
    names: list[QuotebankName]
    quotations: list[QuotebankQuotation]


class GdeltSnippet(Row, frozen=True, gc=False):
    """A quotation with what stands before and after it."""

    pre: str
    quote: str
    post: str


class GdeltArticle(Row, frozen=True, gc=False):
    """A line of GDELT's Global Quotation Graph: an article with its quotations."""

    date: Annotated[str | None, Meta(description="ISO 8601 date or time.")]
    url: str | None
    title: str | None
    lang: str
    quotes: list[GdeltSnippet]


class GdeltQuote(Row, frozen=True, gc=False):
    """As `GdeltArticle`, a row for each quotation."""

    date: Annotated[str | None, Meta(description="ISO 8601 date or time.")]
    url: str | None
    title: str | None
    lang: str
    pre: str
    quote: str
    post: str


ROWS: dict[tuple[Table, Shape], type[Row]] = {
    ("quotes", "onrecord"): QuoteRow,
    ("quotes", "quotebank"): QuotebankQuote,
    ("quotes", "gdelt"): GdeltQuote,
    ("articles", "onrecord"): ArticleRow,
    ("articles", "quotebank"): QuotebankArticle,
    ("articles", "gdelt"): GdeltArticle,
    ("speakers", "onrecord"): SpeakerRow,
}
