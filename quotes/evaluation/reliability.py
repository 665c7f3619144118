"""Calibration of confidences: four in five attributions with 0.8 should be right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import UNSET

from quotes.evaluation.scoring import Matching
from quotes.records import Record

_BINS = 10


class Bin(Record, frozen=True, kw_only=True):
    """The attributions with a confidence in [low, high); in the last bin [low, 1].

    Attributes:
        confidence: the mean of their confidences.
        right: the share of them that are right.
    """

    low: float
    high: float
    count: int
    confidence: float
    right: float


class Reliability(Record, frozen=True, kw_only=True):
    """Bins of equal width without the empty ones of ten, and the expected calibration error.

    The error is the mean difference of confidence and share of right ones, 0 to 1, weighted by the
    bins' counts.

    Source: Guo et al. 2017 (ICML, arXiv 1706.04599).
    """

    bins: tuple[Bin, ...]
    error: float


def measure_reliability(matchings: Iterable[Matching]) -> Reliability | None:
    """The reliability of all predictions that count; None if none has a confidence."""
    judged = [
        (item.annotation.confidence, matching.is_right(place))
        for matching in matchings
        for place, item in enumerate(matching.predicted)
        if item.annotation.confidence is not UNSET and matching.counts(place)
    ]
    return bin_reliability(judged)


def bin_reliability(judged: Sequence[tuple[float, bool]]) -> Reliability | None:
    """The reliability of (confidence, whether it is right); None of none."""
    if not judged:
        return None
    bins = []
    for number in range(_BINS):
        inside = [row for row in judged if min(_BINS - 1, max(0, int(row[0] * _BINS))) == number]
        if inside:
            confidence = sum(value for value, _ in inside) / len(inside)
            right = sum(is_right for _, is_right in inside) / len(inside)
            bins.append(
                Bin(
                    low=number / _BINS,
                    high=(number + 1) / _BINS,
                    count=len(inside),
                    confidence=confidence,
                    right=right,
                )
            )
    error = sum(b.count * abs(b.confidence - b.right) for b in bins) / len(judged)
    return Reliability(bins=tuple(bins), error=error)
