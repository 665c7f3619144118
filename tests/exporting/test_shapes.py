"""Rows in the shapes of Quotebank and GDELT."""

from __future__ import annotations

from typing import Any

import msgspec
from store_builders import make_sample

from quotes.exporting import Export, ExportRequest
from quotes.store import Store


def _read(store: Store, **request: Any) -> list[dict[str, Any]]:
    asked = ExportRequest(**({"table": "quotes", "format": "ndjson"} | request))
    with Export(store, asked) as export:
        return [msgspec.json.decode(line) for line in b"".join(export).splitlines()]


def test_quotebank_quotes(store: Store) -> None:
    rows = {row["quotation"]: row for row in _read(store, shape="quotebank")}
    row = rows["the valley would be paid"]
    assert row.pop("quoteID")
    assert row == {
        "quotation": "the valley would be paid",
        "speaker": "Zoë Işık",
        "qids": [],
        "date": "2031-03-02 08:30:00",
        "numOccurrences": 1,
        "probas": [["Zoë Işık", "0.7"], ["None", "0.3"]],
        "urls": ["https://cable.example/dam"],
        "phase": None,
    }
    assert rows["rain was near"]["speaker"] == "None"


def test_quotebank_articles(store: Store) -> None:
    """Offsets count words of the text."""
    rows = {row["articleID"]: row for row in _read(store, table="articles", shape="quotebank")}
    row = rows["dam-cable"]
    words = make_sample()[0].article.text.split()
    assert row["articleLength"] == len(words)
    (name,) = row["names"]
    assert [words[start:end] for start, end in name["offsets"]] == [
        ["Zoë", "Işık,", "the", "water", "minister."],
        ["She"],
    ]
    first, second = row["quotations"]
    assert words[first["quotationOffset"]] == "“We"
    assert second["leftContext"].endswith("She told Radio Norr that ")
    assert second["globalTopSpeaker"] == "Zoë Işık"
    assert second["localProbas"][0] == {"speaker": "Zoë Işık", "qids": [], "proba": 0.7}


def test_gdelt(store: Store) -> None:
    """A row for each quotation, or for each article with its quotations."""
    rows = _read(store, shape="gdelt")
    assert {
        "date": "2030-12-31",
        "url": None,
        "title": None,
        "lang": "en",
        "pre": "A senior official said ",
        "quote": "rain was near",
        "post": ".",
    } in rows
    articles = _read(store, table="articles", shape="gdelt")
    snippets = [each for article in articles for each in article["quotes"]]
    assert snippets == [{name: row[name] for name in ("pre", "quote", "post")} for row in rows]
