"""Quotes as items of a list and as details."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, cast

import msgspec
from msgspec import UNSET, UnsetType

from api.http.links import Links
from api.schemas import (
    ArticleRef,
    AttributionItem,
    CarrierItem,
    MatchingCandidateItem,
    Offsets,
    QuoteDetail,
    QuoteItem,
    ReviewItem,
    SpeakerRef,
)
from api.serializers.context import make_context
from api.serializers.evidence import make_evidence
from quotes.exporting.fields import Ranges
from quotes.records import Article, Attribution, ReviewStatus, Spans
from quotes.store import GAP, Carrier, EncodedQuote, Quote, Review
from quotes.text_rights import TextRight

_encode = msgspec.json.Encoder().encode


def make_quote_item(
    quote: Quote, links: Links, *, marked: bool = False, matching: bool = False
) -> QuoteItem:
    """The quote with the head of its article; `marked` adds what a search for words found in it,
    `matching` whom a search for a speaker found as a candidate.
    """
    fields = make_quote_fields(quote, links, marked=marked)
    if matching:
        fields["matching_candidates"] = _make_matching(quote)
    return QuoteItem(**fields)


class _Changing(msgspec.Struct, frozen=True, kw_only=True):
    """What stands beside the stored part of a `QuoteItem`."""

    id: str
    text: str
    speaker: SpeakerRef | None
    status: ReviewStatus
    permalink: str
    cluster: str | None
    copy_of: str | None
    carried_by: list[CarrierItem]
    highlights: Ranges | UnsetType = UNSET
    snippet: str | UnsetType = UNSET
    matching_candidates: list[MatchingCandidateItem] | UnsetType = UNSET


def encode_quote_item(
    quote: EncodedQuote, links: Links, *, marked: bool = False, matching: bool = False
) -> msgspec.Raw:
    """The JSON of `make_quote_item`; its fields may stand in another order."""
    speaker = None
    if quote.speaker is not None or quote.speaker_kind is not None:
        speaker = SpeakerRef(id=quote.speaker_id, name=quote.speaker, kind=quote.speaker_kind)
    changing = _Changing(
        id=quote.id,
        text=quote.text,
        speaker=speaker,
        status=quote.status,
        permalink=links.quote(quote.id),
        cluster=quote.cluster,
        copy_of=_find_original(quote.id, quote.copy_of),
        carried_by=_make_carriers(quote.carried_by),
        highlights=make_ranges(quote.highlights) if marked else UNSET,
        snippet=mark_html(quote.text, quote.highlights) if marked else UNSET,
        matching_candidates=_make_matching(quote) if matching else UNSET,
    )
    # Both are objects with at least one field: the closing and the opening brace become a comma.
    return msgspec.Raw(b"%b,%b" % (_encode(changing)[:-1], quote.item[1:].encode()))


def make_quote_detail(
    quote: Quote, article: Article, reviews: Iterable[Review], links: Links, right: TextRight
) -> QuoteDetail:
    """The quote with its evidence, reviews, and as much context as the right to the text allows."""
    attribution = quote.attribution
    return QuoteDetail(
        **make_quote_fields(quote, links),
        evidence=make_evidence(attribution.evidence),
        context=make_context(article.text, attribution, right),
        story=quote.story,
        reviews=[ReviewItem(**msgspec.structs.asdict(review)) for review in reviews],
        model_version=attribution.model_version,
    )


def make_quote_fields(quote: Quote, links: Links, *, marked: bool = False) -> dict[str, Any]:
    """The fields of a `QuoteItem`, as for `make_quote_item`."""
    head = quote.article
    fields = _make_fields(quote.attribution, quote.content, quote.cue, quote.source, quote.status)
    fields["permalink"] = links.quote(quote.attribution.id)
    fields["article"] = ArticleRef(
        id=head.id,
        title=head.title,
        outlet=head.outlet,
        url=head.url,
        published=head.published,
    )
    fields["cluster"] = quote.cluster
    fields["copy_of"] = _find_original(quote.attribution.id, quote.copy_of)
    fields["carried_by"] = _make_carriers(quote.carried_by)
    if marked:
        fields["highlights"] = make_ranges(quote.highlights)
        fields["snippet"] = mark_html(fields["text"], quote.highlights)
    return fields


def make_attribution_item(
    article: Article, attribution: Attribution, status: ReviewStatus = "unreviewed"
) -> AttributionItem:
    """An attribution of the article; its words are sliced from the article's text."""
    content = [span.slice(article.text) for span in attribution.content]
    cue, source = (
        GAP.join(span.slice(article.text) for span in spans) or None
        for spans in (attribution.cue, attribution.source)
    )
    return AttributionItem(**_make_fields(attribution, content, cue, source, status))


def make_ranges(spans: Spans) -> Ranges:
    """The spans as pairs of numbers: msgspec encodes both alike."""
    return cast(Ranges, spans)


def mark_html(text: str, highlights: Spans) -> str:
    """The text as HTML with the highlights in `<mark>`. Each piece is escaped by itself, so that
    there can be no other element.
    """
    pieces: list[str] = []
    end = 0
    for span in highlights:
        pieces += [escape(text[end : span.start]), f"<mark>{escape(span.slice(text))}</mark>"]
        end = span.end
    return "".join([*pieces, escape(text[end:])])


def _make_matching(quote: Quote | EncodedQuote) -> list[MatchingCandidateItem]:
    return [
        MatchingCandidateItem(**msgspec.structs.asdict(each)) for each in quote.matching_candidates
    ]


def _make_fields(
    attribution: Attribution,
    content: Sequence[str],
    cue: str | None,
    source: str | None,
    status: ReviewStatus,
) -> dict[str, Any]:
    return {
        "id": attribution.id,
        "text": GAP.join(content),
        "content": list(content),
        "speaker": _make_speaker_ref(attribution),
        "role": attribution.role,
        "affiliation": attribution.affiliation,
        "anonymity": attribution.anonymity,
        "source": source,
        "cue": cue,
        "addressee": attribution.addressee.text if attribution.addressee else None,
        "spoken_at": attribution.spoken_at,
        "spoken_precision": attribution.spoken_precision,
        "members": list(attribution.members),
        "relay": list(attribution.relay),
        "type": attribution.type,
        "act": attribution.act,
        "confidence": attribution.confidence,
        "speaker_confidence": attribution.speaker_confidence,
        "certainty": attribution.certainty,
        "candidates": list(attribution.candidates),
        "status": status,
        "offsets": _make_offsets(attribution),
    }


def _find_original(quote_id: str, copy_of: str | None) -> str | None:
    return None if copy_of == quote_id else copy_of


def _make_carriers(carriers: Sequence[Carrier]) -> list[CarrierItem]:
    return [
        CarrierItem(
            outlet=carrier.outlet,
            published=carrier.published,
            article=carrier.article,
            quote=carrier.quote,
        )
        for carrier in carriers
    ]


def _make_speaker_ref(attribution: Attribution) -> SpeakerRef | None:
    if attribution.speaker is None and attribution.speaker_kind is None:
        return None
    return SpeakerRef(
        id=attribution.speaker_id, name=attribution.speaker, kind=attribution.speaker_kind
    )


def _make_offsets(attribution: Attribution) -> Offsets:
    addressee = attribution.addressee
    return Offsets(
        content=make_ranges(attribution.content),
        cue=make_ranges(attribution.cue),
        source=make_ranges(attribution.source),
        addressee=make_ranges((addressee.span,) if addressee else ()),
        setting=make_ranges(attribution.setting),
        time=make_ranges(attribution.time),
        anonymity=make_ranges(attribution.anonymity_phrase),
    )
