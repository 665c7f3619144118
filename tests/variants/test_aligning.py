"""Two wordings side by side."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotes.variants import Alignment, align, read_wording
from quotes.variants.aligning import Relation

WALL = (
    "“The wall is standing and we intend to keep it standing,” … “But nobody should sleep there.”"
)


def compare(one: str, other: str) -> Alignment:
    return align(read_wording(one, "direct"), read_wording(other, "direct"))


def list_differences(one: str, other: str) -> list[tuple[str | None, str | None]]:
    return [
        (pair.here and pair.here.slice(one), pair.there and pair.there.slice(other))
        for pair in compare(one, other).differences
    ]


@pytest.mark.parametrize(
    ("one", "other", "relation", "differences"),
    [
        pytest.param("“We won’t go home,”", "'We will not go home.'", "same", [], id="same"),
        pytest.param(
            WALL, "“The wall is standing and we intend to keep it standing”", "shortened",
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
            [("not", None)], id="a negation",
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
    assert list_differences(one, other) == differences


_words = st.lists(st.sampled_from(["the", "dam", "is", "a", "wall", "of", "mud"]), max_size=40)
_TURNED = {"shortened": "extended", "extended": "shortened"}


@given(_words, _words)
@settings(deadline=None)
def test_laws(one: list[str], other: list[str]) -> None:
    """Without the differences both texts are equal, and the sides may change places."""
    texts = " ".join(one), " ".join(other)
    alignment = compare(*texts)
    shared = list(texts)
    for difference in reversed(alignment.differences):
        for side, span in enumerate((difference.here, difference.there)):
            if span:
                shared[side] = shared[side][: span.start] + shared[side][span.end :]
    assert shared[0].split() == shared[1].split()
    turned = compare(*reversed(texts))
    assert (turned.shared, turned.solid) == (alignment.shared, alignment.solid)
    assert turned.relation == _TURNED.get(alignment.relation, alignment.relation)
    assert (alignment.relation == "same") == (one == other != [])


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
