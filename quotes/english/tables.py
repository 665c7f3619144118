"""The shipped tables, read once; each list's origin is told in the README beside it."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

ENGLISH = Path(__file__).resolve().parent
LISTS = ENGLISH / "lists"


@cache
def read_rows(path: Path) -> tuple[dict[str, str], ...]:
    """The rows of a tab-separated file with a header, by column name."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def read_table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `lists/<name>.tsv` by column name."""
    return read_rows(LISTS / f"{name}.tsv")


@cache
def read_column(name: str, key: str, value: str) -> dict[str, str]:
    """One column of a table by another, the key lower-cased."""
    return {row[key].lower(): row[value] for row in read_table(name)}
