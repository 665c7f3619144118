"""Two wordings side by side."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotes.records import AttributionType
from quotes.variants import Alignment, align, find_fingerprints, read_wording
from quotes.variants.aligning import Relation
from quotes.variants.fingerprints import MOST

MIN_WHOLE = (
    "“The wall is standing and we intend to keep it standing,” … “But nobody should sleep there.”"
)


def compare(one: str, other: str) -> Alignment:
    return align(read_wording(one, "direct"), read_wording(other, "direct"))


def tell(one: str, other: str) -> list[tuple[str | None, str | None]]:
    return [
        (each.here and each.here.slice(one), each.there and each.there.slice(other))
        for each in compare(one, other).differences
    ]


def mark(*words: str, type_: AttributionType = "direct") -> tuple[int, ...]:
    return find_fingerprints(read_wording(" ".join(words), type_))


@pytest.mark.parametrize(
    ("one", "other", "relation", "differences"),
    [
        pytest.param("“We won’t go home,”", "'We will not go home.'", "same", [], id="same"),
        pytest.param(
            MIN_WHOLE, "“The wall is standing and we intend to keep it standing”", "shortened",
            [("But nobody should sleep there", None)], id="a part",
        ),
        pytest.param(
            "not leave anybody there", "“The state will not leave anybody there”", "extended",
            [(None, "The state will")], id="more",
        ),
        pytest.param(
            "two flares were used, as the rules say", "two shells were used, as the rules say",
            "reworded", [("flares", "shells")], id="a word",
        ),
        pytest.param(
            "we think [the dam] will hold until the summer", "we think it will hold until … summer",
            "reworded", [("[the dam]", "it"), ("the", "…")], id="an insertion and an ellipsis",
        ),
        pytest.param(
            "It will not hold for a week.", "It will hold for a week.", "shortened",
            [("not", None)], id="a negation is told",
        ),
        pytest.param(
            "That is not an act of war", "That is not how the building works", "different",
            [("an act of war", "how the building works")], id="a turn of phrase",
        ),
        pytest.param("", "no words there", "different", [(None, "no words there")], id="nothing"),
    ],
)  # fmt: skip
def test_relations_and_differences(
    one: str, other: str, relation: Relation, differences: list[tuple[str | None, str | None]]
) -> None:
    assert compare(one, other).relation == relation
    assert tell(one, other) == differences


_words = st.lists(st.sampled_from(["the", "dam", "is", "a", "wall", "of", "mud"]), max_size=40)
_others = st.lists(st.integers(0, 200).map("w{}".format), min_size=9, max_size=60, unique=True)
_TURNED = {"shortened": "extended", "extended": "shortened"}


@given(_words, _words)
@settings(deadline=None)
def test_laws(one: list[str], other: list[str]) -> None:
    """What is not told as a difference is the same in both, and sides may be changed."""
    texts = " ".join(one), " ".join(other)
    alignment = compare(*texts)
    kept = list(texts)
    for each in reversed(alignment.differences):
        for side, span in enumerate((each.here, each.there)):
            if span:
                kept[side] = kept[side][: span.start] + kept[side][span.end :]
    assert kept[0].split() == kept[1].split()
    turned = compare(*reversed(texts))
    assert (turned.shared, turned.solid) == (alignment.shared, alignment.solid)
    assert turned.relation == _TURNED.get(alignment.relation, alignment.relation)
    assert (alignment.relation == "same") == (one == other != [])


@given(words=_others, start=st.integers(0, 50))
def test_eight_words_in_a_row_are_found(words: list[str], start: int) -> None:
    part = words[start % (len(words) - 8) :][:8]
    assert set(mark(*words)) & set(mark("x", "y", *part, "z"))


def test_fingerprints_are_few() -> None:
    assert mark("no", "comment") == ()
    assert len(mark("we", "will", "not")) == 1
    assert len(mark(*map(str, range(5_000)))) == MOST


@given(words=_others)
def test_of_reported_words_there_are_fewer(words: list[str]) -> None:
    """And all of them are among those of the same words in quotation marks."""
    verbatim, reported = mark(*words[:40]), mark(*words[:40], type_="indirect")
    assert set(reported) <= set(verbatim)


def test_long_texts_take_no_more_than_their_length() -> None:
    """Ten times the words, and less than thirty times the time."""

    def measure(length: int) -> float:
        one = " ".join(f"w{n % 977} the x{n * 7 % 1013}" for n in range(length))
        other = " ".join(f"w{n % 977} the y{n * 5 % 1013}" for n in range(length))
        wordings = read_wording(one, "direct"), read_wording(other, "direct")
        best = float("inf")
        for _ in range(3):
            began = time.process_time()
            align(*wordings)
            best = min(best, time.process_time() - began)
        return best

    assert measure(10_000) < 30 * max(measure(1_000), 0.001)
