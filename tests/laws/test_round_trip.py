"""The law of records: what is found in any text is the same after a trip through JSON."""

from __future__ import annotations

import json

import msgspec
import strategies
from builders import FakeParser
from hypothesis import assume, given, settings

from quotes.cli.json_output import encode_extraction
from quotes.pipeline import extract_articles
from quotes.records import Article, Extraction


@given(strategies.texts)
@settings(max_examples=200)
def test_extractions_survive_json(text: str) -> None:
    """An extraction written and read again is equal, for any text that can be written."""
    assume(not any("\ud800" <= c <= "\udfff" for c in text))
    (found,) = extract_articles([Article(id="a", text=text)], FakeParser())
    assert msgspec.json.decode(msgspec.json.encode(found), type=Extraction) == found


@given(strategies.texts)
@settings(max_examples=200)
def test_a_line_of_output_is_one_line(text: str) -> None:
    """A line of `onrecord extract` is JSON without line breaks, whatever the text holds."""
    assume(not any("\ud800" <= c <= "\udfff" for c in text))
    (found,) = extract_articles([Article(id="a", text=text)], FakeParser())
    assert isinstance(found, Extraction)
    line = encode_extraction(found)
    assert b"\n" not in line
    row = json.loads(line)
    assert len(row["attributions"]) == len(found.attributions)
