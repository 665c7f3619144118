"""The evaluation of attributions as a whole, over a parser without models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from builders import FakeParser

from quotes.evaluation.annotations import Aliases, read_gold
from quotes.evaluation.attributions import (
    Evaluation,
    FigureRow,
    Predictions,
    evaluate_attributions,
    extract_gold,
)
from quotes.evaluation.reports import format_evaluation

TEXT = "Lee said that they go."
SAID = """Lee/PROPN/2/nsubj said=say/VERB/0/root that/SCONJ/5/mark they/PRON/5/nsubj
go/VERB.VBP/2/ccomp ./PUNCT/2/punct"""
GOLD = {"content": [[14, 21]], "cue": [[4, 8]], "source": [[0, 3]]}


@pytest.fixture
def gold_file(tmp_path: Path) -> Path:
    """Two articles with one attribution each; the parser knows only the first."""
    path = tmp_path / "gold.jsonl"
    rows: list[dict[str, Any]] = [
        {"id": "a", "outlet": "Vista24", "text": TEXT, "attributions": [GOLD]},
        {"id": "b", "text": f"{TEXT} ", "attributions": [GOLD]},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def extract(path: Path, bad: str = "") -> Predictions:
    parser = FakeParser({TEXT: [SAID]}, bad=bad)
    return extract_gold(path, read_gold(path), parser, max_bytes=10_000)


def evaluate(path: Path, predictions: Predictions, **options: Any) -> Evaluation:
    return evaluate_attributions(read_gold(path), predictions, Aliases(), **options)


def row(evaluation: Evaluation, group: str, measure: str) -> FigureRow:
    (found,) = [r for r in evaluation.rows if (r.group, r.measure) == (group, measure)]
    return found


def test_articles_are_extracted_and_timed(gold_file: Path) -> None:
    """Every gold article has its attributions, its words and its seconds."""
    predictions = extract(gold_file)
    assert list(predictions.attributions) == ["a", "b"]
    assert len(predictions.attributions["a"]) == 1
    assert [(t.article, t.words) for t in predictions.timings] == [("a", 5), ("b", 5)]
    assert all(timing.seconds >= 0 for timing in predictions.timings)
    assert predictions.model_version == "by-hand"


def test_a_part_of_the_gold_is_extracted_alone(gold_file: Path) -> None:
    """Articles that are not scored cost nothing."""
    part = read_gold(gold_file, every=2)
    parser = FakeParser()
    found = extract_gold(gold_file, part, parser, max_bytes=10_000)
    assert list(found.attributions) == ["a"]
    assert ["b"] not in parser.batches


def test_rows(gold_file: Path) -> None:
    """Sets and outlets have rows; a figure lies in its interval."""
    evaluation = evaluate(gold_file, extract(gold_file))
    assert evaluation.articles == 2
    everything = row(evaluation, "all", "attribution")
    assert (everything.gold, everything.f1, everything.before) == (2, 1.0, None)
    assert (everything.low, everything.high) == (1.0, 1.0)
    assert row(evaluation, "outlet Vista24", "attribution").gold == 1
    assert row(evaluation, "outlet unknown", "attribution").gold == 1
    assert not [r for r in evaluation.rows if r.group in ("quoted", "details")]
    assert evaluation.reliability is not None


def test_what_was_quarantined_counts_as_nothing_found(gold_file: Path) -> None:
    """An article that fails is reported, and its attributions are missed."""
    evaluation = evaluate(gold_file, extract(gold_file, bad="they"))
    assert [quarantined.path for quarantined in evaluation.quarantined] == ["a", "b"]
    assert row(evaluation, "all", "attribution").right == 0
    assert row(evaluation, "all", "attribution").gold == 2


def test_an_evaluation_is_its_own_baseline(gold_file: Path) -> None:
    """Against itself nothing is lost and no figure differs."""
    first = evaluate(gold_file, extract(gold_file))
    second = evaluate(gold_file, extract(gold_file), baseline=first.baseline)
    assert second.baseline == first.baseline
    assert second.changes is not None
    assert [*second.changes.lost, *second.changes.gained, *second.changes.spurious] == []
    assert all(r.before == r.f1 for r in second.rows)


def test_the_report_as_text(gold_file: Path) -> None:
    """Figures, reliability, speed and changes are printed."""
    nothing = evaluate(gold_file, Predictions(attributions={}))
    text = "\n".join(
        format_evaluation(evaluate(gold_file, extract(gold_file), baseline=nothing.baseline))
    )
    assert "all                      attribution   100.0  100.0  100.0  100.0 – 100.0" in text
    assert "+100.0" in text
    assert "expected calibration error" in text
    assert "words/s  a" in text
    assert "0 lost, 2 gained, 0 newly spurious" in text
    assert "gained    a: they go" in text
