"""`onrecord extract`, `parse`, `ingest` and `run`; no models."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builders import TEXT
from click.testing import Result

from quotes.escaping import has_controls
from quotes.records import Attribution
from quotes.store import open_store

Run = Callable[..., Result]


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_extract(run: Run, text_file: Path) -> None:
    """A line of JSON an article: its fields without the text, its attributions and topics."""
    result = run("extract", text_file)
    assert (result.exit_code, result.stderr) == (0, "")
    (row,) = lines(result)
    assert (row["id"], row["language"], len(row["sha256"])) == ("lee", "en", 64)
    assert "text" not in row
    (attribution,) = row["attributions"]
    assert attribution["content"] == [{"start": 14, "end": 21, "text": "they go"}]
    assert attribution["cue"] == [{"start": 4, "end": 8, "text": "said"}]
    assert attribution["source"] == [{"start": 0, "end": 3, "text": "Lee"}]
    assert attribution["speaker"] == {"id": "lee", "name": "Lee", "kind": "person"}
    assert (attribution["type"], attribution["act"]) == ("indirect", "statement")
    assert attribution["evidence"]["rule"] == "clause"
    assert attribution.keys() == set(Attribution.__struct_fields__) - {"speaker_id"}
    assert isinstance(row["topics"], list)


def test_extract_as_tables(run: Run, text_file: Path, tmp_path: Path) -> None:
    """--format table prints what `run` prints, to standard output or to a file."""
    result = run("extract", text_file, "--format", "table")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Who said what to whom" in result.stdout
    assert re.search("Lee +they go", result.stdout)
    assert run("run", text_file, "--no-serve").stdout == result.stdout
    run("extract", text_file, "--format", "table", "--output", tmp_path / "out.txt")
    assert (tmp_path / "out.txt").read_text("utf-8") == result.stdout


def test_options_fill_fields_that_are_not_stated(run: Run, text_file: Path) -> None:
    """--outlet, --published and --url are for articles that state none."""
    options = (
        "--outlet",
        "Vista24",
        "--published",
        "17 Nov 2015 16:05 GMT",
        "--url",
        "https://u.example/1",
    )
    (row,) = lines(run("extract", text_file, *options))
    assert (row["outlet"], row["url"]) == ("Vista24", "https://u.example/1")
    assert row["published"] == "2015-11-17T16:05:00Z"
    stated = json.dumps({"text": TEXT, "outlet": "The Post", "published": "2016-01-02"})
    (row,) = lines(run("extract", "-", *options, stdin=stated))
    assert (row["outlet"], row["published"], row["url"]) == (
        "The Post",
        "2016-01-02",
        "https://u.example/1",
    )


def test_an_option_that_is_no_date(run: Run, text_file: Path) -> None:
    """A bad date ends with 2 and names the option."""
    result = run("extract", text_file, "--published", "soon")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--published" in result.stderr


def test_an_option_that_is_no_web_address(run: Run, text_file: Path) -> None:
    """A URL that could run a script ends with 2 and names the option."""
    result = run("extract", text_file, "--url", "javascript:alert(1)")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--url" in result.stderr


@pytest.mark.parametrize(
    "name",
    [
        "a\x1b[31m",
        "a\nerror: b",
        "a\u202eb",
        "a\x9b1m",
        b"a\xff".decode("utf-8", "surrogateescape"),
    ],
)
@pytest.mark.parametrize("command", ["extract", "ingest"])
def test_names_can_not_act_on_a_terminal(run: Run, tmp_path: Path, name: str, command: str) -> None:
    """Whatever a file is called, what is printed of it moves no cursor and begins no line."""
    (tmp_path / f"{name}.txt").write_text("Unparsable.", encoding="utf-8")
    (tmp_path / f"{name}.jsonl").write_text('{"text": ""}', encoding="utf-8")
    (tmp_path / f"{name}.html").touch()
    result = run(command, tmp_path)
    assert result.exit_code == 1
    printed = result.stdout + result.stderr
    assert result.stderr.count("quarantined") >= 2
    assert not any(has_controls(line) for line in printed.splitlines())
    assert not any(line.startswith("error: b") for line in printed.splitlines())


def test_words_can_not_act_on_a_terminal(run: Run, text_file: Path) -> None:
    """Nor what an article says, in tables for people."""
    fields = {"id": "x", "outlet": "\x1b[2J", "title": "T\x9b", "text": TEXT}
    shown = run("extract", "-", "--format", "table", stdin=json.dumps(fields)).stdout
    assert "x1b[2J" in shown
    assert not any(has_controls(line) for line in shown.splitlines())


def test_unknown_keys_are_named_once(run: Run, tmp_path: Path) -> None:
    """Keys that mean nothing are named once for each file, but for those of our own output."""
    line = json.dumps({"text": TEXT, "colour": 1, "headline": "H"})
    (tmp_path / "n.jsonl").write_text(f"{line}\n{line}", encoding="utf-8")
    result = run("extract", tmp_path / "n.jsonl")
    assert result.exit_code == 0
    assert [row["title"] for row in lines(result)] == ["H", "H"]
    assert result.stderr.count("colour") == 1
    assert "n.jsonl: keys that are not read: colour (2 lines)" in result.stderr
    own = lines(result)[0] | {"text": TEXT}
    assert run("extract", "-", stdin=json.dumps(own)).stderr == ""


def test_extract_keeps_the_order(run: Run, tmp_path: Path) -> None:
    """Articles come in the order of the paths, those of a folder by name."""
    for name in ("b", "a"):
        (tmp_path / f"{name}.txt").write_text(f"{name} {TEXT}", encoding="utf-8")
    assert [row["id"] for row in lines(run("extract", tmp_path))] == ["a", "b"]
    given = run("extract", tmp_path / "b.txt", tmp_path / "a.txt")
    assert [row["id"] for row in lines(given)] == ["b", "a"]


def test_extract_to_a_file(run: Run, text_file: Path, tmp_path: Path) -> None:
    """--output writes the lines to a file and nothing to standard output."""
    to_file = run("extract", text_file, "--output", tmp_path / "out.jsonl")
    assert (to_file.exit_code, to_file.stdout) == (0, "")
    written = (tmp_path / "out.jsonl").read_text(encoding="utf-8")
    assert written == run("extract", text_file).stdout


@pytest.mark.parametrize("command", ["extract", "parse"])
def test_a_file_that_cannot_be_written(run: Run, text_file: Path, command: str) -> None:
    """It ends with 2 and says why, before anything is read."""
    result = run(command, text_file, "--output", "none/out.jsonl")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "none/out.jsonl can't be written: No such file or directory" in result.stderr


def test_extract_from_standard_input(run: Run) -> None:
    """The path "-" reads standard input: a text, or JSON lines with the articles' fields."""
    (row,) = lines(run("extract", "-", stdin=TEXT))
    assert len(row["attributions"]) == 1
    fields = {"id": "x1", "outlet": "Vista24", "title": "Lee", "text": TEXT}
    (row,) = lines(run("extract", "-", stdin=json.dumps(fields) + "\n"))
    assert (row["id"], row["outlet"], row["title"]) == ("x1", "Vista24", "Lee")


@pytest.mark.parametrize("command", ["extract", "parse", "ingest"])
def test_a_missing_path_is_quarantined(run: Run, text_file: Path, command: str) -> None:
    """What can't be read is named on standard error, the rest is done, and the run ends with 1."""
    result = run(command, "nowhere.txt", text_file)
    assert result.exit_code == 1
    assert "nowhere.txt" in result.stderr
    assert "lee" in run("extract", "nowhere.txt", text_file).stdout


def test_an_article_that_fails_is_quarantined(run: Run, text_file: Path, tmp_path: Path) -> None:
    """An article that can't be processed is named on standard error, and the others go on."""
    (tmp_path / "bad.txt").write_text("Unparsable.", encoding="utf-8")
    result = run("extract", tmp_path / "bad.txt", text_file)
    assert result.exit_code == 1
    assert [row["id"] for row in lines(result)] == ["lee"]
    assert "quarantined bad: " in result.stderr
    assert "Unparsable can't be parsed" in result.stderr


def test_parse_as_conllu(run: Run, text_file: Path) -> None:
    """The syntax comes as CoNLL-U, with the words' places in the file."""
    result = run("parse", text_file)
    assert result.exit_code == 0
    rows = [line.split("\t") for line in result.stdout.splitlines() if "\t" in line]
    assert [row[1] for row in rows] == ["Lee", "said", "that", "they", "go", "."]
    assert all(len(row) == 10 for row in rows)
    assert rows[1][9] == "start_char=4|end_char=8"


def test_parse_as_json(run: Run, text_file: Path) -> None:
    """--format json gives the records as they are."""
    (row,) = lines(run("parse", text_file, "--format", "json"))
    assert row["article"]["text"] == TEXT
    assert [token["text"] for token in row["sentences"][0]["tokens"]][:2] == ["Lee", "said"]


def test_ingest(run: Run, text_file: Path, tmp_path: Path) -> None:
    """Articles are stored once; a second run finds them unchanged."""
    first = json.loads(run("ingest", text_file, "--json").stdout)
    assert (first["read"], first["new"], first["attributions"]) == (1, 1, 1)
    assert (tmp_path / "data" / "onrecord.db").is_file()
    second = json.loads(run("ingest", text_file, "--json").stdout)
    assert (second["new"], second["unchanged"]) == (0, 1)
    text_file.write_text(f"{TEXT}\n\nIt rained.", encoding="utf-8")
    assert json.loads(run("ingest", text_file, "--json").stdout)["replaced"] == 1


def test_ingest_of_what_was_withdrawn(run: Run, text_file: Path, tmp_path: Path) -> None:
    """An article that was withdrawn stays away, and is counted so."""
    run("ingest", text_file)
    with open_store(f"sqlite:///{tmp_path / 'data' / 'onrecord.db'}") as store:
        store.articles.withdraw(lines(run("extract", text_file))[0]["id"], "retracted")
    again = json.loads(run("ingest", text_file, "--json").stdout)
    assert (again["new"], again["unchanged"], again["withdrawn"]) == (0, 0, 1)
    assert "1 stay withdrawn" in run("ingest", text_file).stderr


def test_run_prints_who_said_what(run: Run, text_file: Path) -> None:
    """The table has a row for each statement: who, what, where."""
    result = run("run", text_file, "--no-serve")
    assert result.exit_code == 0
    assert "Lee" in result.stdout
    assert "they go" in result.stdout
    assert "1 articles (1 new" in result.stderr
    assert "duplicate" not in result.stderr


def test_duplicates_are_counted_if_there_are_any(run: Run, text_file: Path) -> None:
    """The same file given twice is read once, and the report says so."""
    assert "1 duplicates skipped" in run("ingest", text_file, text_file).stderr


def test_a_data_folder_that_cannot_be_made(run: Run, text_file: Path) -> None:
    """A data folder under a file ends with 2 and says why."""
    result = run("ingest", text_file, "--data-dir", text_file / "data")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "data directory" in result.stderr


def test_a_database_of_another_kind(run: Run, text_file: Path, tmp_path: Path) -> None:
    """A database file that is none ends with 3 and leaves the file as it is."""
    (tmp_path / "data").mkdir()
    file = tmp_path / "data" / "onrecord.db"
    file.write_bytes(b"no database at all, but long enough to be looked at" * 40)
    before = file.read_bytes()
    result = run("ingest", text_file)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "error:" in result.stderr
    assert file.read_bytes() == before


def test_a_table_whose_text_is_not_found(run: Run, tmp_path: Path) -> None:
    """In a folder it is left out, and how to have it read is told."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_text(f'headline,story\nThey go,"{TEXT}"\n')
    result = run("read", folder)
    assert "not read, since no article is in them: 1 .csv" in result.stderr
    assert "--column text=NAME" in result.stderr
    assert json.loads(run("read", folder, "--column", "text=story").stdout)["text"] == TEXT
    (folder / "a.csv").rename(folder / "b.json")
    assert "--column" not in run("read", folder).stderr
