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
    earlier; two days later; since Monday   2015-11-19   none: they count from somewhere else

A weekday is the latest one that is not after the publication, a month or a day of one without a
year likewise: news leaves the year out while it is the latest. Where the words tell two times, or
more than is understood here, there is no answer.
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
# What makes a phrase tell another time than that of saying, or none that can be named.
_UNCLEAR = re.compile(
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


class SayingTime(NamedTuple):
    """When something was said: an ISO 8601 date, local time or time with offset, or one of reduced
    precision (`2015-W46`, `2015-11`, `2015`), and how precise it is.
    """

    at: str
    precision: SpokenPrecision


class _Stretch(NamedTuple):
    """The days from `first` to `last`, both included, that a phrase may mean."""

    first: date
    last: date
    precision: SpokenPrecision


class _UnclearError(Exception):
    """The words tell no one time."""


def date_saying(phrases: Iterable[str], published: str | None) -> SayingTime | None:
    """When something was said; None if the words leave it open.

    Args:
        phrases: the words that tell the time, as they stand in the article.
        published: the article's date or time in ISO 8601; what can't be read counts as none, and
            then only a time with its year has an answer. Nothing is later than its day.
    """
    try:
        return _read_times("; ".join(phrases), _read_day(published))
    except (_UnclearError, ValueError, OverflowError):  # 31 June, or the year 0
        return None


def _read_times(words: str, published: date | None) -> SayingTime | None:
    told: dict[str, str] = {}
    zone: str | None = None
    for match in _TIME.finditer(words):
        found = {name: value for name, value in match.groupdict().items() if value}
        zone = found.pop("zone", zone)
        for name, value in _name_parts(found):
            if told.setdefault(name, value) != value:
                raise _UnclearError
    if not told or _UNCLEAR.search(_TIME.sub(" ", words)):
        return None
    stretch = _find_stretch(told, published)
    if published is not None and stretch.first > published:
        return None
    return _write(stretch, told.get("clock"), zone)


def _name_parts(found: dict[str, str]) -> Iterable[tuple[str, str]]:
    """The parts of one expression, each under one name and in one spelling."""
    for name, value in found.items():
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


def _find_stretch(told: dict[str, str], published: date | None) -> _Stretch:
    """The days that all parts agree on."""
    stretches = list(_read_stretches(told, published))
    if "month" in told:
        stretches.append(_read_month(told, stretches, published))
    if "weekday" in told:
        stretches.append(_read_weekday(told, stretches, published))
    if not stretches:  # a clock, but of which day?
        raise _UnclearError
    first = max(stretch.first for stretch in stretches)
    last = min(stretch.last for stretch in stretches)
    narrowest = min(stretches, key=lambda stretch: stretch.last - stretch.first)
    if (first, last) != (narrowest.first, narrowest.last):
        raise _UnclearError
    return narrowest


def _read_stretches(told: dict[str, str], published: date | None) -> Iterable[_Stretch]:
    if "iso" in told:
        yield _day(date.fromisoformat(told["iso"]))
    if "year" in told:
        yield _year(int(told["year"]))
    if "near" in told:
        back = _NEAR.index(told["near"])
        yield _day(_known(published) - timedelta(days=back))
    if "unit" in told:
        back = ("this", "last").index(told["which"])
        if told["unit"] == "week" and _known(published).weekday() == 6:
            raise _UnclearError  # on a Sunday the week has just begun or is just ending
        yield _count_back(told["unit"], back, _known(published))
    if "ago" in told:
        count = told["count"]
        number = _NUMBERS.index(count) + 1 if count in _NUMBERS else 1
        yield _count_back(told["ago"], int(count) if count.isdigit() else number, _known(published))


def _count_back(unit: str, count: int, published: date) -> _Stretch:
    if unit in _UNITS:
        day = published - timedelta(days=count * _UNITS[unit])
        return _day(day) if unit == "day" else _week(day)
    if unit == "year":
        return _year(published.year - count)
    months = published.year * 12 + published.month - 1 - count
    return _month(months // 12, months % 12 + 1)


def _read_month(
    told: dict[str, str], stretches: list[_Stretch], published: date | None
) -> _Stretch:
    """A month, or a day of it, of the year that is told, else of the latest that has it."""
    number = [month[:3] for month in _MONTHS].index(told["month"]) + 1
    day = int(told["day"]) if "day" in told else None

    def make(year: int) -> _Stretch:
        return _day(date(year, number, day)) if day else _month(year, number)

    years = [stretch.first.year for stretch in stretches if stretch.precision == "year"]
    if years:
        return make(years[0])
    year = _known(published).year
    this_year = make(year)
    if "last_month" in told and this_year.last < _known(published):
        raise _UnclearError  # "last March" in November: this year's or the year before's
    past = this_year.first <= _known(published) and "last_month" not in told
    return this_year if past else make(year - 1)


def _read_weekday(
    told: dict[str, str], stretches: list[_Stretch], published: date | None
) -> _Stretch:
    number = [day[:3] for day in _DAYS].index(told["weekday"])
    for stretch in stretches:
        if stretch.precision == "day" and stretch.first.weekday() == number:
            return stretch
        if stretch.precision == "week":
            return _day(stretch.first + timedelta(days=number))
    if any(stretch.precision == "day" for stretch in stretches):
        raise _UnclearError  # "Tuesday, 18 November", and the 18th is a Wednesday
    back = (_known(published).weekday() - number) % 7
    if "last_day" in told:
        if 0 < back <= _known(published).weekday():
            raise _UnclearError  # this week's or the week before's
        back = back or 7
    return _day(_known(published) - timedelta(days=back))


def _write(stretch: _Stretch, clock: str | None, zone: str | None) -> SayingTime:
    first = stretch.first
    if stretch.precision == "week":
        year, week, _ = first.isocalendar()
        return SayingTime(f"{year:04}-W{week:02}", "week")
    if stretch.precision != "day" or clock is None:
        length = {"year": 4, "month": 7}.get(stretch.precision, 10)
        return SayingTime(first.isoformat()[:length], stretch.precision)
    moment = datetime.combine(first, _read_clock(clock))
    if zone in ZONES:
        moment = moment.replace(tzinfo=timezone(timedelta(hours=ZONES[zone])))
    return SayingTime(moment.isoformat(timespec="minutes"), "time")


def _read_clock(clock: str) -> time:
    if clock == "noon":
        return time(12)
    hour, minute = re.findall(r"\d{2}" if clock.isdigit() else r"\d+", f"{clock} 00")[:2]
    if "m" not in clock:
        return time(int(hour), int(minute))
    if not 1 <= int(hour) <= 12:
        raise _UnclearError
    return time(int(hour) % 12 + 12 * ("p" in clock), int(minute))


def _read_day(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def _known(published: date | None) -> date:
    if published is None:
        raise _UnclearError
    return published


def _day(day: date) -> _Stretch:
    return _Stretch(day, day, "day")


def _week(day: date) -> _Stretch:
    monday = day - timedelta(days=day.weekday())
    return _Stretch(monday, monday + timedelta(days=6), "week")


def _month(year: int, month: int) -> _Stretch:
    following = date(year + month // 12, month % 12 + 1, 1)
    return _Stretch(date(year, month, 1), following - timedelta(days=1), "month")


def _year(year: int) -> _Stretch:
    return _Stretch(date(year, 1, 1), date(year, 12, 31), "year")
