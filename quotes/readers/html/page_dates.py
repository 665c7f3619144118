"""When a page's article appeared: as it states, as it shows, or as its address says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quotes.readers.dates import LONGEST_PUBLICATION_LINE, read_publication_line
from quotes.readers.html.page_cleaning import read_short
from quotes.readers.publication_dates import normalize_published

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
_DAY = re.compile(
    r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2]|"
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[/-]([0-3]?\d)(?=[/-])"
    r"|[-/]((?:19|20)\d\d)([01]\d)([0-3]\d)(?=/?$|\.html?$)",
    re.IGNORECASE,
)
# Words in the class, id or property of what shows the date of the article, and not another one.
_SHOWN = re.compile(r"date|time|publish|posted", re.IGNORECASE)
_NOT_SHOWN = re.compile(r"comment|related|modif|updat|calendar|\bbio\b|sidebar", re.IGNORECASE)


def read_date(value: str | None) -> str | None:
    """ISO 8601; common faults (a space for T, "+0100") are read, too."""
    if not value:
        return None
    value = re.sub(r"^(\d{4}-\d\d-\d\d) (?=\d\d:)", r"\1T", value.strip())
    value = re.sub(r"(T[\d:.]+) ?([+-]\d\d):?(\d\d)$", r"\1\2:\3", value)
    published = normalize_published(value.replace(" UTC", "Z"))
    # Systems write the first day that they know where nobody gave one.
    return None if published is None or published < "1700" else published


def find_date(tree: HtmlElement, url: str | None) -> str | None:
    """The date where the page states none: of the first `<time>`, as it is shown, in the address.

    A page shows its article's date before those of others.
    """
    return _find_time(tree) or _find_shown(tree) or _find_day(url)


def _find_time(tree: HtmlElement) -> str | None:
    for element in tree.iter("time"):
        if published := read_date(element.get("datetime")):
            return published
    return None


def _find_shown(tree: HtmlElement) -> str | None:
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in ("meta", "script", "style", "body"):
            continue
        names = " ".join(element.get(name) or "" for name in ("class", "id", "itemprop"))
        if not _SHOWN.search(names) or _NOT_SHOWN.search(names):
            continue
        words = read_short(element, LONGEST_PUBLICATION_LINE)
        line = read_publication_line(words) if words else None
        if line is not None and line.time is not None and not line.is_update:
            return line.time
    return None


def _find_day(url: str | None) -> str | None:
    """The day in an address, such as "/2024/05/03/" or "/2024/may/03/"."""
    match = _DAY.search(url or "")
    if match is None:
        return None
    year, month, day = filter(None, match.groups())
    number = month if month.isdigit() else str(_MONTHS.find(month.lower()) // 3 + 1)
    return normalize_published(f"{year}-{number:0>2}-{day:0>2}")
