"""The page of faults names tests that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "faults.md").read_text("utf-8")
ROWS = [
    line.strip("| ").split(" | ")
    for line in PAGE.splitlines()
    if "`tests/" in line and line[0] == "|"
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_fault_has_its_tests(row: list[str]) -> None:
    """A row has four cells; those of databases name a test that is there, or say why none is."""
    assert len(row) == 4
    for cell in row[2:]:
        if cell in ("both", "–"):
            continue
        file, _, name = cell.strip("`").partition("::")
        tree = ast.parse((ROOT / file).read_text("utf-8"))
        names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert name in names, cell


def test_the_page_is_not_empty() -> None:
    """Its rows are found, so that the test above can fail."""
    assert len(ROWS) == len(re.findall(r"^\| (?!fault \|).*\|$", PAGE, re.MULTILINE)) > 20
