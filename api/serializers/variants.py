"""Variants of a quotation, each compared with one quote word by word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.http.links import Links
from api.schemas import DifferenceItem, VariantItem
from api.serializers.quotes import make_quote_fields, mark_html
from quotes.exporting.fields import Range
from quotes.records import Span
from quotes.store import GAP, Quote
from quotes.variants import Wording, align, read_wording

# Characters that are compared for one answer, at most; each takes about 0.8 µs.
_MAX_COMPARED = 250_000


def count_compared(quote: Quote, others: Sequence[Quote]) -> int:
    """The number of characters that are compared with the quote's, about."""
    return sum(_measure(quote, other) for other in others)


def make_variant_items(quote: Quote, others: Sequence[Quote], links: Links) -> list[VariantItem]:
    """The other quotes, compared with the quote as `quotes.variants` compares words.

    Those that would make it more than `_MAX_COMPARED` characters are left uncompared.
    """
    left = _MAX_COMPARED
    wording: Wording | None = None
    variants: list[VariantItem] = []
    for other in others:
        size = _measure(quote, other)
        if size > left:
            variants.append(_make_uncompared(quote, other, links))
        else:
            left -= size
            wording = wording or _read_wording(quote)
            variants.append(_make_compared(quote, wording, other, links))
    return variants


def _measure(quote: Quote, other: Quote) -> int:
    return sum(map(len, quote.content)) + sum(map(len, other.content))


def _make_uncompared(quote: Quote, other: Quote, links: Links) -> VariantItem:
    fields = _make_fields(quote, other, links)
    return VariantItem(**fields, relation=None, differences=None, marked=None)


def _make_fields(quote: Quote, other: Quote, links: Links) -> dict[str, Any]:
    fields = make_quote_fields(other, links)
    fields["story"] = other.story
    fields["printing"] = "syndicated" if other.story == quote.story else "independent"
    return fields


def _make_compared(quote: Quote, wording: Wording, other: Quote, links: Links) -> VariantItem:
    alignment = align(wording, _read_wording(other))
    spans = tuple(each.there for each in alignment.differences if each.there is not None)
    return VariantItem(
        **_make_fields(quote, other, links),
        relation=alignment.relation,
        differences=[
            DifferenceItem(
                quote=_make_range(difference.here), variant=_make_range(difference.there)
            )
            for difference in alignment.differences
        ],
        marked=mark_html(GAP.join(other.content), spans),
    )


def _read_wording(quote: Quote) -> Wording:
    return read_wording(GAP.join(quote.content), quote.attribution.type)


def _make_range(span: Span | None) -> Range | None:
    return None if span is None else (span.start, span.end)
