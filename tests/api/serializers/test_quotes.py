"""Marked text is HTML that holds nothing but marks."""

from __future__ import annotations

import pytest

from api.serializers.quotes import mark_html
from quotes.records import Span


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("a<b>&c", (), "a&lt;b&gt;&amp;c"),
        ("<script>", ((0, 8),), "<mark>&lt;script&gt;</mark>"),
        ("<mark>x</mark>", ((6, 7),), "&lt;mark&gt;<mark>x</mark>&lt;/mark&gt;"),
        ("\"'&#60;", ((1, 2), (2, 3)), "&quot;<mark>&#x27;</mark><mark>&amp;</mark>#60;"),
    ],
)
def test_snippets_hold_no_element_but_mark(
    text: str, spans: tuple[tuple[int, int], ...], expected: str
) -> None:
    assert mark_html(text, tuple(Span(*each) for each in spans)) == expected
