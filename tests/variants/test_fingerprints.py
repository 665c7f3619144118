"""Fingerprints: few numbers by which variants are found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quotes.records import AttributionType
from quotes.variants import find_fingerprints, read_wording
from quotes.variants.fingerprints import MOST

_WORDS = st.lists(st.integers(0, 200).map("w{}".format), min_size=9, max_size=60, unique=True)


def mark(*words: str, type_: AttributionType = "direct") -> tuple[int, ...]:
    return find_fingerprints(read_wording(" ".join(words), type_))


@given(words=_WORDS, start=st.integers(0, 50))
def test_eight_words_in_a_row_are_found(words: list[str], start: int) -> None:
    """A part of eight words shares a fingerprint with the whole."""
    part = words[start % (len(words) - 8) :][:8]
    assert set(mark(*words)) & set(mark("x", "y", *part, "z"))


def test_fingerprints_are_few() -> None:
    """Too few words have none, and many words have at most `MOST`."""
    assert mark("no", "comment") == ()
    assert len(mark("we", "will", "not")) == 1
    assert len(mark(*map(str, range(5_000)))) == MOST


@given(words=_WORDS)
def test_reported_words_have_fewer(words: list[str]) -> None:
    """All of them are among those of the same words in quotation marks."""
    verbatim, reported = mark(*words[:40]), mark(*words[:40], type_="indirect")
    assert set(reported) <= set(verbatim)
