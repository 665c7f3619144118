"""`onrecord load`: what was extracted elsewhere is stored as if it had been ingested here."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builders import TEXT
from click.testing import Result
from hypothesis import given
from store_builders import extractions

from quotes.cli.json_output import decode_extraction, encode_extraction
from quotes.errors import ArticleError
from quotes.records import Extraction

Run = Callable[..., Result]

# Times of saving differ; nothing else may.
_TIMES = {"changes": ("at", "saved_at", "time"), "events": ("at",)}


def read_rows(folder: Path) -> dict[str, list[Any]]:
    """The rows of every table."""
    (file,) = folder.glob("*.db")
    with sqlite3.connect(file) as connection:
        connection.row_factory = sqlite3.Row
        names = [row[0] for row in connection.execute(
            "SELECT name FROM sqlite_schema"
            " WHERE type = 'table' AND name NOT LIKE '%fts%' AND name NOT LIKE 'sqlite%'"
        )]  # fmt: skip
        return {
            name: sorted(
                repr({key: row[key] for key in row.keys() if key not in _TIMES.get(name, ())})  # noqa: SIM118 -- a Row iterates values
                for row in connection.execute(f"SELECT * FROM {name}")  # noqa: S608 -- a name above
            )
            for name in names
        }


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    file = tmp_path / "news.jsonl"
    rows = [
        {"id": "a", "text": TEXT, "outlet": "Post", "published": "2031-03-01"},
        {"id": "b", "text": f"{TEXT} She went.", "title": "Gone", "authors": ["Zoë Işık"]},
    ]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return file


def test_the_same_rows_as_ingest(run: Run, articles: Path, tmp_path: Path) -> None:
    """And the same again changes nothing."""
    lines = run("extract", articles, "--with-text").stdout
    run("ingest", articles, "--data-dir", tmp_path / "ingested")
    for new in (2, 0):
        result = run("load", "-", "--data-dir", tmp_path / "loaded", "--json", stdin=lines)
        counts = json.loads(result.stdout)
        assert result.exit_code == 0
        assert (counts["read"], counts["new"], counts["unchanged"]) == (2, new, 2 - new)
        assert read_rows(tmp_path / "loaded") == read_rows(tmp_path / "ingested")


def test_models_are_not_loaded(run: Run, articles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("extract", articles, "--with-text", "--output", "out.jsonl")
    monkeypatch.delattr("quotes.parsing.parser.load_parser")
    assert run("load", "out.jsonl").exit_code == 0


def test_bad_lines_are_quarantined(run: Run, articles: Path) -> None:
    """With their number and what to do; the others are stored, so that it can be done again."""
    first, second = run("extract", articles, "--with-text").stdout.splitlines()
    bare = run("extract", articles).stdout.splitlines()[0]
    altered = json.dumps(json.loads(first) | {"text": "Other words."})
    bad = ["{", "[]", bare, altered, first.replace('"start":14', '"start":-1'), second]
    Path("bad.jsonl").write_text("\n".join(bad), encoding="utf-8")
    result = run("load", "bad.jsonl", "missing.jsonl", "--json")
    assert result.exit_code == 1
    counts = json.loads(result.stdout)
    assert (counts["quarantined"], counts["new"]) == (6, 1)
    for number, words in enumerate(
        ("not a line", "no list of attributions", "--with-text", "sha256", "0 <= start"), 1
    ):
        (line,) = [row for row in result.stderr.splitlines() if f"bad.jsonl:{number}:" in row]
        assert words in line
    assert "missing.jsonl" in result.stderr


@given(extractions())
def test_lines_are_read_as_they_were_written(extraction: Extraction) -> None:
    line = encode_extraction(extraction, with_text=True)
    assert decode_extraction(line, path="-", number=1) == extraction


@given(extractions())
def test_lines_without_text_are_no_extractions(extraction: Extraction) -> None:
    with pytest.raises(ArticleError, match="--with-text"):
        decode_extraction(encode_extraction(extraction), path="-", number=1)
