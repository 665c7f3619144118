"""Whether two articles are copies of one report, by their words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.records import Span
from quotes.stories import are_copies, find_shingles, measure_overlap, read_words
from quotes.stories.copies import LEAST_PART, LEAST_WORDS, SKETCH

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
NUMBERED = [f"w{number}" for number in range(200)]


def change_words(words: Sequence[str], step: int) -> list[str]:
    return [f"x{n}" if n % step == 0 else word for n, word in enumerate(words)]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param(NUMBERED, NUMBERED, True, id="the same"),
        pytest.param(NUMBERED, NUMBERED[:60], True, id="cut"),
        pytest.param(NUMBERED, NUMBERED[100:] + NUMBERED[:100], True, id="other order"),
        pytest.param(NUMBERED, change_words(NUMBERED, 10), True, id="every tenth word changed"),
        pytest.param(NUMBERED, change_words(NUMBERED, 5), False, id="every fifth word changed"),
        pytest.param(NUMBERED, NUMBERED[:120] + ["y"] * 80, False, id="two fifths rewritten"),
        pytest.param(NUMBERED, NUMBERED[: int(200 * LEAST_PART) - 1], False, id="a small part"),
        pytest.param(NUMBERED[:24], NUMBERED[:24], False, id="too short"),
        pytest.param(NUMBERED[:LEAST_WORDS], NUMBERED[:LEAST_WORDS], True, id="long enough"),
        pytest.param([], [], False, id="empty"),
    ],
)
def test_copies(one: list[str], other: list[str], expected: bool) -> None:
    assert are_copies(one, other) is expected
    assert are_copies(other, one) is expected


def test_words_are_folded_and_boilerplate_is_left_out() -> None:
    text = "Sign up now\n“It’s LATE,” she said.\nAll rights reserved"
    spans = (Span(0, 11), Span(text.index("All"), len(text)))
    assert read_words(text, spans) == ("it", "s", "late", "she", "said")


def test_reports_of_one_event_are_not_copies_in_the_seeds() -> None:
    """Not even the one that an outlet wrote from an agency's, 019 from 001."""
    words = {path.name[:3]: read_words(path.read_text("utf-8")) for path in SEEDS}
    pairs = {
        (one, other)
        for one in words
        for other in words
        if one < other and are_copies(words[one], words[other])
    }
    assert pairs == set()
    assert 0.3 < measure_overlap(words["001"], words["019"]) < 0.4


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda words: words[: len(words) // 2], id="cut"),
        pytest.param(lambda words: change_words(words, 10), id="words changed"),
        pytest.param(lambda words: words[40:], id="another beginning"),
    ],
)
def test_copies_share_shingles(change: Callable[[Sequence[str]], Sequence[str]]) -> None:
    for path in SEEDS:
        words = read_words(path.read_text("utf-8"))
        assert len(set(find_shingles(words)) & set(find_shingles(change(words)))) >= 4, path.name


def test_few_words_have_no_shingles_and_many_have_a_fixed_number() -> None:
    assert find_shingles(NUMBERED[: LEAST_WORDS - 1]) == ()
    shingles = find_shingles(NUMBERED)
    assert len(shingles) == SKETCH
    assert list(shingles) == sorted(shingles)
    assert shingles[-1] < 1 << 63


_letters = st.lists(st.sampled_from("abcd"), max_size=40)


@given(_letters, _letters)
def test_the_overlap_is_symmetric_and_a_share(one: list[str], other: list[str]) -> None:
    share = measure_overlap(one, other)
    assert 0 <= share <= 1
    assert share == measure_overlap(other, one)
    assert measure_overlap(one, one) == (1.0 if len(one) >= 5 else 0.0)


def test_the_same_words_in_another_order_have_nothing_in_common() -> None:
    assert measure_overlap(NUMBERED, NUMBERED[::-1]) == 0
