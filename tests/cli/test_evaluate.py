"""`onrecord evaluate …` over a parser without models."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builders import TEXT
from click.testing import Result

Run = Callable[..., Result]


GOLD: dict[str, Any] = {
    "id": "lee",
    "text": TEXT,
    "attributions": [{"content": [[14, 21]], "source": [[0, 3]]}],
}


def test_evaluate_attributions(run: Run, tmp_path: Path) -> None:
    """Gold articles are extracted and scored; --save and --baseline compare two runs."""
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(GOLD), encoding="utf-8")
    first = run("evaluate", "attributions", gold, "--save", tmp_path / "first.json")
    assert (first.exit_code, first.stderr) == (0, "")
    assert "attribution   100.0" in first.stdout
    report = run("evaluate", "attributions", gold, "--baseline", tmp_path / "first.json", "--json")
    rows = {(r["group"], r["measure"]): r for r in json.loads(report.stdout)["rows"]}
    assert rows["all", "attribution"]["f1"] == rows["all", "attribution"]["before"] == 1


def test_evaluate_the_output_of_extract(run: Run, tmp_path: Path) -> None:
    """What `onrecord extract` wrote is scored without extracting again."""
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(GOLD), encoding="utf-8")
    run("extract", gold, "--output", tmp_path / "out.jsonl")
    scored = run("evaluate", "attributions", gold, "--predicted", tmp_path / "out.jsonl")
    assert scored.exit_code == 0
    assert "attribution   100.0" in scored.stdout
    assert "words/s" not in scored.stdout


@pytest.mark.parametrize("options", [(), ("--given-spans",)], ids=["found", "given"])
def test_evaluate_speakers(run: Run, tmp_path: Path, options: tuple[str, ...]) -> None:
    """Who speaks is scored end to end and on gold spans, as a table or as JSON."""
    said = GOLD["attributions"][0] | {"cue": [[4, 8]], "speaker": "Lee"}
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(GOLD | {"attributions": [said]}), encoding="utf-8")
    table = run("evaluate", "speakers", gold, *options)
    assert (table.exit_code, table.stderr) == (0, "")
    assert "end_to_end    100.0" in table.stdout
    report = run("evaluate", "speakers", gold, *options, "--json")
    rows = {(r["group"], r["measure"]): r for r in json.loads(report.stdout)["rows"]}
    assert rows["details", "speaker"]["right"] == 1


def test_evaluate_bad_gold(run: Run, tmp_path: Path) -> None:
    """A gold file that can't be read ends with 2 and names line and field."""
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"id": "x", "text": "y", "attributions": [{"content": [[3, 1]]}]}', "utf-8")
    result = run("evaluate", "attributions", gold)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "gold.jsonl:1" in result.stderr
    assert "$.attributions[0].content[0]" in result.stderr


def test_evaluate_with_articles_quarantined(run: Run, tmp_path: Path) -> None:
    """An article that can't be processed is named, and the run ends with 1."""
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(GOLD | {"text": f"Unparsable. {TEXT}"}), encoding="utf-8")
    result = run("evaluate", "attributions", gold)
    assert result.exit_code == 1
    assert "quarantined lee" in result.stderr


@pytest.fixture
def floors(tmp_path: Path) -> Path:
    """Two corpora without floors yet; one is not there."""
    (tmp_path / "gold.jsonl").write_text(json.dumps(GOLD), encoding="utf-8")
    corpora = [
        {"name": "mine", "place": "here", "gold": "gold.jsonl"},
        {"name": "theirs", "place": "shared", "gold": "other.jsonl"},
    ]
    file = tmp_path / "floors.json"
    file.write_text(json.dumps({"corpora": corpora}), encoding="utf-8")
    return file


def pinned(file: Path, **changes: object) -> dict[str, Any]:
    """The first corpus of a floors file, after changing it."""
    content = json.loads(file.read_text("utf-8"))
    content["corpora"][0] |= changes
    file.write_text(json.dumps(content), encoding="utf-8")
    corpus: dict[str, Any] = content["corpora"][0]
    return corpus


def test_the_gate_pins_floors(run: Run, floors: Path) -> None:
    """The first run sets floors, and says which corpus is not there."""
    result = run("evaluate", "gate", floors, "--shared", "nowhere")
    assert result.exit_code == 0
    assert "theirs: left out, nowhere is missing" in result.stderr
    assert pinned(floors)["floors"]["all attribution"] == 99.5


def test_the_gate_shuts(run: Run, floors: Path) -> None:
    """A figure below its floor ends with 1 and leaves the floor; --lower lets it sink."""
    run("evaluate", "gate", floors, "--shared", "nowhere")
    raised = pinned(floors, floors={"all attribution": 100.5})
    result = run("evaluate", "gate", floors, "--shared", "nowhere")
    assert result.exit_code == 1
    assert "floor 100.5  below" in result.stdout
    assert pinned(floors) == raised
    assert run("evaluate", "gate", floors, "--shared", "nowhere", "--lower").exit_code == 0
    assert pinned(floors)["floors"]["all attribution"] == 99.5


def test_the_gate_watches_the_gold(run: Run, floors: Path) -> None:
    """Gold that has changed ends with 1, however good the figures are, until it is pinned."""
    run("evaluate", "gate", floors, "--shared", "nowhere")
    pinned(floors, sha256="another")
    result = run("evaluate", "gate", floors, "--shared", "nowhere")
    assert result.exit_code == 1
    assert "gold.jsonl has changed" in result.stderr
    assert run("evaluate", "gate", floors, "--shared", "nowhere", "--lower").exit_code == 0
    assert pinned(floors)["sha256"] != "another"


def test_evaluate_speed(run: Run, text_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pace, memory and growth are printed."""
    monkeypatch.setattr("quotes.evaluation.speed.load_yardstick", lambda: None)
    monkeypatch.setattr("quotes.evaluation.speed.measure_memory", lambda _: 512.0)
    result = run("evaluate", "speed", text_file, "--rounds", "1", "--growth", "2000")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "5 words, 1 rounds" in result.stdout
    assert "peak memory of onrecord extract: 512 MB" in result.stdout
    assert "times the shortest's" in result.stdout
