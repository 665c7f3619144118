"""A quote as other programs' records: schema.org's Quotation and a W3C Web Annotation.

Both are JSON-LD. Nothing is told in them that the article does not: a speaker who is not resolved
is left out, and an unnamed one is credited with the words that the article uses.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal

from api.links import Links
from quotes.records import Article, SpeakerKind
from quotes.store import GAP, Quote

Format = Literal["json", "jsonld", "annotation"]

ANNOTATION_PROFILE = "http://www.w3.org/ns/anno.jsonld"
MEDIA_TYPES: dict[Format, str] = {
    "json": "application/json",
    "jsonld": "application/ld+json",
    "annotation": f'application/ld+json; profile="{ANNOTATION_PROFILE}"',
}
# Characters on either side of a quotation that tell it from others with the same words.
AROUND = 32

# Of schema.org's types; groups and documents have none that could stand for somebody who speaks.
_SPEAKERS: dict[SpeakerKind, str] = {
    "person": "Person",
    "anonymous": "Person",
    "organization": "Organization",
}


@lru_cache(maxsize=256)
def choose_format(accept: str) -> Format | None:
    """The format that an `Accept` header weighs most, ours first; None if it takes none of them."""
    best: tuple[float, int] = (0.0, 0)
    found: Format | None = None
    for order, (format_, media_type) in enumerate(MEDIA_TYPES.items()):
        weight = _weigh(accept, media_type)
        if (weight, -order) > best or (found is None and weight > 0):
            best, found = (weight, -order), format_
    return found


def make_quotation(quote: Quote, links: Links) -> dict[str, Any]:
    """The quote as a schema.org Quotation in a NewsArticle."""
    attribution, head = quote.attribution, quote.article
    return _drop_empty(
        {
            "@context": "https://schema.org",
            "@type": "Quotation",
            "@id": links.quote(attribution.id),
            "identifier": attribution.id,
            "url": links.quote(attribution.id),
            "text": GAP.join(quote.content),
            "creator": _make_creator(quote, links),
            "creditText": quote.source,
            "isPartOf": _drop_empty(
                {
                    "@type": "NewsArticle",
                    "@id": links.article(head.id),
                    "identifier": head.id,
                    "headline": head.title,
                    "url": head.url,
                    "datePublished": head.published,
                    "publisher": _make_outlet(head.outlet),
                }
            ),
        }
    )


def make_annotation(quote: Quote, article: Article, links: Links) -> dict[str, Any]:
    """The quote as a Web Annotation: one target for each piece of its content.

    The selectors hold for the text at the article's permalink, which is the text that was read; the
    outlet's own page is where it was got from (`via`).
    """
    attribution = quote.attribution
    source = _drop_empty(
        {
            "id": links.article(article.id),
            "type": "Text",
            "language": article.language,
            "via": article.url,
        }
    )
    return {
        "@context": ANNOTATION_PROFILE,
        "id": f"{links.quote(attribution.id)}.annotation",
        "type": "Annotation",
        "motivation": "identifying",
        "canonical": links.quote(attribution.id),
        "body": _make_body(quote, links),
        "target": [
            {"source": source, "selector": _select(article.text, span.start, span.end)}
            for span in attribution.content
        ],
    }


def _make_creator(quote: Quote, links: Links) -> dict[str, Any] | None:
    attribution = quote.attribution
    kind = _SPEAKERS.get(attribution.speaker_kind) if attribution.speaker_kind else None
    if kind is None or attribution.speaker is None:
        return None
    belongs = attribution.affiliation and {"@type": "Organization", "name": attribution.affiliation}
    return _drop_empty(
        {
            "@type": kind,
            "@id": attribution.speaker_id and links.speaker(attribution.speaker_id),
            "name": attribution.speaker,
            "jobTitle": attribution.role if kind == "Person" else None,
            "affiliation": belongs if kind == "Person" else None,
        }
    )


def _make_outlet(name: str | None) -> dict[str, Any] | None:
    return {"@type": "NewsMediaOrganization", "name": name} if name else None


def _make_body(quote: Quote, links: Links) -> dict[str, Any]:
    attribution = quote.attribution
    if attribution.speaker_id is not None:
        return {
            "id": links.speaker(attribution.speaker_id),
            "type": "SpecificResource",
            "purpose": "identifying",
            "source": links.speaker(attribution.speaker_id),
        }
    return {
        "type": "TextualBody",
        "purpose": "identifying",
        "format": "text/plain",
        "value": attribution.speaker or quote.source or "",
    }


def _select(text: str, start: int, end: int) -> list[dict[str, Any]]:
    return [
        {
            "type": "TextQuoteSelector",
            "exact": text[start:end],
            "prefix": text[max(0, start - AROUND) : start],
            "suffix": text[end : end + AROUND],
        },
        {"type": "TextPositionSelector", "start": start, "end": end},
    ]


def _drop_empty(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value}


def _weigh(accept: str, media_type: str) -> float:
    """The weight that the header gives the type: of its most precise range (RFC 9110, 12.5.1)."""
    name, _, profile = media_type.partition("; ")
    ranges = {"*/*": 0, f"{name.split('/')[0]}/*": 1, name: 2}
    best = (-1, 0.0)
    for part in _split_ranges(accept):
        wanted, *parameters = (each.strip() for each in part.split(";"))
        precision = ranges.get(wanted.lower(), -1)
        weight = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.lower() == "q":
                weight = _read_weight(value)
            elif key.lower() == "profile":
                precision = 3 if precision == 2 and parameter == profile else -1
        # A range of JSON-LD without a profile means schema.org's record, which has none.
        if precision == 2 and profile:
            precision = -1
        best = max(best, (precision, weight))
    return best[1] if best[0] >= 0 else 0.0


def _split_ranges(accept: str) -> list[str]:
    return [part for part in accept.split(",") if part.strip()] or ["*/*"]


def _read_weight(value: str) -> float:
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0
