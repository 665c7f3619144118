"""Exports are files that are complete or absent."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from quotes.exporting import Export, ExportRequest, save_export
from quotes.exporting.files import UNFINISHED
from quotes.store import Store, open_store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "out"
    made.mkdir()
    return made


def _save(data_dir: Path, file: Path) -> None:
    with (
        open_store(f"sqlite:///{data_dir / 'onrecord.db'}") as store,
        Export(store, ExportRequest(table="quotes", format="ndjson")) as export,
    ):
        save_export(export, file)


def test_an_export_that_breaks_off_leaves_the_one_before(store: Store, folder: Path) -> None:
    """The file and manifest of the last time stay, and fit each other."""
    file = folder / "quotes.ndjson"
    with Export(store, ExportRequest(table="quotes", format="ndjson")) as export:
        save_export(export, file)
    before = {each: each.read_bytes() for each in folder.iterdir()}

    class Broken(Export):
        def __next__(self) -> bytes:
            super().__next__()
            raise KeyboardInterrupt

    with (
        Broken(store, ExportRequest(table="quotes", format="csv")) as export,
        pytest.raises(KeyboardInterrupt),
    ):
        save_export(export, file)
    assert {each: each.read_bytes() for each in folder.iterdir()} == before


_SLOW = """
import sys, time
from pathlib import Path
from quotes.exporting import Export, ExportRequest, save_export
from quotes.store import open_store

class Slow(Export):
    def __next__(self):
        chunk = super().__next__()
        print("chunk", flush=True)
        time.sleep(60)
        return chunk

with open_store(sys.argv[1]) as store:
    with Slow(store, ExportRequest(table="quotes", format="ndjson")) as export:
        save_export(export, Path(sys.argv[2]))
"""


def test_a_killed_export_leaves_nothing_under_its_name(data_dir: Path, folder: Path) -> None:
    """After SIGKILL there is no file and no manifest; the next export removes what is left."""
    file = folder / "quotes.ndjson"
    url = f"sqlite:///{data_dir / 'onrecord.db'}"
    process = subprocess.Popen(
        [sys.executable, "-c", _SLOW, url, str(file)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    with process.stdout as said:
        assert said.readline() == "chunk\n"
        process.send_signal(signal.SIGKILL)
        assert process.wait(30) == -signal.SIGKILL
    (left,) = folder.iterdir()
    assert left.name.endswith(UNFINISHED)
    _save(data_dir, file)
    assert len(file.read_text().splitlines()) == 6
    assert {each.name for each in folder.iterdir()} == {file.name, f"{file.name}.manifest.json"}


def test_an_export_keeps_the_unfinished_files_of_others(
    store: Store, data_dir: Path, folder: Path
) -> None:
    """It removes no unfinished file of a living process or of another name; of two exports to the
    same place both succeed, and the last one stays.
    """
    file = folder / "quotes.ndjson"
    others = [folder / f".{file.name}{UNFINISHED}", folder / f".other.abcd1234{UNFINISHED}"]
    for other in others:
        other.write_bytes(b"")

    class Meanwhile(Export):
        def __next__(self) -> bytes:
            chunk = super().__next__()
            _save(data_dir, file)
            return chunk

    with Meanwhile(store, ExportRequest(table="quotes", format="ndjson")) as export:
        save_export(export, file)
    names = {file.name, f"{file.name}.manifest.json", *(other.name for other in others)}
    assert {each.name for each in folder.iterdir()} == names
