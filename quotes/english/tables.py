"""The shipped tables, read once; each list's origin is told in the README beside it."""

from __future__ import annotations

import csv
from functools import cache
from io import StringIO
from pathlib import Path

import msgspec

from quotes.english.manifest import ENGLISH, read_shipped


@cache
def read_rows(path: Path) -> tuple[dict[str, str], ...]:
    """The rows of a shipped tab-separated file with a header, by column name.

    Raises:
        ModelError: the file is missing or altered.
    """
    text = StringIO(read_shipped(path).decode("utf-8"), newline="")
    return tuple(csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE))


def read_lines(path: Path) -> list[str]:
    """The lines of a shipped table that are neither empty nor comments (`#`).

    Raises:
        ModelError: the file is missing or altered.
    """
    lines = read_shipped(path).decode("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def read_weights(path: Path) -> dict[str, float]:
    """The weights of a shipped JSON file by their names.

    Raises:
        ModelError: the file is missing or altered.
    """
    return msgspec.json.decode(read_shipped(path), type=dict[str, float])


def read_table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `lists/<name>.tsv` by column name."""
    return read_rows(ENGLISH / "lists" / f"{name}.tsv")


@cache
def read_column(name: str, key: str, value: str) -> dict[str, str]:
    """One column of a table by another, the key lower-cased."""
    return {row[key].lower(): row[value] for row in read_table(name)}
