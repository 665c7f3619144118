"""Keys sort in the one order, and a key has the day of its article."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.store.schema.keys import (
    BLOCK,
    DAY,
    LAST_KEY,
    UNDATED_KEY,
    count_blocks,
    find_day_key,
    find_spoken_days,
    make_day_key,
)


@given(st.dates(), st.dates())
def test_later_days_have_lower_keys(first: date, second: date) -> None:
    keys = (make_day_key(first), make_day_key(second))
    assert (first > second) == (keys[0] < keys[1])
    assert abs(keys[0] - keys[1]) >= DAY or first == second
    assert 0 < keys[0] < UNDATED_KEY <= LAST_KEY - DAY + 1


@pytest.mark.parametrize(
    ("published", "key"),
    [
        ("2031-03-02", make_day_key(date(2031, 3, 2))),
        ("2031-03-02T23:30:00-11:00", make_day_key(date(2031, 3, 2))),
        ("2031-02-30", UNDATED_KEY),
        ("yesterday", UNDATED_KEY),
        ("", UNDATED_KEY),
        (None, UNDATED_KEY),
    ],
)
def test_the_day_of_an_article(published: str | None, key: int) -> None:
    assert find_day_key(published) == key


@pytest.mark.parametrize(
    ("spoken_at", "first", "last"),
    [
        ("2015-11-17T10:30", "2015-11-17", "2015-11-17"),
        ("2015-11-17", "2015-11-17", "2015-11-17"),
        ("2015-W47", "2015-11-16", "2015-11-22"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2015", "2015-01-01", "2015-12-31"),
        ("9999-W52", "9999-12-27", None),
        ("soon", None, None),
        ("0000", None, None),
        (None, None, None),
    ],
)
def test_the_days_of_saying(spoken_at: str | None, first: str | None, last: str | None) -> None:
    days = find_spoken_days(spoken_at)
    assert days == (first and last and (date.fromisoformat(first), date.fromisoformat(last)))


@pytest.mark.parametrize(("quotes", "blocks"), [(0, 1), (BLOCK, 1), (BLOCK + 1, 2)])
def test_long_articles_take_more_blocks(quotes: int, blocks: int) -> None:
    assert count_blocks(quotes) == blocks
