"""The Nth write to a SQLite file fails, for N = 1, 2, … until ingest comes to its end without a
failure: it ends with 3 or goes on, what was acknowledged is there, nothing is half, and the next
run stores the rest.

`ONRECORD_FAULT_ROUNDS` tries every N, and not only some.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
# Writes between two that fail; ingest has about 330. Not tuned.
STEP = 1 if "ONRECORD_FAULT_ROUNDS" in os.environ else 97


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lets writes fail; the tests that use it are skipped where there is no C compiler."""
    compiler = shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("it needs Linux and a C compiler")
    library = tmp_path_factory.mktemp("library") / "failing_writes.so"
    source = FOLDER / "failing_writes.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return library


@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    ("error", "once"),
    [
        pytest.param(errno.ENOSPC, False, id="the disk is full from then on"),
        pytest.param(errno.EIO, True, id="an error of the disk"),
    ],
)
def test_no_failing_write_loses_anything(
    template: Path, tmp_path: Path, library: Path, error: int, once: bool
) -> None:
    words = (FOLDER / "failing_writes.py", template, tmp_path, STEP, error, int(once))
    sweep = subprocess.run(
        [sys.executable, *map(str, words)],
        env=os.environ | {"PYTHONPATH": str(FOLDER.parents[1]), "LD_PRELOAD": str(library)},
        capture_output=True,
        text=True,
    )
    assert sweep.returncode == 0, sweep.stderr[-3000:]
    assert "each without loss" in sweep.stdout
    print(sweep.stdout)
