"""What agencies hold back, on the command line: embargo, withheld, canceled."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from builders import TEXT
from click.testing import Result

from quotes.store import open_store

Run = Callable[..., Result]


def write(folder: Path, name: str, **fields: str) -> Path:
    file = folder / f"{name}.jsonl"
    file.write_text(json.dumps({"id": "lee", "text": TEXT, "published": "2024-05-03"} | fields))
    return file


def list_ids(folder: Path) -> list[str]:
    with open_store(f"sqlite:///{folder}/data/onrecord.db") as store:
        return [article.id for article in store.articles.list().items]


def test_an_article_under_embargo(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`ingest` keeps it; the next command that stores articles after its time shows it."""
    file = write(tmp_path, "sealed", embargoed="2099-05-03T14:00:00+02:00")
    result = run("ingest", file, "--json")
    counts = json.loads(result.stdout)
    assert (result.exit_code, counts["embargoed"], counts["quarantined"]) == (0, 1, 0)
    assert "under embargo until 2099-05-03 12:00:00+00:00: lee" in result.stderr
    assert "they go" not in run("run", file, "--no-serve").stdout
    assert list_ids(tmp_path) == []
    later = datetime(2099, 5, 3, 12, tzinfo=UTC)
    monkeypatch.setattr("quotes.store.write.holding.read_clock", lambda: later)
    run("ingest", "-", stdin=TEXT + " Other.")
    assert sorted(list_ids(tmp_path)) == ["lee", "stdin"]


@pytest.mark.parametrize("command", ["read", "extract", "parse"])
def test_other_commands_leave_it_out(run: Run, tmp_path: Path, command: str) -> None:
    result = run(command, write(tmp_path, "sealed", embargoed="2099-05-03"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "under embargo until 2099-05-04 12:00:00+00:00; `onrecord ingest` keeps" in result.stderr


@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_what_is_held_back_is_withdrawn(run: Run, tmp_path: Path, status: str) -> None:
    """That is no error, and stays so when all is read again."""
    folder = tmp_path / "in"
    folder.mkdir()
    write(folder, "1")
    run("ingest", folder)
    assert list_ids(tmp_path) == ["lee"]
    write(folder, "2", pubstatus=status, published="2024-05-04")
    for _ in range(2):
        # The notice is read before the article that is read with it is stored.
        result = run("ingest", folder, "--json")
        counts = json.loads(result.stdout)
        assert (result.exit_code, counts["held_back"], counts["withdrawn"]) == (0, 1, 1)
        assert list_ids(tmp_path) == []
    assert run("quarantine", "list").stdout.count("\n") == 1


def test_a_status_of_no_article_is_quarantined(run: Run, tmp_path: Path) -> None:
    """Without an id nobody knows whose it is."""
    file = tmp_path / "line.jsonl"
    file.write_text(json.dumps({"text": TEXT, "pubstatus": "canceled"}))
    result = run("ingest", file)
    assert result.exit_code == 1
    assert "canceled by its publisher" in run("quarantine", "list").stdout
