"""Quotes: as an article lists them, in a list of their own, and in full."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from api.schemas.counts import FacetCounts
from api.schemas.evidence import Context, EvidenceItem
from api.schemas.suggestions import AlsoKnownList, Suggestions
from api.schemas.values import Next, Permalink
from quotes.exporting.fields import (
    AddresseeName,
    AnonymityKind,
    Candidates,
    CertaintyLevel,
    ClusterId,
    Confidence,
    CopyOf,
    CueWords,
    Members,
    Precision,
    Published,
    QuoteAct,
    QuotedText,
    QuoteType,
    Ranges,
    RelayNames,
    RoleInArticle,
    SourceWords,
    SpeakerConfidence,
    SpokenAt,
    Status,
    StoryId,
)
from quotes.records import SpeakerKind


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
    published: Published


class CarrierItem(msgspec.Struct, frozen=True, kw_only=True):
    """An article that carries a quotation."""

    outlet: str | None
    published: Published
    article: Annotated[str, Meta(description="For `/v1/articles/{id}`.")]
    quote: Annotated[str, Meta(description="For `/v1/quotes/{id}`.")]


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
    text: QuotedText
    content: Annotated[
        list[str], Meta(description="The pieces as they stand in the article, with their marks.")
    ]
    speaker: Annotated[
        SpeakerRef | None, Meta(description="Null where nobody is named or nobody fits.")
    ]
    role: RoleInArticle
    affiliation: str | None
    anonymity: AnonymityKind
    source: SourceWords
    cue: CueWords
    addressee: AddresseeName
    spoken_at: SpokenAt
    spoken_precision: Precision
    members: Members
    relay: RelayNames
    type: QuoteType
    act: QuoteAct
    confidence: Confidence
    speaker_confidence: SpeakerConfidence
    certainty: CertaintyLevel
    candidates: Candidates
    status: Status
    offsets: Offsets


class MatchingCandidateItem(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may have said a quote that names nobody."""

    id: Annotated[
        str | None,
        Meta(description="For `/v1/speakers/{id}`; null if the article quotes nobody of the name."),
    ]
    name: str
    probability: Annotated[float, Meta(description="That they said it, 0 to 1.")]


class QuoteItem(AttributionItem, frozen=True, kw_only=True):
    """A quote and the head of its article."""

    permalink: Permalink
    article: ArticleRef
    cluster: ClusterId
    copy_of: CopyOf
    carried_by: Annotated[
        list[CarrierItem],
        Meta(
            description="The copies of one report that carry the quotation, this article included, "
            "the oldest first; at most 100. Empty: no copy does."
        ),
    ]
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
    matching_candidates: Annotated[
        list[MatchingCandidateItem] | UnsetType,
        Meta(
            description="With `include=candidates`: the candidates that `speaker` means, where the "
            "quote names nobody; it is not attributed to them. Empty where it is attributed to "
            "the speaker."
        ),
    ] = UNSET


class QuotePage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A page of quotes."""

    items: list[QuoteItem]
    next: Next
    also_known: AlsoKnownList
    capped: Annotated[
        bool,
        Meta(description="Very many match: only the newest of them were ranked by relevance."),
    ] = False
    facets: Annotated[
        FacetCounts | UnsetType,
        Meta(description="All quotes that pass the filters, counted as `facets` asks."),
    ] = UNSET
    suggestions: Suggestions = UNSET


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
    context: Annotated[
        Context | None, Meta(description="Null where the article's text may not be given out.")
    ]
    story: StoryId
    reviews: Annotated[list[ReviewItem], Meta(description="What people said of it, in order.")]
    model_version: str
