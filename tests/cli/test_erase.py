"""`onrecord erase`: nothing without --yes; what goes, what stays, and the proof."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result
from store_builders import make_sample

from quotes.cli.json_output import encode_extraction
from quotes.cli.main import main
from quotes.store import open_store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_store(f"sqlite:///{tmp_path / 'onrecord.db'}", create=True) as store:
        store.articles.save_all(make_sample())
    return tmp_path


def erase(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["erase", *words, "--data-dir", str(folder)])


def test_a_dry_run(folder: Path) -> None:
    result = erase(folder, "speaker", "Ola Berg")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert [line.split("\t")[0] for line in lines] == [
        "speaker", "quote", "quote", "reviews", "decisions", "text stays", "text stays",
    ]  # fmt: skip
    assert "nothing was changed" in result.stderr
    with open_store(f"sqlite:///{folder / 'onrecord.db'}") as store:
        assert store.speakers.get("ola-berg").head.quotes == 2


def test_it_is_erased_and_proved(folder: Path) -> None:
    result = erase(folder, "speaker", "ola-berg", "--yes")
    assert result.exit_code == 0
    assert "no trace is left" in result.stderr
    assert "in what stays: 2 of articles.text" in result.stderr
    again = erase(folder, "speaker", "ola-berg", "--yes")
    assert again.exit_code == 2
    assert "the speaker 'ola-berg' was erased" in again.stderr


def test_json(folder: Path) -> None:
    result = erase(folder, "article", "undated", "--yes", "--json")
    body = msgspec.json.decode(result.stdout)
    assert body["erasure"]["articles"] == ["undated"]
    assert body["proof"]["found"] == []


def test_loading_it_again_is_refused_and_said(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "again.jsonl"
    file.write_bytes(encode_extraction(make_sample()[2], with_text=True) + b"\n")
    erase(folder, "article", "undated", "--yes")
    result = CliRunner().invoke(main, ["load", str(file), "--data-dir", str(folder)])
    assert result.exit_code == 0
    assert "erased, not stored: undated" in result.stderr
    assert "1 erased" in result.stderr


def test_who_is_not_known(folder: Path) -> None:
    assert erase(folder, "article", "nothing").exit_code == 2
    result = erase(folder, "speaker", "berg")
    assert result.exit_code == 2
    assert "give an id, or a full name" in result.stderr
