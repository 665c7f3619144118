"""When something was said, as ISO 8601: the words beside the cue read against the article's date.

    words                                   published    answer
    on Tuesday, late Tuesday night          2015-11-19   2015-11-17       day
    at 10:30 a.m. on Tuesday                2015-11-19   2015-11-17T10:30 time
    yesterday                               2015-11-19   2015-11-18       day
    last week                               2015-11-19   2015-W46         week
    earlier this month                      2015-11-19   2015-11          month
    on 17 November                          2016-02-03   2015-11-17       day
    in 2013                                 (none)       2013             year
    last Tuesday                            2015-11-19   none: the 17th to some, the 10th to others
    earlier; two days later; since Monday   2015-11-19   none: they refer to another event

A weekday is the latest one that is not after the publication. So is a month, or a day of a month,
without a year. Where the words name two times, or more than is understood here, the answer is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, timezone
from typing import NamedTuple

from quotes.readers.dates import ZONES
from quotes.records import SpokenPrecision

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
           "october", "november", "december")  # fmt: skip
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
            "eleven", "twelve")  # fmt: skip
_NEAR = ("today", "yesterday", "before_yesterday")
_UNITS = {"day": 1, "week": 7}

# Words are matched with their capitals: "may" and "march" are no months, "the Sun" is a paper.
_WEEKDAY = "|".join(f"{day.capitalize()}|{day.upper()}" for day in _DAYS)
_SHORT_DAY = r"(?:Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\."
_FULL_MONTH = "|".join(f"{month.capitalize()}|{month.upper()}" for month in _MONTHS)
_MONTH = rf"(?:{_FULL_MONTH}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_ORDINAL = r"\d{1,2}(?:st|nd|rd|th)?"
_TIME = re.compile(
    rf"""
      (?P<iso>\b\d{{4}}-\d{{2}}-\d{{2}}\b)
    | (?P<clock>\b(?:\d{{1,2}}(?:[:.]\d{{2}})?\s*[ap]\.?m\b\.?|[01]?\d:\d{{2}}\b
        |2[0-3]:\d{{2}}\b|noon\b|\d{{4}}(?=\s*(?:GMT|UTC)\b)))
      (?:\s*(?P<zone>[A-Z]{{2,4}})\b)?
    | (?P<day_first>\b{_ORDINAL})\s+(?:of\s+)?(?P<month_after>{_MONTH})(?![\w])
    | (?<![\w])(?P<month_before>{_MONTH})\s+(?P<day_after>{_ORDINAL})\b(?!\s*[-–:])
    | (?:(?P<last_month>\b[Ll]ast)\s+)?\b(?P<month>{_FULL_MONTH}|{_MONTH}(?<=\.))(?![\w])
    | (?<![\d.,$£€])(?P<year>1[5-9]\d\d|20\d\d)\b(?!s|[,.:]\d|\s*[-–]\s*\d)
    | (?<!Super\ )(?<!Black\ )(?<!Good\ )(?<!Bloody\ )
      (?:(?P<last_day>\b[Ll]ast)\s+)?\b(?P<weekday>(?:{_WEEKDAY})\b|{_SHORT_DAY})
    | (?i:\b(?:
        (?P<before_yesterday>day\s+before\s+yesterday)
      | (?P<yesterday>yesterday|last\s+night)
      | (?P<today>today|tonight|this\s+(?:morning|afternoon|evening))
      | (?P<which>this|last)\s+(?P<unit>week|month|year)
      | (?<!-)(?P<count>an?|\d{{1,2}}|{"|".join(_NUMBERS)})\s+(?P<ago>day|week|month|year)s?\s+ago
      )\b)
    """,
    re.VERBOSE,
)
# Words by which a phrase means another time than that of speaking, or none that has a date.
_OTHER_WORDS = re.compile(
    r"""\d | \b(?:
    since | until | till | before | after | by | from | between | through | than | to | ago
    | last | next | previous | following | coming | tomorrow | past | or | nor | not | never
    | every | each | most | some | any | other | almost | nearly | about | around | over | more
    | less | least | several | few | half | midnight | overnight | weekends? | spring | summer
    | autumn | fall | winter | minutes? | hours? | days? | weeks? | months? | years?
    | decades? | century | centuries
    | mondays? | tuesdays? | wednesdays? | thursdays? | fridays? | saturdays? | sundays?
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)


class SpokenTime(NamedTuple):
    """When something was said: `at` in ISO 8601 as precise as `precision` says.

    It is a date, a local time, a time with offset, a week (`2015-W46`), a month (`2015-11`) or a
    year.
    """

    at: str
    precision: SpokenPrecision


class _DateRange(NamedTuple):
    """The days from `first` to `last`, both included, that a phrase may mean."""

    first: date
    last: date
    precision: SpokenPrecision


class _AmbiguousTimeError(Exception):
    """The words name no single time."""


def resolve_spoken_time(phrases: Iterable[str], published: str | None) -> SpokenTime | None:
    """When something was said; None if the words name no single time.

    Args:
        phrases: the words that name the time, as they stand in the article.
        published: the article's date or time in ISO 8601; what can't be read is taken for None.
            Without it, only a time with its year has an answer. No answer is later than its day.
    """
    try:
        return _read_times("; ".join(phrases), _read_day(published))
    except (_AmbiguousTimeError, ValueError, OverflowError):  # 31 June, or the year 0
        return None


def _read_times(words: str, published: date | None) -> SpokenTime | None:
    parts: dict[str, str] = {}
    zone: str | None = None
    for match in _TIME.finditer(words):
        groups = {name: value for name, value in match.groupdict().items() if value}
        zone = groups.pop("zone", zone)
        for name, value in _normalize_parts(groups):
            if parts.setdefault(name, value) != value:
                raise _AmbiguousTimeError
    if not parts or _OTHER_WORDS.search(_TIME.sub(" ", words)):
        return None
    dates = _find_range(parts, published)
    if published is not None and dates.first > published:
        return None
    return _write(dates, parts.get("clock"), zone)


def _normalize_parts(groups: dict[str, str]) -> Iterable[tuple[str, str]]:
    """The parts of one expression, each under one name and in one spelling."""
    for name, value in groups.items():
        plain = " ".join(value.casefold().split()).strip(".")
        if name in ("month", "month_after", "month_before"):
            yield "month", plain[:3]
        elif name in ("day_first", "day_after"):
            yield "day", str(int(re.sub(r"\D", "", plain)))
        elif name == "weekday":
            yield name, plain[:3]
        elif name in (
            "unit",
            "ago",
            "which",
            "count",
            "last_day",
            "last_month",
            "clock",
            "year",
            "iso",
        ):
            yield name, plain
        else:
            yield "near", name


def _find_range(parts: dict[str, str], published: date | None) -> _DateRange:
    """The days that all parts have in common; the narrowest of their ranges."""
    ranges = list(_read_ranges(parts, published))
    if "month" in parts:
        ranges.append(_read_month(parts, ranges, published))
    if "weekday" in parts:
        ranges.append(_read_weekday(parts, ranges, published))
    if not ranges:  # a clock, but of which day?
        raise _AmbiguousTimeError
    first = max(dates.first for dates in ranges)
    last = min(dates.last for dates in ranges)
    narrowest = min(ranges, key=lambda dates: dates.last - dates.first)
    if (first, last) != (narrowest.first, narrowest.last):
        raise _AmbiguousTimeError
    return narrowest


def _read_ranges(parts: dict[str, str], published: date | None) -> Iterable[_DateRange]:
    if "iso" in parts:
        yield _day(date.fromisoformat(parts["iso"]))
    if "year" in parts:
        yield _year(int(parts["year"]))
    if "near" in parts:
        back = _NEAR.index(parts["near"])
        yield _day(_require(published) - timedelta(days=back))
    if "unit" in parts:
        back = ("this", "last").index(parts["which"])
        if parts["unit"] == "week" and _require(published).weekday() == 6:
            raise _AmbiguousTimeError  # on a Sunday the week has just begun or is just ending
        yield _count_back(parts["unit"], back, _require(published))
    if "ago" in parts:
        count = parts["count"]
        number = _NUMBERS.index(count) + 1 if count in _NUMBERS else 1
        yield _count_back(
            parts["ago"], int(count) if count.isdigit() else number, _require(published)
        )


def _count_back(unit: str, count: int, published: date) -> _DateRange:
    if unit in _UNITS:
        day = published - timedelta(days=count * _UNITS[unit])
        return _day(day) if unit == "day" else _week(day)
    if unit == "year":
        return _year(published.year - count)
    months = published.year * 12 + published.month - 1 - count
    return _month(months // 12, months % 12 + 1)


def _read_month(
    parts: dict[str, str], ranges: list[_DateRange], published: date | None
) -> _DateRange:
    """A month, or a day of it, of the year that is named, else of the latest year that fits."""
    number = [month[:3] for month in _MONTHS].index(parts["month"]) + 1
    day = int(parts["day"]) if "day" in parts else None

    def make(year: int) -> _DateRange:
        return _day(date(year, number, day)) if day else _month(year, number)

    years = [dates.first.year for dates in ranges if dates.precision == "year"]
    if years:
        return make(years[0])
    year = _require(published).year
    this_year = make(year)
    if "last_month" in parts and this_year.last < _require(published):
        raise _AmbiguousTimeError  # "last March" in November: this year's or the year before's
    past = this_year.first <= _require(published) and "last_month" not in parts
    return this_year if past else make(year - 1)


def _read_weekday(
    parts: dict[str, str], ranges: list[_DateRange], published: date | None
) -> _DateRange:
    number = [day[:3] for day in _DAYS].index(parts["weekday"])
    for dates in ranges:
        if dates.precision == "day" and dates.first.weekday() == number:
            return dates
        if dates.precision == "week":
            return _day(dates.first + timedelta(days=number))
    if any(dates.precision == "day" for dates in ranges):
        raise _AmbiguousTimeError  # "Tuesday, 18 November", and the 18th is a Wednesday
    back = (_require(published).weekday() - number) % 7
    if "last_day" in parts:
        if 0 < back <= _require(published).weekday():
            raise _AmbiguousTimeError  # this week's or the week before's
        back = back or 7
    return _day(_require(published) - timedelta(days=back))


def _write(dates: _DateRange, clock: str | None, zone: str | None) -> SpokenTime:
    first = dates.first
    if dates.precision == "week":
        year, week, _ = first.isocalendar()
        return SpokenTime(f"{year:04}-W{week:02}", "week")
    if dates.precision != "day" or clock is None:
        length = {"year": 4, "month": 7}.get(dates.precision, 10)
        return SpokenTime(first.isoformat()[:length], dates.precision)
    moment = datetime.combine(first, _read_clock(clock))
    if zone in ZONES:
        moment = moment.replace(tzinfo=timezone(timedelta(hours=ZONES[zone])))
    return SpokenTime(moment.isoformat(timespec="minutes"), "time")


def _read_clock(clock: str) -> time:
    if clock == "noon":
        return time(12)
    hour, minute = re.findall(r"\d{2}" if clock.isdigit() else r"\d+", f"{clock} 00")[:2]
    if "m" not in clock:
        return time(int(hour), int(minute))
    if not 1 <= int(hour) <= 12:
        raise _AmbiguousTimeError
    return time(int(hour) % 12 + 12 * ("p" in clock), int(minute))


def _read_day(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def _require(published: date | None) -> date:
    if published is None:
        raise _AmbiguousTimeError
    return published


def _day(day: date) -> _DateRange:
    return _DateRange(day, day, "day")


def _week(day: date) -> _DateRange:
    monday = day - timedelta(days=day.weekday())
    return _DateRange(monday, monday + timedelta(days=6), "week")


def _month(year: int, month: int) -> _DateRange:
    following = date(year + month // 12, month % 12 + 1, 1)
    return _DateRange(date(year, month, 1), following - timedelta(days=1), "month")


def _year(year: int) -> _DateRange:
    return _DateRange(date(year, 1, 1), date(year, 12, 31), "year")
