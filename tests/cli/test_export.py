"""`onrecord export`: files that are complete or absent, in every format and with every filter."""

from __future__ import annotations

import csv
import gzip
import hashlib
import importlib.util
import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quotes.cli.main import main
from quotes.exporting import FORMATS
from quotes.store import open_store

if "store_builders" not in sys.modules:
    _file = Path(__file__).parents[1] / "store" / "builders.py"
    _spec = importlib.util.spec_from_file_location("store_builders", _file)
    assert _spec
    assert _spec.loader
    _module = importlib.util.module_from_spec(_spec)
    sys.modules["store_builders"] = _module
    _spec.loader.exec_module(_module)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data directory whose database holds the sample."""
    from store_builders import make_sample

    folder = tmp_path / "data"
    with open_store(f"sqlite:///{folder / 'onrecord.db'}", create=True) as store:
        store.articles.save_all(make_sample())
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "out"
    made.mkdir()
    return made


def _run(data_dir: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["export", *arguments, "--data-dir", str(data_dir)])


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_and_its_manifest(data_dir: Path, folder: Path, form: str) -> None:
    """Both are there at the end, and nothing else."""
    if form == "parquet":
        pytest.importorskip("pyarrow")
    file = folder / f"quotes.{form}"
    answer = _run(data_dir, "quotes", "--format", form, "--output", str(file))
    assert answer.exit_code == 0, answer.output
    assert f"{file}: 6 quotes" in answer.stderr
    manifest = json.loads(Path(f"{file}.manifest.json").read_text())
    assert manifest["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert manifest["rows"] == 6
    assert sorted(each.name for each in folder.iterdir()) == [
        file.name,
        f"{file.name}.manifest.json",
    ]
    assert file.stat().st_mode & 0o777 == 0o666 & ~_read_mask()


def _read_mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_every_option(data_dir: Path, folder: Path) -> None:
    """Filters are those of the API."""
    file = folder / "berg.csv.gz"
    answer = _run(
        data_dir, "quotes", "--format", "csv", "--compression", "gzip", "--speaker", "berg",
        "--from-date", "2031-01-01", "--act", "all", "--columns", "speaker_name,text", "--raw",
        "-o", str(file),
    )  # fmt: skip
    assert answer.exit_code == 0, answer.output
    rows = list(csv.reader(io.StringIO(gzip.decompress(file.read_bytes()).decode())))
    assert rows == [["speaker_name", "text"], ["Ola Berg", 'the dam "a wall of debt"']]
    manifest = json.loads(Path(f"{file}.manifest.json").read_text())
    assert manifest["filters"] == {"speaker": "berg", "act": "all", "from-date": "2031-01-01"}
    assert manifest["columns"] == ["speaker_name", "text"]


def test_every_filter_of_the_api_is_an_option(data_dir: Path) -> None:
    answer = _run(
        data_dir, "quotes", "--said-from", "2031-03-01", "--said-to", "2031-03-31",
        "--status", "unreviewed", "--columns", "id,status", "-o", "-",
    )  # fmt: skip
    assert [json.loads(line)["status"] for line in answer.stdout.splitlines()] == ["unreviewed"]
    filters = json.loads(answer.stderr)["filters"]
    assert filters == {
        "said-from": "2031-03-01",
        "said-to": "2031-03-31",
        "status": "unreviewed",
    }


@pytest.mark.parametrize(
    ("name", "form", "compression"),
    [
        ("out.csv", "csv", "none"),
        ("out.csv.gz", "csv", "gzip"),
        ("out.ndjson.zst", "ndjson", "zstd"),
        ("out.txt", "ndjson", "none"),
    ],
)
def test_the_format_follows_from_the_name(
    data_dir: Path, folder: Path, name: str, form: str, compression: str
) -> None:
    """Without --format and --compression, the file's name decides."""
    answer = _run(data_dir, "quotes", "--output", str(folder / name))
    assert answer.exit_code == 0, answer.output
    manifest = json.loads((folder / f"{name}.manifest.json").read_text())
    assert (manifest["format"], manifest["compression"]) == (form, compression)


def test_standard_output(data_dir: Path) -> None:
    """The manifest goes to standard error, so that it can be kept, too."""
    answer = _run(data_dir, "speakers", "--output", "-")
    assert [json.loads(line)["id"] for line in answer.stdout.splitlines()] == [
        "ola-berg",
        "zoë-işık",
    ]
    manifest = json.loads(answer.stderr)
    assert manifest["sha256"] == hashlib.sha256(answer.stdout_bytes).hexdigest()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["quotes", "--columns", "x"], "columns: there is no column 'x'", id="column"),
        pytest.param(
            ["quotes", "--from-date", "soon"],
            "from_date: Invalid date; give it as YYYY-MM-DD",
            id="date",
        ),
        pytest.param(["quotes", "--q", "!"], "q: ", id="filter"),
        pytest.param(["quotes", "--include", "candidates"], "include: name the", id="nobody"),
        pytest.param(["quotes", "--after", "x"], "after: 'x' is there no longer", id="after"),
        pytest.param(["outlets"], "Invalid value for", id="table"),
    ],
)
def test_bad_usage(data_dir: Path, folder: Path, arguments: list[str], message: str) -> None:
    """Wrong usage ends with 2, and leaves no file."""
    answer = _run(data_dir, *arguments, "--output", str(folder / "out"))
    assert answer.exit_code == 2
    assert message in answer.output
    assert list(folder.iterdir()) == []


def test_a_folder_that_is_not_there(data_dir: Path, folder: Path) -> None:
    answer = _run(data_dir, "quotes", "--output", str(folder / "none" / "out"))
    assert answer.exit_code == 2
    assert "can't be written: No such file or directory" in answer.output


def test_killed_at_any_time(data_dir: Path, folder: Path) -> None:
    """The command, killed after ever longer: under the final names is nothing or a whole file."""
    file = folder / "quotes.csv"
    command = [sys.executable, "-m", "quotes.cli", "export", "quotes", "--format", "csv"]
    command += ["--output", str(file), "--data-dir", str(data_dir)]
    from store_builders import make_sample

    whole = len(make_sample())
    for delay in (0.2, 0.6, 1.0, 1.4):
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.kill()
        process.wait(30)
        manifest = Path(f"{file}.manifest.json")
        if manifest.exists():
            described = json.loads(manifest.read_text())
            assert described["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
            assert described["data_version"] == whole
        if file.exists():
            assert len(list(csv.reader(io.StringIO(file.read_bytes().decode())))) == 7
