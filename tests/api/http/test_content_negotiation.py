"""The format of a quote is chosen by weight, whatever the header looks like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.http.content_negotiation import QUOTE_MEDIA_TYPES, QuoteFormat, choose_format


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", "json"),
        ("", "json"),
        ("application/json", "json"),
        ("application/*", "json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "json"),
        ("application/ld+json", "jsonld"),
        ("application/ld+json, application/json;q=0.9", "jsonld"),
        ("application/ld+json;q=0.5, application/json", "json"),
        ('application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"', "annotation"),
        ('application/ld+json;profile="http://www.w3.org/ns/anno.jsonld";q=0.5', "annotation"),
        ("application/json;q=0, */*", "jsonld"),
        ("text/html", None),
        ("application/json;q=0", None),
        ("application/json;q=x", None),
    ],
)
def test_the_format_with_the_highest_weight_is_chosen(
    accept: str, expected: QuoteFormat | None
) -> None:
    assert choose_format(accept) == expected


@given(st.text(max_size=60))
def test_any_header_has_an_answer(accept: str) -> None:
    assert choose_format(accept) in (*QUOTE_MEDIA_TYPES, None)
