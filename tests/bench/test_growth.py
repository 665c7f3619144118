"""The benchmark of growth runs; its figures are not tested."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

GROWTH = Path(__file__).parents[2] / "bench" / "growth"


def test_it_prints_a_row_for_each_size(tmp_path: Path) -> None:
    options = ("--sizes", "5,20", "--measured", "2", "--folder", tmp_path)
    done = subprocess.run(
        [sys.executable, GROWTH, *map(str, options)],
        capture_output=True, text=True, check=True, cwd=GROWTH.parents[1],
    )  # fmt: skip
    header, _, *rows = done.stdout.splitlines()
    assert [row.split("|")[1].strip() for row in rows] == ["5", "20"]
    assert all(row.count("|") == header.count("|") for row in rows)
    assert list(tmp_path.iterdir()) == []
