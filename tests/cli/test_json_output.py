"""The lines of `onrecord extract`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from quotes.cli.json_output import encode_extraction
from quotes.records import Addressee, Article, Attribution, Evidence, Extraction, Span

TEXT = "She told  CNN she left."


def encode(**fields: Any) -> dict[str, Any]:
    """The only attribution of a line."""
    attribution = Attribution(
        id="x",
        article_id="a",
        content=(Span(14, 22),),
        type="indirect",
        confidence=1.0,
        evidence=Evidence(rule="test", antecedent=(Span(0, 3),)),
        model_version="test",
        **fields,
    )
    article = Article(id="a", text=TEXT, authors=("Ann Lee",), boilerplate=(Span(0, 3),))
    line = json.loads(encode_extraction(Extraction(article=article, attributions=(attribution,))))
    assert line["authors"] == ["Ann Lee"]
    assert line["boilerplate"] == [{"start": 0, "end": 3, "text": "She"}]
    row: dict[str, Any] = line["attributions"][0]
    return row


@pytest.mark.parametrize(
    ("fields", "speaker"),
    [
        pytest.param({}, None, id="nothing known"),
        pytest.param(
            {"speaker_kind": "anonymous"},
            {"id": None, "name": None, "kind": "anonymous"},
            id="kind only",
        ),
        pytest.param(
            {"speaker": "Lee", "speaker_id": "lee", "speaker_kind": "person"},
            {"id": "lee", "name": "Lee", "kind": "person"},
            id="name",
        ),
    ],
)
def test_speaker(fields: dict[str, str], speaker: dict[str, str | None] | None) -> None:
    """The speaker is an object, or null where nothing is known; its kind is beside it, too."""
    row = encode(**fields)
    assert row["speaker"] == speaker
    assert row["speaker_kind"] == fields.get("speaker_kind")
    assert "speaker_id" not in row


def test_spans_have_their_words() -> None:
    """Every span is an object with start, end and text; the addressee has its normalized words."""
    row = encode(addressee=Addressee(text="told CNN", span=Span(4, 13)))
    assert row["content"] == [{"start": 14, "end": 22, "text": "she left"}]
    assert row["addressee"] == {"start": 4, "end": 13, "text": "told CNN"}
    assert row["evidence"]["antecedent"] == [{"start": 0, "end": 3, "text": "She"}]
    assert row["cue"] == row["source"] == row["setting"] == []
