"""How sure speakers are, and how often rightly so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from quotes.evaluation.speaker_certainty import (
    JudgedAttribution,
    find_wilson_interval,
    report_certainty,
)

RIGHT = JudgedAttribution(
    source="name", named=True, is_person=True, link_right=True, speaker_right=True,
    confidence=0.9, speaker_confidence=0.95, certainty="sure",
)  # fmt: skip
WRONG = replace(RIGHT, speaker_right=False, speaker_confidence=0.65, certainty="likely")
SPURIOUS = replace(RIGHT, link_right=False, speaker_right=False)
OPEN = replace(RIGHT, source="none", named=False, is_person=False, certainty="unsure")


def test_wrong_names() -> None:
    """Only named speakers count whose content and source are right; bodies are no persons."""
    body = replace(WRONG, is_person=False)
    wrong = report_certainty([RIGHT, RIGHT, WRONG, body, SPURIOUS, OPEN]).wrong
    assert (wrong.named, wrong.entities, wrong.persons) == (4, 50.0, 25.0)


def test_risk_and_coverage() -> None:
    """The surest come first; the last point is the risk of naming all."""
    curve = report_certainty([WRONG, *[RIGHT] * 4]).curve
    assert [(point.share, point.risk) for point in curve] == [
        (0.2, 0), (0.4, 0), (0.6, 0), (0.8, 0), (0.9, 0), (1.0, 0.2),
    ]  # fmt: skip
    assert (curve[0].least, curve[-1].least) == (0.95, 0.65)


def test_reliability_by_kind_of_source() -> None:
    """The speaker is judged where content and source are right, these over all that is served."""
    tables = {
        (table.confidence, table.source): sum(row.count for row in table.reliability.bins)
        for table in report_certainty([RIGHT, WRONG, SPURIOUS, OPEN]).reliability
    }
    assert tables == {
        ("speaker_confidence", "all"): 3, ("speaker_confidence", "name"): 2,
        ("speaker_confidence", "none"): 1, ("confidence", "all"): 4, ("confidence", "name"): 3,
        ("confidence", "none"): 1,
    }  # fmt: skip


def test_what_is_sure() -> None:
    """Sure ones are judged whole, named and unnamed apart."""
    named, unnamed = report_certainty([RIGHT, SPURIOUS, WRONG, OPEN]).sure
    assert (named.named, named.served, named.sure, named.right) == (True, 3, 2, 1)
    assert (unnamed.served, unnamed.sure, unnamed.low, unnamed.high) == (1, 0, 0.0, 1.0)


def test_with_gold_spans_only_speakers_are_judged() -> None:
    """The confidence of gold spans means nothing, and so does what is sure."""
    report = report_certainty([RIGHT, WRONG], given_spans=True)
    assert report.sure == ()
    assert {table.confidence for table in report.reliability} == {"speaker_confidence"}


def test_nothing() -> None:
    """Without attributions there is no curve and no table."""
    report = report_certainty([])
    assert (report.wrong.named, report.curve, report.reliability) == (0, (), ())


@pytest.mark.parametrize(
    ("right", "count", "low", "high"), [(8, 10, 0.490, 0.943), (10, 10, 0.722, 1.0), (0, 0, 0, 1)]
)
def test_wilson(right: int, count: int, low: float, high: float) -> None:
    """The bounds are those of Wilson's interval."""
    assert find_wilson_interval(right, count) == pytest.approx((low, high), abs=0.001)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share(counts: tuple[int, int]) -> None:
    """The bounds lie in 0 to 1, around the share."""
    right, count = counts
    low, high = find_wilson_interval(right, count)
    assert 0 <= low <= right / count + 1e-9 <= high + 2e-9 <= 1 + 3e-9
