"""The key of an article and of each quote in it is its place in the one order of everything.

    day (22 bits) | block of the day (28 bits) | quote of the article (13 bits)

Ascending keys are newest first: the day counts backwards from the end of the calendar, articles
without a date come last, the articles of a day follow in the order of arrival, and quotes are in
text order. So one whole number is primary key, order, cursor and row number of the full-text
index, and every list streams in order from whichever index fits its filter. An article takes one
block of 8,192 keys, or several if it has more attributions.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from sqlalchemy import BigInteger, ColumnElement, cast, literal_column

_BLOCK_BITS = 13
_DAY_BITS = 28 + _BLOCK_BITS
_UNDATED = 2**22 - 1

# The number of keys in a block and in a day.
BLOCK = 1 << _BLOCK_BITS
DAY = 1 << _DAY_BITS
LAST_KEY = 2**63 - 1
UNDATED_KEY = _UNDATED * DAY


def find_day_key(published: str | None) -> int:
    """The first key of the day of an ISO 8601 date or time, or of the undated if it can't be read.

    The date is the one that the article prints, whatever its time zone.
    """
    try:
        return make_day_key(date.fromisoformat((published or "")[:10]))
    except ValueError:
        return UNDATED_KEY


def make_day_key(day: date) -> int:
    """The first key of a day."""
    return (_UNDATED - day.toordinal()) * DAY


def find_spoken_days(spoken_at: str | None) -> tuple[date, date] | None:
    """The first and last day of an ISO 8601 time, day, week, month or year; None if it can't be
    read.
    """
    text = (spoken_at or "")[:10]
    try:
        if re.fullmatch(r"\d{4}", text):
            return date(int(text), 1, 1), date(int(text), 12, 31)
        if re.fullmatch(r"\d{4}-\d{2}", text):
            first = date.fromisoformat(f"{text}-01")
            return first, first.replace(day=monthrange(first.year, first.month)[1])
        first = date.fromisoformat(text)
        return first, first + timedelta(days=6) if re.fullmatch(r"\d{4}-W\d{2}", text) else first
    except (ValueError, OverflowError):
        return None


def count_blocks(attributions: int) -> int:
    """The number of blocks that an article with so many attributions takes."""
    return max(1, -(-attributions // BLOCK))


def select_day(key: ColumnElement[int]) -> ColumnElement[int]:
    """The day of a key as `read_day` reads it."""
    return cast(key, BigInteger).op(">>", return_type=BigInteger())(literal_column(str(_DAY_BITS)))


def read_day(day: int | None) -> date | None:
    """The date of a day of `select_day`; None for the undated."""
    if day is None or day == _UNDATED:
        return None
    return date.fromordinal(_UNDATED - day)
