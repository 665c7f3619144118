"""Lines that say when an article appeared: "Published 4:05 PM EST, Tue November 17, 2015"."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from quotes.records import Record

LONGEST_PUBLICATION_LINE = 120

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<{0}>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)"
    r"(?:uary|ruary|ch|il|e|y|ust|tember|ober|ember)?)\.?"
)
_DATE = re.compile(
    rf"\b(?:{_MONTH.format('month_first')}\s+(?P<day_after>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year_a>\d{{4}})"
    rf"|(?P<day_before>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH.format('month_second')},?\s+(?P<year_b>\d{{4}})"
    r"|(?P<year_c>\d{4})-(?P<month_number>\d{2})-(?P<day_c>\d{2}))\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?<![\d:])(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::\d{2})?\s*(?P<half>[ap]\.?m\b\.?)?\s*"
    r"(?P<zone>[A-Z]{2,4}\b)?",
    re.IGNORECASE,
)
# Abbreviations that mean one offset in the news: IST, CST and the like mean several and are left
# out.
ZONES = {
    "GMT": 0, "UTC": 0, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3,
    "EST": -5, "EDT": -4, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
_WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}"
_LABEL = re.compile(
    r"(?P<label>(?:first |originally |last )?(?:published|posted|created|publication date|date)|"
    r"(?:last )?(?:updated|modified|revised))\b[\s:]*(?:on|at)?\b",
    re.IGNORECASE,
)
# What such a line may hold besides date, time and label.
_FILLING = re.compile(
    rf"\b(?:{_WEEKDAY}|at|on|by|and|ago|hours?|minutes?|mins?|days?|weeks?|an?|today|yesterday|noon|midnight|"
    rf"a\.?m|p\.?m|et|ct|pt|mt|local time|[A-Z]{{2,4}}T|GMT|UTC)\b|[\d\W_]",
    re.IGNORECASE,
)
_MONTH_WORD = re.compile(rf"\b{_MONTH.format('any')}\b", re.IGNORECASE)


class PublicationLine(Record, frozen=True, kw_only=True):
    """A line that says when the article appeared or was changed.

    `time` is ISO 8601, with an offset if the line names the zone; None if a part is missing ("3
    hours ago").
    """

    is_update: bool
    time: str | None


def read_publication_line(line: str) -> PublicationLine | None:
    """The date of publication or change that the line states; None for any other line.

    A line without a label ("Published", "Updated") counts only with a full date. Dates in numbers
    are read as year-month-day; 11/12/2015 is ambiguous and is not read.
    """
    if len(line) > LONGEST_PUBLICATION_LINE:
        return None
    label = _LABEL.match(line)
    match = _DATE.search(line)
    rest = _MONTH_WORD.sub("", _LABEL.sub("", line))
    if not (label or match) or _FILLING.sub("", rest):
        return None
    if label and not any(character.isdigit() for character in line):
        return None
    is_update = bool(label and re.search("updated|modified|revised", label["label"], re.IGNORECASE))
    return PublicationLine(is_update=is_update, time=_read_time(line, match) if match else None)


def _read_time(line: str, match: re.Match[str]) -> str | None:
    """The matched date in ISO 8601, with the time of day if the line has one."""
    if month := match["month_first"] or match["month_second"]:
        number = _MONTHS.index(month[:3].lower()) + 1
    else:
        number = int(match["month_number"])
    year = int(match["year_a"] or match["year_b"] or match["year_c"])
    day = int(match["day_after"] or match["day_before"] or match["day_c"])
    try:
        moment = datetime(year, number, day)  # the zone comes below, if the line has one
    except ValueError:
        return None
    clock = _TIME.search(line[: match.start()]) or _TIME.search(line, match.end())
    if clock is None:
        return moment.date().isoformat()
    hour, minute = int(clock["hour"]), int(clock["minute"])
    half = (clock["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    zone = (clock["zone"] or "").upper()
    if hour > 23 or minute > 59 or (zone and zone not in ZONES):
        return moment.date().isoformat()
    moment = moment.replace(hour=hour, minute=minute)
    if zone:
        moment = moment.replace(tzinfo=timezone(timedelta(hours=ZONES[zone])))
    return moment.isoformat(timespec="minutes")
