"""What of a quote's JSON never changes while its row is there.

The service sends it as it is stored: making records of the twenty rows of a page and encoding them
again took half of the time of a search. Nothing has to be made anew when people review a quote,
clusters or speakers are merged or ids given again: what these change is not in here, but has a
column (`results.EncodedQuote`). Saving an article in another form replaces its rows.
"""

from __future__ import annotations

import msgspec

from quotes.records import (
    Act,
    Anonymity,
    Article,
    Attribution,
    AttributionType,
    Certainty,
    PossibleSpeaker,
    Record,
    Spans,
    SpokenPrecision,
)
from quotes.store.results import GAP, ArticleHead


class ItemOffsets(Record, frozen=True, kw_only=True):
    """Where the parts of an attribution stand in the article."""

    content: Spans
    cue: Spans
    source: Spans
    addressee: Spans
    setting: Spans
    time: Spans
    anonymity: Spans


class StoredItem(Record, frozen=True, kw_only=True):
    """The fields of a quote in a list that its article and attribution alone decide."""

    content: tuple[str, ...]
    role: str | None
    affiliation: str | None
    anonymity: Anonymity | None
    source: str | None
    cue: str | None
    addressee: str | None
    spoken_at: str | None
    spoken_precision: SpokenPrecision | None
    members: tuple[str, ...]
    relay: tuple[str, ...]
    type: AttributionType
    act: Act
    confidence: float
    speaker_confidence: float
    certainty: Certainty
    candidates: tuple[PossibleSpeaker, ...]
    offsets: ItemOffsets
    article: ArticleHead


def encode_item(article: Article, attribution: Attribution) -> str:
    """A `StoredItem` as JSON."""
    text, addressee = article.text, attribution.addressee
    item = StoredItem(
        content=_slice(text, attribution.content),
        role=attribution.role,
        affiliation=attribution.affiliation,
        anonymity=attribution.anonymity,
        source=GAP.join(_slice(text, attribution.source)) or None,
        cue=GAP.join(_slice(text, attribution.cue)) or None,
        addressee=addressee.text if addressee else None,
        spoken_at=attribution.spoken_at,
        spoken_precision=attribution.spoken_precision,
        members=attribution.members,
        relay=attribution.relay,
        type=attribution.type,
        act=attribution.act,
        confidence=attribution.confidence,
        speaker_confidence=attribution.speaker_confidence,
        certainty=attribution.certainty,
        candidates=attribution.candidates,
        offsets=ItemOffsets(
            content=attribution.content,
            cue=attribution.cue,
            source=attribution.source,
            addressee=(addressee.span,) if addressee else (),
            setting=attribution.setting,
            time=attribution.time,
            anonymity=attribution.anonymity_phrase,
        ),
        article=ArticleHead(
            id=article.id,
            title=article.title,
            outlet=article.outlet,
            url=article.url,
            published=article.published,
        ),
    )
    return msgspec.json.encode(item).decode()


def _slice(text: str, spans: Spans) -> tuple[str, ...]:
    return tuple(span.slice(text) for span in spans)
