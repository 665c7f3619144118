"""`onrecord doctor`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from quotes.errors import ModelError

Run = Callable[..., Result]


def test_doctor_as_json(run: Run) -> None:
    """The report lists each check with its result; it ends with 3 if something is to be mended."""
    result = run("doctor", "--json")
    report = json.loads(result.stdout)
    checks = {check["name"]: check for check in report["checks"]}
    assert {"python", "onrecord", "stanza", "models", "database"} <= checks.keys()
    assert all(check.keys() == {"name", "ok", "detail"} for check in checks.values())
    assert all(check["detail"] for check in checks.values())
    assert result.exit_code == (0 if all(check["ok"] for check in checks.values()) else 3)


def test_doctor_finds_the_database(run: Run, text_file: Path, tmp_path: Path) -> None:
    """A data folder with characters that URLs escape is found by every command."""
    folder = tmp_path / "a%20b"
    assert "not made yet" in run("doctor", "--data-dir", folder).stdout
    run("ingest", text_file, "--data-dir", folder)
    assert (folder / "onrecord.db").is_file()
    assert "not made yet" not in run("doctor", "--data-dir", folder).stdout


def test_doctor_prints_the_whole_path(run: Run, tmp_path: Path) -> None:
    """The database's place is not cut off in a narrow terminal."""
    folder = tmp_path / ("long" * 20) / "end"
    told = "".join(run("doctor", "--data-dir", folder).stdout.split())
    assert f"{folder}/onrecord.db" in told


def test_doctor_without_models(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing models are named with how to mend them, and the rest is checked all the same."""

    def fail() -> None:
        raise ModelError("no models here; reinstall onrecord")

    monkeypatch.setattr("quotes.diagnostics.check_files", fail)
    result = run("doctor")
    assert result.exit_code == 3
    assert "reinstall onrecord" in result.stdout
    assert "database" in result.stdout
    assert not (tmp_path / "data").exists()
