"""`onrecord check`: a claim compared on the command line."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from store_builders import make_sample

from quotes.cli.main import main
from quotes.store import open_store


def test_prints_verdict_and_differences(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 'onrecord.db'}", create=True) as store:
        for extraction in make_sample():
            store.articles.save(extraction)
    words = ["check", "The river cannot wait\x1b[1m", "--speaker", "Işık", "--data-dir"]
    result = CliRunner().invoke(main, [*words, str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert result.output.startswith("altered (")
    assert "negation: claimed “cannot”, printed “nothing”" in result.output
    assert "\x1b" not in result.output


def test_needs_a_database(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["check", "We won it", "--data-dir", str(tmp_path)])
    assert result.exit_code == 3
