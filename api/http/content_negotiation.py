"""Which format of a quote an `Accept` header asks for."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from api.http.compression import read_weight

QuoteFormat = Literal["json", "jsonld", "annotation"]

ANNOTATION_PROFILE = "http://www.w3.org/ns/anno.jsonld"
QUOTE_MEDIA_TYPES: dict[QuoteFormat, str] = {
    "json": "application/json",
    "jsonld": "application/ld+json",
    "annotation": f'application/ld+json; profile="{ANNOTATION_PROFILE}"',
}


@lru_cache(maxsize=256)
def choose_format(accept: str) -> QuoteFormat | None:
    """The format with the highest weight in an `Accept` header, our own JSON before others; None if
    the header accepts none of them.
    """
    best: tuple[float, int] = (0.0, 0)
    choice: QuoteFormat | None = None
    for order, (format_, media_type) in enumerate(QUOTE_MEDIA_TYPES.items()):
        weight = _find_weight(accept, media_type)
        if (weight, -order) > best or (choice is None and weight > 0):
            best, choice = (weight, -order), format_
    return choice


def _find_weight(accept: str, media_type: str) -> float:
    """The weight of the media type: that of the most precise range (RFC 9110, 12.5.1)."""
    name, _, profile = media_type.partition("; ")
    precisions = {"*/*": 0, f"{name.split('/')[0]}/*": 1, name: 2}
    best = (-1, 0.0)
    for media_range in _split_ranges(accept):
        range_name, *parameters = (piece.strip() for piece in media_range.split(";"))
        precision = precisions.get(range_name.lower(), -1)
        weight = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.lower() == "q":
                weight = read_weight(value)
            elif key.lower() == "profile":
                precision = 3 if precision == 2 and parameter == profile else -1
        # A range of JSON-LD without a profile means schema.org's record, which has none.
        if precision == 2 and profile:
            precision = -1
        best = max(best, (precision, weight))
    return best[1] if best[0] >= 0 else 0.0


def _split_ranges(accept: str) -> list[str]:
    return [part for part in accept.split(",") if part.strip()] or ["*/*"]
