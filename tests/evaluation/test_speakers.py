"""Speakers of predicted attributions against gold ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from builders import FakeParser

from quotes.evaluation.speakers import (
    SpeakersReport,
    evaluate_speakers,
    is_same_name,
    judge_fields,
    read_aliases,
    read_gold,
)

TEXT = "John Kerry said so."
TREE = """John/PROPN/3/nsubj Kerry/PROPN/1/flat said=say/VERB/0/root so/ADV/3/advmod
./PUNCT/3/punct"""
ROW: dict[str, Any] = {
    "source": [[0, 10]],
    "cue": [[11, 15]],
    "content": [[16, 18]],
    "act": "statement",
    "speaker": "John Kerry",
    "speaker_kind": "person",
    "anonymity": None,
}


def report(*rows: dict[str, Any], given_spans: bool = True) -> SpeakersReport:
    parser = FakeParser({TEXT: [TREE]})
    documents = [{"id": "a", "text": TEXT, "attributions": list(rows)}]
    return evaluate_speakers(documents, parser, given_spans=given_spans)


@pytest.mark.parametrize(
    ("wanted", "given", "expected"),
    [
        pytest.param("John Kerry", "john kérry", True, id="accents and case"),
        pytest.param("John Kerry", "Mr. John Kerry", True, id="form of address"),
        pytest.param("John Kerry", "Kerry", True, id="alias"),
        pytest.param("John Kerry", "Ann Kerry", False, id="another"),
        pytest.param(None, None, True, id="nobody"),
        pytest.param(None, "John Kerry", False, id="a false name"),
        pytest.param("John Kerry", None, False, id="no name"),
    ],
)
def test_is_same_name(wanted: str | None, given: str | None, expected: bool) -> None:
    """Names agree without accents, case and forms of address, or by an accepted form."""
    assert is_same_name(wanted, given, {"john kerry": frozenset({"kerry"})}) is expected


@pytest.mark.parametrize(
    ("field", "wanted", "given", "expected"),
    [
        ("role", "energy minister", "the minister", True),
        ("role", "energy minister", "foreign secretary", False),
        ("role", None, None, True),
        ("addressee", "the CNN", {"text": "CNN", "span": [0, 3]}, True),
        ("addressee", "CNN", None, False),
        ("relay", ["CNN"], ["CNN"], True),
        ("relay", ["CNN"], [], False),
        ("setting", [[3, 5]], [[4, 9]], True),
        ("setting", [], [[4, 9]], False),
        ("speaker_kind", "person", "group", False),
    ],
)
def test_judge_fields(field: str, wanted: object, given: object, expected: bool) -> None:
    """Each field is right by its own rule."""
    assert dict(judge_fields({field: wanted}, {field: given}, {})) == {field: expected}


def test_fields_that_gold_leaves_out_are_not_scored() -> None:
    """Only what gold tells is scored."""
    assert dict(judge_fields({}, {"role": "minister"}, {})) == {}


def test_given_spans() -> None:
    """The gold statement's words are resolved; attitudes count nowhere."""
    found = report(ROW, ROW | {"act": "attitude", "speaker": "Ann Lee"})
    assert (found.fields["speaker"].right, found.fields["speaker"].of) == (1, 1)
    assert found.speaker_by_source["name"].of == 1
    assert found.f1 == 100


def test_a_false_name_and_a_mistake_are_told() -> None:
    """A name where gold says nobody counts as false and stands among the mistakes."""
    found = report(ROW | {"speaker": None})
    assert (found.false_names.right, found.false_names.of) == (1, 1)
    assert found.mistakes == [("a", "speaker", "John Kerry", "None but 'John Kerry'")]
    assert any(line.startswith("false names") for line in found.lines())


def test_end_to_end_counts_what_is_missed() -> None:
    """A statement that nothing was found for is missed, and its fields are not scored."""
    found = report(ROW | {"content": [[0, 4]]}, given_spans=False)
    assert found.end_to_end.right == 0
    assert found.end_to_end.of == 1
    assert found.fields["speaker"].of == 0


def test_files(tmp_path: Path) -> None:
    """Documents without speakers are left out; aliases are folded."""
    gold = tmp_path / "gold.jsonl"
    other = {"id": "b", "text": "", "attributions": [{"content": []}]}
    rows = [{"id": "a", "text": TEXT, "attributions": [ROW]}, other]
    gold.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert [document["id"] for document in read_gold(gold)] == ["a"]
    names = tmp_path / "names.json"
    names.write_text('{"Zoë Lee": ["Mrs. Lee"]}', encoding="utf-8")
    assert read_aliases(names) == {"zoe lee": frozenset({"lee"})}
