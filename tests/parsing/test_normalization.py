"""Normalized text keeps the article's offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.parsing.normalization import normalize


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("“We go,” she said.", '"We go," she said.', id="double marks"),
        pytest.param("‘don’t’", "'don't'", id="single marks"),
        pytest.param("a\u00a0b\u2009c", "a b c", id="spaces"),
        pytest.param("a\u200bb\u00adc\ufeff", "a b c ", id="invisible characters"),
        pytest.param("a\tb", "a b", id="tab"),
        pytest.param("a\nb\r\n", "a\nb\r\n", id="line ends stay"),
        pytest.param("Işık — 5'", "Işık — 5'", id="all else stays"),
    ],
)
def test_normalize(text: str, expected: str) -> None:
    """Marks become straight and spaces plain."""
    assert normalize(text) == expected


@given(st.text(st.characters()))
def test_offsets_stay(text: str) -> None:
    """Any text keeps its length, line ends and letters, and normalizing twice changes nothing."""
    normalized = normalize(text)
    assert len(normalized) == len(text)
    assert normalize(normalized) == normalized
    # Unicode has "ʼ" as a letter; here it is a mark.
    pairs = [pair for pair in zip(text, normalized, strict=True) if pair[0] != "ʼ"]
    assert all(before == after for before, after in pairs if before.isalnum() or before in "\r\n")
