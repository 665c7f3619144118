"""Fitting the speaker confidence."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path
from typing import Any

import pytest

from quotes.speakers.confidence import WEIGHTS_FILE
from quotes.training import speaker_confidence
from quotes.training.speaker_confidence import (
    JudgedResolution,
    cross_judge,
    fit_speaker_confidence,
    write_speaker_confidence,
)


def test_weights_are_those_that_made_the_truth() -> None:
    """From many samples of a known model its weights are recovered."""
    rng = random.Random(5)  # noqa: S311  # a simulation
    judged = []
    for _ in range(4000):
        value = rng.gauss(0, 1)
        right = rng.random() < 1 / (1 + math.exp(-(0.5 + value)))
        judged.append(JudgedResolution({"bias": 1.0, "value": value}, right, 1.0))
    assert fit_speaker_confidence(judged) == pytest.approx({"bias": 0.5, "value": 1.0}, abs=0.15)


def test_articles_count_by_their_weight() -> None:
    """What counts twice is as if it were there twice."""
    right, wrong = (JudgedResolution({"bias": 1.0}, r, 1.0) for r in (True, False))
    heavy = right._replace(weight=2.0)
    assert fit_speaker_confidence([heavy, wrong]) == fit_speaker_confidence([right, right, wrong])
    assert fit_speaker_confidence([heavy, wrong])["bias"] == pytest.approx(math.log(2), abs=0.01)


def test_what_is_written_is_what_ships(tmp_path: Path) -> None:
    """The file that training writes has the form of the shipped one."""
    path = tmp_path / "speaker_confidence.json"
    write_speaker_confidence(json.loads(WEIGHTS_FILE.read_text("utf-8")), path)
    assert path.read_text() == WEIGHTS_FILE.read_text()


def test_no_article_is_judged_by_weights_that_it_fitted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each article is judged once, by a ranker that was adapted to others only."""
    articles: list[Any] = [f"article {number}" for number in range(7)]
    seen: dict[str, list[str]] = {}

    def adapt(_: object, others: list[str]) -> dict[tuple[str, str], float]:
        return {("he", other): 1.0 for other in others}

    def judge(part: list[str], ranker: Any) -> list[JudgedResolution]:
        for article in part:
            assert article not in seen
            seen[article] = [name for _, name in ranker._weights]
        return []

    monkeypatch.setattr(speaker_confidence, "adapt_to_sources", adapt)
    monkeypatch.setattr(speaker_confidence, "judge_resolutions", judge)
    cross_judge(articles, {})
    assert set(seen) == set(articles)
    assert all(article not in others and others for article, others in seen.items())
