"""Evaluations as lines of text, figures in percent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from quotes.evaluation.attributions import Evaluation, FigureRow, Timing
from quotes.evaluation.baselines import Changes, ListedAttribution
from quotes.evaluation.reliability import Reliability
from quotes.evaluation.speaker_certainty import CertaintyReport
from quotes.evaluation.speakers import SpeakersReport

_SLOWEST = 5
_LISTED = 20
_WIDTH = 100


def format_evaluation(evaluation: Evaluation) -> Iterator[str]:
    """The lines of the report: figures, reliability, speed, changes."""
    yield from format_rows(evaluation.rows)
    if evaluation.reliability is not None:
        yield ""
        yield from format_reliability(evaluation.reliability)
    if evaluation.timings:
        yield ""
        yield from format_timings(evaluation.timings)
    if evaluation.changes is not None:
        yield ""
        yield from format_changes(evaluation.changes)


def format_speakers(report: SpeakersReport) -> Iterator[str]:
    """The lines of the report: figures, certainty, the share of the time for naming speakers."""
    yield from format_rows(report.rows)
    yield ""
    yield from format_certainty(report.certainty)
    yield ""
    share = 100 * report.seconds_of_speakers / max(report.seconds, 1e-9)
    yield f"{report.seconds:.1f} CPU s, {share:.1f} % of them for speakers"


def format_certainty(report: CertaintyReport) -> Iterator[str]:
    """The lines of wrong names, risk and coverage, both confidences, and what is sure."""
    wrong = report.wrong
    yield (
        f"of 100 named ({wrong.named} with content and source right): "
        f"{wrong.entities:.1f} wrong entities, {wrong.persons:.1f} of them persons"
    )
    if report.curve:
        yield f"{'surest named':>12} {'speaker confidence from':>24} {'wrong':>6}"
    for point in report.curve:
        yield f"{100 * point.share:10.0f} % {point.least:24.3f} {100 * point.risk:6.1f}"
    for table in report.reliability:
        yield ""
        yield f"{table.confidence}, source: {table.source}"
        yield from format_reliability(table.reliability)
    for row in report.sure:
        if row.named:
            yield ""
        share, right = row.sure / max(1, row.served), row.right / max(1, row.sure)
        yield (
            f"sure, {'named' if row.named else 'unnamed':8} {row.sure:5d} of {row.served} "
            f"({100 * share:.1f} %), right {100 * right:.1f} % "
            f"({100 * row.low:.1f} – {100 * row.high:.1f})"
        )


def format_rows(rows: Sequence[FigureRow]) -> Iterator[str]:
    """The table of figures; a blank line between sets."""
    compared = any(row.before is not None for row in rows)
    yield (
        f"{'set':24} {'measure':12} {'P':>6} {'R':>6} {'F1':>6}  {'95 % of draws':>13} "
        f"{'gold':>6} {'pred':>6}" + ("   than before" if compared else "")
    )
    for number, (_, group) in enumerate(groupby(rows, key=lambda row: row.group)):
        if number:
            yield ""
        for row in group:
            interval = f"{100 * row.low:.1f} – {100 * row.high:.1f}"
            change = "" if row.before is None else f"   {100 * (row.f1 - row.before):+.1f}"
            yield (
                f"{row.group:24.24} {row.measure:12} {100 * row.precision:6.1f} "
                f"{100 * row.recall:6.1f} {100 * row.f1:6.1f}  {interval:>13} "
                f"{row.gold:6d} {row.predicted:6d}{change}"
            )


def format_reliability(reliability: Reliability) -> Iterator[str]:
    """The bins of confidence and the expected calibration error."""
    yield f"{'confidence':12} {'count':>6} {'mean':>6} {'right':>6}"
    for row in reliability.bins:
        yield (
            f"{row.low:.1f} – {row.high:.1f}    {row.count:6d} {100 * row.confidence:6.1f} "
            f"{100 * row.right:6.1f}"
        )
    yield f"expected calibration error {reliability.error:.3f}"


def format_timings(timings: Sequence[Timing]) -> Iterator[str]:
    """The speed over all articles, and the articles with the fewest words a second."""
    seconds, words = sum(t.seconds for t in timings), sum(t.words for t in timings)
    speed = words / max(seconds, 1e-9)
    yield f"{words} words in {seconds:.1f} CPU s: {speed:.0f} words/s; slowest:"
    for timing in sorted(timings, key=lambda timing: timing.words_a_second)[:_SLOWEST]:
        yield (
            f"{timing.seconds:6.2f} s {timing.words:6d} words "
            f"{timing.words_a_second:7.0f} words/s  {timing.article}"
        )


def format_changes(changes: Changes) -> Iterator[str]:
    """The losses and gains against the baseline."""
    if not changes.same_gold:
        yield "the baseline was made with another gold file: only what both hold is compared"
    yield (
        f"against the baseline: {len(changes.lost)} lost, {len(changes.gained)} gained, "
        f"{len(changes.spurious)} newly spurious, {changes.mended} not spurious any more"
    )
    yield from _format_shown("lost", changes.lost)
    yield from _format_shown("gained", changes.gained)
    yield from _format_shown("spurious", changes.spurious)


def _format_shown(name: str, shown: Sequence[ListedAttribution]) -> Iterator[str]:
    for item in shown[:_LISTED]:
        words = item.content if len(item.content) <= _WIDTH else f"{item.content[: _WIDTH - 2]} …"
        yield f"{name:9} {item.article}: {words}"
    if len(shown) > _LISTED:
        yield f"{name:9} and {len(shown) - _LISTED} more; --json lists all"
