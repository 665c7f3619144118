"""The shipped word lists, read once; each list's origin is told in the README beside it."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

LISTS = Path(__file__).resolve().parent / "lists"


@cache
def read_table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `lists/<name>.tsv` by column name."""
    with (LISTS / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def read_column(name: str, key: str, value: str) -> dict[str, str]:
    """One column of a table by another, the key lower-cased."""
    return {row[key].lower(): row[value] for row in read_table(name)}
