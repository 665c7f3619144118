"""The list of what is known to come out wrong: a row for each field, with the reason.

A miss that is not in the list is a loss, one that is gone is a gain: either changes the list, and
so shows in a commit.
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
    """A field of the attribution of a source whose content starts at a character of an article."""

    article: str
    content_start: int
    source: str
    field: str


class Change(NamedTuple):
    """What the list lacked, and what it told that is right now."""

    new: tuple[Miss, ...]
    gone: tuple[Miss, ...]


def read_misses(path: Path) -> dict[Miss, str]:
    """The reason of each miss; nothing where there is no file."""
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
    found = {find_miss(mistake) for mistake in mistakes if mistake.field in FIELDS}
    return Change(tuple(sorted(found - known.keys())), tuple(sorted(known.keys() - found)))


def find_miss(mistake: Mistake) -> Miss:
    """Which field of which attribution the mistake is in."""
    source = " ".join(mistake.source.split())
    return Miss(mistake.article, mistake.content_start, source, mistake.field)


def write_misses(path: Path, known: dict[Miss, str], mistakes: Iterable[Mistake]) -> None:
    """Writes a row for each mistake, with the reason known or `NO_REASON`, in text order."""
    rows = sorted({find_miss(m): m for m in mistakes if m.field in FIELDS}.items())
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(
            file, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None
        )
        writer.writerow(_COLUMNS)
        for miss, mistake in rows:
            told = (_show(mistake.gold), _show(mistake.predicted))
            writer.writerow((*miss, *told, known.get(miss, NO_REASON)))


def _show(value: object) -> str:
    """A field's value in one cell."""
    if isinstance(value, AddresseeText):
        value = value.text
    if isinstance(value, str):
        return " ".join(value.split())
    return msgspec.json.encode(value).decode() if value else "–"
