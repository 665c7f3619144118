"""How sure speakers are and how often rightly so: wrong names, risk and coverage, reliability of
both confidences, and the share and precision of `certainty: sure`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence

from quotes.evaluation.reliability import Reliability, bin_reliability
from quotes.records import Record

SOURCE_KINDS = ("pronoun", "name", "description", "none")
COVERAGES = (0.2, 0.4, 0.6, 0.8, 0.9, 1.0)  # of the risk-coverage curve
_Z = 1.96  # of the 95 % interval


class JudgedAttribution(Record, frozen=True, kw_only=True):
    """A predicted attribution that counts, and what of it is right.

    Attributes:
        source: the kind of its source, of `SOURCE_KINDS`.
        named: whether it names a speaker.
        is_person: whether that is a person.
        link_right: whether content and source are right.
        speaker_right: whether the speaker is, rightly left open included.
    """

    source: str
    named: bool
    is_person: bool
    link_right: bool
    speaker_right: bool
    confidence: float
    speaker_confidence: float
    certainty: str

    @property
    def all_right(self) -> bool:
        return self.link_right and self.speaker_right


class WrongNames(Record, frozen=True, kw_only=True):
    """Wrong names in 100 named speakers whose content and source are right.

    Attributes:
        named: how many these are.
        entities: those who are not the speaker.
        persons: those of them who are persons.
    """

    named: int
    entities: float
    persons: float


class CoveragePoint(Record, frozen=True, kw_only=True):
    """The surest named speakers, up to a share of all whose content and source are right.

    `least` is the lowest speaker confidence among them, `risk` the share of wrong ones.
    """

    share: float
    least: float
    risk: float


class ReliabilityTable(Record, frozen=True, kw_only=True):
    """The reliability of one of the confidences, over one kind of source or "all"."""

    confidence: str
    source: str
    reliability: Reliability


class SureShare(Record, frozen=True, kw_only=True):
    """The attributions with `certainty: sure`, among those that name a speaker or that don't.

    `right` have content, source and speaker right; `low` and `high` bound their share (95 %).
    """

    named: bool
    served: int
    sure: int
    right: int
    low: float
    high: float


class CertaintyReport(Record, frozen=True, kw_only=True):
    """All of it; `sure` is () where the spans come from gold."""

    wrong: WrongNames
    curve: tuple[CoveragePoint, ...]
    reliability: tuple[ReliabilityTable, ...]
    sure: tuple[SureShare, ...]


def report_certainty(
    judged: Sequence[JudgedAttribution], *, given_spans: bool = False
) -> CertaintyReport:
    """The report on judged attributions; with gold spans only on their speakers."""
    linked = [row for row in judged if row.link_right]
    named = [row for row in linked if row.named]
    tables = list(
        _tabulate("speaker_confidence", linked, lambda r: (r.speaker_confidence, r.speaker_right))
    )
    if not given_spans:
        tables += _tabulate("confidence", judged, lambda r: (r.confidence, r.link_right))
    return CertaintyReport(
        wrong=_count_wrong(named),
        curve=tuple(_trace_curve(named)),
        reliability=tuple(tables),
        sure=() if given_spans else tuple(_count_sure(judged)),
    )


def _count_wrong(named: Sequence[JudgedAttribution]) -> WrongNames:
    wrong = [row for row in named if not row.speaker_right]
    scale = 100 / max(1, len(named))
    return WrongNames(
        named=len(named),
        entities=scale * len(wrong),
        persons=scale * sum(row.is_person for row in wrong),
    )


def _trace_curve(named: Sequence[JudgedAttribution]) -> Iterator[CoveragePoint]:
    ordered = sorted(named, key=lambda row: -row.speaker_confidence)
    for share in COVERAGES if ordered else ():
        surest = ordered[: max(1, round(share * len(ordered)))]
        wrong = sum(not row.speaker_right for row in surest)
        yield CoveragePoint(
            share=share, least=surest[-1].speaker_confidence, risk=wrong / len(surest)
        )


def _tabulate(
    name: str,
    judged: Sequence[JudgedAttribution],
    measure: Callable[[JudgedAttribution], tuple[float, bool]],
) -> Iterator[ReliabilityTable]:
    for source in ("all", *SOURCE_KINDS):
        rows = [measure(row) for row in judged if source in ("all", row.source)]
        reliability = bin_reliability(rows)
        if reliability is not None:
            yield ReliabilityTable(confidence=name, source=source, reliability=reliability)


def _count_sure(judged: Iterable[JudgedAttribution]) -> Iterator[SureShare]:
    rows = list(judged)
    for named in (True, False):
        served = [row for row in rows if row.named is named]
        sure = [row for row in served if row.certainty == "sure"]
        right = sum(row.all_right for row in sure)
        low, high = find_wilson_interval(right, len(sure))
        yield SureShare(
            named=named, served=len(served), sure=len(sure), right=right, low=low, high=high
        )


def find_wilson_interval(right: int, count: int) -> tuple[float, float]:
    """The bounds of a share, 0 to 1, that hold with 95 %; (0, 1) where nothing was counted.

    Source: Wilson 1927, Journal of the American Statistical Association 22.
    """
    if not count:
        return 0.0, 1.0
    share, square = right / count, _Z**2 / count
    middle = (share + square / 2) / (1 + square)
    spread = _Z * math.sqrt(share * (1 - share) / count + square / (4 * count)) / (1 + square)
    return max(0.0, middle - spread), min(1.0, middle + spread)
