"""A quote as a schema.org Quotation and as a W3C Web Annotation, both JSON-LD.

Neither says more than the article: a speaker who is not resolved is left out, and an unnamed one is
credited with the article's words.
"""

from __future__ import annotations

from typing import Any

from api.http.content_negotiation import ANNOTATION_PROFILE
from api.http.links import Links
from quotes.records import Article, Span, SpeakerKind
from quotes.store import GAP, Quote
from quotes.text_rights import TextRight, find_window

# Characters on either side of a quotation that distinguish it from others with the same words. Not
# tuned; the examples of the W3C's recommendation have a few words.
_CONTEXT_CHARACTERS = 32

# The types of schema.org; none of them fits a group or a document that speaks.
_SPEAKER_TYPES: dict[SpeakerKind, str] = {
    "person": "Person",
    "anonymous": "Person",
    "organization": "Organization",
}


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


def make_annotation(
    quote: Quote, article: Article, links: Links, right: TextRight
) -> dict[str, Any]:
    """The quote as a Web Annotation with one target for each piece of its content.

    The selectors apply to the text at the article's permalink, which is the text that was read;
    `via` is the outlet's own page. What stands before and after is as the right to the text allows.
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
            {"source": source, "selector": _make_selectors(article.text, span, right)}
            for span in attribution.content
        ],
    }


def _make_creator(quote: Quote, links: Links) -> dict[str, Any] | None:
    attribution = quote.attribution
    kind = _SPEAKER_TYPES.get(attribution.speaker_kind) if attribution.speaker_kind else None
    if kind is None or attribution.speaker is None:
        return None
    name = attribution.affiliation
    organization = name and {"@type": "Organization", "name": name}
    return _drop_empty(
        {
            "@type": kind,
            "@id": attribution.speaker_id and links.speaker(attribution.speaker_id),
            "name": attribution.speaker,
            "jobTitle": attribution.role if kind == "Person" else None,
            "affiliation": organization if kind == "Person" else None,
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


def _make_selectors(text: str, span: Span, right: TextRight) -> list[dict[str, Any]]:
    start, end = span.start, span.end
    first, last = find_window(right, text, start, end)
    return [
        {
            "type": "TextQuoteSelector",
            "exact": text[start:end],
            "prefix": text[max(first, start - _CONTEXT_CHARACTERS) : start],
            "suffix": text[end : min(last, end + _CONTEXT_CHARACTERS)],
        },
        {"type": "TextPositionSelector", "start": start, "end": end},
    ]


def _drop_empty(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value}
