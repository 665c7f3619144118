"""What web pages state, beside what was read on them: title, authors, time, outlet.

`page_fields.tsv` has a page of scrapinghub's benchmark a line, every third in the order of ids but
for those in other languages: its id, the SHA-256 of its folded headline, the authors ("|" between
them, "-" if it names nobody), the day, or the time with its zone, and the names that its outlet
goes by. What the text around the headline does not show is empty.

The headline is the longest `h1`, taken by program; as the reader prefers that, too, most of the
figure for titles is so by construction. The others were read in the text that the page shows, by
whoever wrote the reader's rules, with its answers beside them, and rules were mended on what was
wrong: none of these figures is of pages that were kept aside.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files

from quotes.folding import fold_name
from quotes.readers.article_fields import ArticleFields
from quotes.records import Record

# Zones are from 12 hours behind to 14 before UTC: a time is of a day if it is so somewhere.
_EARLIEST, _LATEST = timedelta(hours=-14), timedelta(hours=36)
_MINUTE = timedelta(minutes=1)


class FieldCount(Record, frozen=True, kw_only=True):
    """On how many pages a field is known, and on how many of these it is right."""

    known: int
    right: int


class PageLabels(Record, frozen=True, kw_only=True):
    """What was read on a page; None where it does not show it."""

    title_sha256: str | None
    authors: tuple[str, ...] | None
    published: str | None
    outlets: tuple[str, ...] | None


def load_page_labels() -> dict[str, PageLabels]:
    """The labels by the pages' ids."""
    lines = files("quotes.evaluation").joinpath("page_fields.tsv").read_text().splitlines()
    return {
        row["id"]: PageLabels(
            title_sha256=row["title_sha256"] or None,
            authors=_split(row["authors"]),
            published=row["published"] or None,
            outlets=_split(row["outlets"]),
        )
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    }


def count_right(pages: Iterable[tuple[PageLabels, ArticleFields | None]]) -> dict[str, FieldCount]:
    """How many of the pages' fields are right: `title`, `authors` (all of them, and no other),
    `day`, `time` (to the minute, with its zone) and `outlet`.
    """
    known: dict[str, list[bool]] = {f: [] for f in ("title", "authors", "day", "time", "outlet")}
    for labels, fields in pages:
        title, published = (fields.title, fields.published) if fields else (None, None)
        if labels.title_sha256:
            known["title"].append(digest_title(title or "") == labels.title_sha256)
        if labels.authors is not None:
            known["authors"].append(
                _fold_all(fields.authors if fields else ()) == _fold_all(labels.authors)
            )
        if labels.published:
            known["day"].append(_is_same_day(published, labels.published))
            if "T" in labels.published:
                known["time"].append(_is_same_time(published, labels.published))
        if labels.outlets:
            outlet = (fields.outlet if fields else None) or ""
            known["outlet"].append(_fold_all([outlet]) <= _fold_all(labels.outlets))
    return {name: FieldCount(known=len(some), right=sum(some)) for name, some in known.items()}


def digest_title(title: str) -> str:
    """The SHA-256 of a title without case and marks."""
    return hashlib.sha256((fold_name(title) or "").encode()).hexdigest()


def _split(cell: str) -> tuple[str, ...] | None:
    if cell == "-":
        return ()
    return tuple(cell.split("|")) if cell else None


def _fold_all(names: Iterable[str] | None) -> set[str]:
    return {fold_name(name) or "" for name in names or ()}


def _is_same_day(published: str | None, label: str) -> bool:
    if published is None:
        return False
    day = date.fromisoformat(label[:10])
    time = datetime.fromisoformat(published)
    if len(published) == 10:
        return time.date() == day
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    if time.tzinfo is None:
        return time.date() == day
    return _EARLIEST <= time - start < _LATEST


def _is_same_time(published: str | None, label: str) -> bool:
    time = datetime.fromisoformat(published) if published and "T" in published else None
    if time is None or time.tzinfo is None:
        return False
    return abs(time - datetime.fromisoformat(label)) < _MINUTE
