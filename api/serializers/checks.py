"""Verdicts on claims."""

from __future__ import annotations

from api.http.links import Links
from api.schemas import ChangeItem, CheckItem, ContextItem, HoldingsItem, MatchItem
from api.serializers.quotes import make_quote_fields, make_ranges
from quotes.checking import CheckMatch, Holdings, WordChange, describe_result
from quotes.exporting.fields import Range
from quotes.records import Span
from quotes.store import CheckedClaim, Quote
from quotes.text_rights import TextRight, TextRights


def make_check_item(
    checked: CheckedClaim, holdings: Holdings, links: Links, rights: TextRights
) -> CheckItem:
    """The verdict with its matches, each a whole quote; words around one only where the right to
    the article's text allows it.
    """
    result = checked.result
    return CheckItem(
        text=result.text,
        speaker=result.asked,
        verdict=result.verdict,
        probability=result.probability,
        message=describe_result(result, holdings),
        wording=result.wording,
        speaker_finding=result.speaker,
        context=result.context.kind,
        reported=result.reported,
        sources=result.sources,
        matches=[
            _make_match(result.text, match, quote, links, rights.find(match.outlet))
            for match, quote in zip(result.matches, checked.quotes, strict=True)
        ],
        holdings=HoldingsItem(
            outlets=holdings.outlets,
            first_published=holdings.first_published,
            last_published=holdings.last_published,
        ),
    )


def _make_match(
    claim: str, match: CheckMatch, quote: Quote, links: Links, right: TextRight
) -> MatchItem:
    return MatchItem(
        **make_quote_fields(quote, links),
        likeness=match.likeness,
        wording=match.wording,
        speaker_finding=match.speaker,
        context=ContextItem(
            finding=match.context.kind,
            turn=match.context.turn,
            words=match.context.words if right != "none" else None,
            offsets=_make_range(match.context.place),
        ),
        reported=match.reported,
        changes=[_make_change(claim, match.text, change) for change in match.changes],
        matched=make_ranges(match.place),
    )


def _make_change(claim: str, quote: str, change: WordChange) -> ChangeItem:
    return ChangeItem(
        kind=change.kind,
        claim=change.here.slice(claim) if change.here else None,
        quote=change.there.slice(quote) if change.there else None,
        claim_offsets=_make_range(change.here),
        quote_offsets=_make_range(change.there),
        slight=change.is_slight,
    )


def _make_range(span: Span | None) -> Range | None:
    return None if span is None else (span.start, span.end)
