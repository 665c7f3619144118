"""The words that quotations are compared by, and where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.records import AttributionType
from quotes.variants import Wording, read_wording
from quotes.variants.wording import find_places

TYPES: tuple[AttributionType, ...] = ("direct", "mixed", "indirect")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("“The WALL is standing,”", "the wall is standing", id="case and marks"),
        pytest.param("Zoë Šorel’s café", "zoe sorels cafe", id="accents and a possessive"),
        pytest.param("We don’t, won't and cannot", "we do not will not and can not", id="not"),
        pytest.param("It's ours, they’re here, I'd go", "it is ours they are here i would go",
                     id="short forms"),
        pytest.param("a 10% rise, 10 percent", "a 10 per cent rise 10 per cent", id="per cent"),
        pytest.param("1,200 men at 3.5", "1200 men at 3.5", id="numbers"),
        pytest.param("the U.S. and U.N.", "the us and un", id="initials"),
        pytest.param("He [the minister] knew … nothing . . . at all", "he knew nothing at all",
                     id="insertions and ellipses"),
        pytest.param("cease-fire", "cease fire", id="a hyphen"),
        pytest.param("— !", "", id="no word"),
    ],
)  # fmt: skip
def test_words_are_folded(text: str, words: str) -> None:
    assert " ".join(read_wording(text, "direct").words) == words


@pytest.mark.parametrize(
    ("text", "words", "verbatim"),
    [
        pytest.param("the state would ‘not leave anybody there’", "not leave anybody there", True,
                     id="those in marks"),
        pytest.param("it was ‘damp’ and no danger", "it was damp and no danger", False,
                     id="all, if few are"),
    ],
)  # fmt: skip
def test_of_mixed_quotations(text: str, words: str, verbatim: bool) -> None:
    wording = read_wording(text, "mixed")
    assert (" ".join(wording.words), wording.verbatim) == (words, verbatim)


def test_gaps_know_their_places() -> None:
    places = find_places(read_wording("It was [the dam] … there.", "direct"))
    assert [(gap.before, gap.start, gap.end) for gap in places.gaps] == [(2, 7, 16), (2, 17, 18)]


@given(st.text(), st.sampled_from(TYPES))
def test_any_text_has_places_in_order(text: str, type_: AttributionType) -> None:
    wording: Wording = read_wording(text, type_)
    places = find_places(wording).words
    assert len(wording.words) == len(places)
    assert all(wording.words)
    assert list(places) == sorted(places)
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert wording == read_wording(text, type_)
