"""Intervals by resampling articles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.evaluation.bootstrap import bootstrap_intervals
from quotes.evaluation.scoring import MatchCounts, add_tallies

KEY = ("all", "attribution")


def tallies(*rows: tuple[int, int, int]) -> list[dict[tuple[str, str], MatchCounts]]:
    return [{KEY: MatchCounts(right=r, predicted=p, gold=g)} for r, p, g in rows]


def test_equal_articles_leave_no_doubt() -> None:
    """If every article has the same counts, every draw has the same F1."""
    assert bootstrap_intervals(tallies(*[(1, 2, 2)] * 9))[KEY] == (0.5, 0.5)


def test_more_articles_make_narrower_intervals() -> None:
    """The interval shrinks about as the root of the number of articles."""
    widths = []
    for count in (10, 40, 160):
        low, high = bootstrap_intervals(tallies(*[(1, 2, 2), (2, 2, 2)] * count))[KEY]
        assert low < 0.75 < high
        widths.append(high - low)
    assert widths[0] / widths[2] == pytest.approx(4, rel=0.3)


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5)).map(
            lambda p: (p[0], p[0] + p[1], p[0] + p[2])
        ),
        min_size=1,
        max_size=8,
    )
)
def test_intervals_are_shares_and_the_same_each_time(rows: list[tuple[int, int, int]]) -> None:
    """Any counts give 0 <= low <= high <= 1, the same in every run."""
    articles = tallies(*rows)
    found = bootstrap_intervals(articles, draws=50)
    assert found == bootstrap_intervals(articles, draws=50)
    assert (KEY in found) == (add_tallies(articles)[KEY] != MatchCounts())
    assert all(0 <= low <= high <= 1 for low, high in found.values())


def test_a_set_that_few_articles_have() -> None:
    """Draws without the set are left out, so that it does not look worse than it is."""
    articles = [*tallies((3, 3, 3)), *[{} for _ in range(5)]]
    assert bootstrap_intervals(articles)[KEY] == (1, 1)


def test_no_articles() -> None:
    """Nothing gives no intervals."""
    assert bootstrap_intervals([]) == {}
