"""The list of known errors: a row for each wrong field, with the reason.

A new error, or one that is gone, changes the list and so shows in a commit.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec

from quotes.evaluation.annotations import AddresseeText
from quotes.evaluation.speakers import Mistake

FIELDS = ("speaker", "role", "addressee", "setting", "relay", "anonymity")
NO_REASON = "?"
_COLUMNS = ("article", "content_start", "source", "field", "gold", "predicted", "reason")


class Miss(NamedTuple):
    """A wrong field of the attribution with this source and this first character of content."""

    article: str
    content_start: int
    source: str
    field: str


class Change(NamedTuple):
    """The errors that the list lacks, and those in it that are gone."""

    new: tuple[Miss, ...]
    gone: tuple[Miss, ...]


def read_misses(path: Path) -> dict[Miss, str]:
    """The reason of each miss; {} without a file."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {
            Miss(row["article"], int(row["content_start"]), row["source"], row["field"]): row[
                "reason"
            ]
            for row in rows
        }


def compare_misses(known: dict[Miss, str], mistakes: Iterable[Mistake]) -> Change:
    """How the mistakes differ from the list, in the list's order."""
    misses = {find_miss(mistake) for mistake in mistakes if mistake.field in FIELDS}
    return Change(tuple(sorted(misses - known.keys())), tuple(sorted(known.keys() - misses)))


def find_miss(mistake: Mistake) -> Miss:
    """The row of a mistake."""
    source = " ".join(mistake.source.split())
    return Miss(mistake.article, mistake.content_start, source, mistake.field)


def write_misses(path: Path, known: dict[Miss, str], mistakes: Iterable[Mistake]) -> None:
    """Writes a row for each mistake, with its known reason or `NO_REASON`, in text order."""
    rows = sorted({find_miss(m): m for m in mistakes if m.field in FIELDS}.items())
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(
            file, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None
        )
        writer.writerow(_COLUMNS)
        for miss, mistake in rows:
            values = (_show(mistake.gold), _show(mistake.predicted))
            writer.writerow((*miss, *values, known.get(miss, NO_REASON)))


def _show(value: object) -> str:
    """The value of a field as one cell."""
    if isinstance(value, AddresseeText):
        value = value.text
    if isinstance(value, str):
        return " ".join(value.split())
    return msgspec.json.encode(value).decode() if value else "–"
