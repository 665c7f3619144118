"""When something was said: words and the article's date give an ISO 8601 time, or none."""

from __future__ import annotations

from calendar import day_name
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.speakers.spoken_time import resolve_spoken_time

THURSDAY = "2015-11-19"
SUNDAY = "2015-11-22T08:00:00+01:00"


def row(words: str, published: str | None, expected: str | None) -> object:
    return pytest.param(words, published, expected, id=f"{words} | {published}")


@pytest.mark.parametrize(
    ("words", "published", "expected"),
    [
        row("on Tuesday", THURSDAY, "2015-11-17 day"),
        row("Monday night", THURSDAY, "2015-11-16 day"),
        row("late on Tuesday", "2015-11-19T23:30:00Z", "2015-11-17 day"),
        row("on Thursday", THURSDAY, "2015-11-19 day"),
        row("Friday", THURSDAY, "2015-11-13 day"),
        row("as late as Monday evening", THURSDAY, "2015-11-16 day"),
        row("in Tuesday's debate", THURSDAY, "2015-11-17 day"),
        row("On Tuesday at the White House", THURSDAY, "2015-11-17 day"),
        row("for the first time on Tuesday", THURSDAY, "2015-11-17 day"),
        row("Tues.", THURSDAY, "2015-11-17 day"),
        row("TUESDAY", THURSDAY, "2015-11-17 day"),
        row("last Friday", THURSDAY, "2015-11-13 day"),
        row("last Thursday", THURSDAY, "2015-11-12 day"),
        row("last Tuesday", THURSDAY, None),
        row("on Tuesday", None, None),
        row("on Tuesday", "soon", None),
        row("yesterday", THURSDAY, "2015-11-18 day"),
        row("last night", THURSDAY, "2015-11-18 day"),
        row("the day before yesterday", THURSDAY, "2015-11-17 day"),
        row("earlier today", THURSDAY, "2015-11-19 day"),
        row("this morning", THURSDAY, "2015-11-19 day"),
        row("two days ago", THURSDAY, "2015-11-17 day"),
        row("3 days ago", "2015-03-01", "2015-02-26 day"),
        row("last week", THURSDAY, "2015-W46 week"),
        row("earlier this week", THURSDAY, "2015-W47 week"),
        row("a week ago", "2016-01-04", "2015-W53 week"),
        row("last week", SUNDAY, None),
        row("Monday of last week", THURSDAY, "2015-11-09 day"),
        row("Friday this week", THURSDAY, None),
        row("earlier this month", THURSDAY, "2015-11 month"),
        row("last month", "2016-01-05", "2015-12 month"),
        row("four months ago", "2016-01-05", "2015-09 month"),
        row("in March", THURSDAY, "2015-03 month"),
        row("in November", THURSDAY, "2015-11 month"),
        row("in December", THURSDAY, "2014-12 month"),
        row("in Dec.", THURSDAY, "2014-12 month"),
        row("in early November 2013", None, "2013-11 month"),
        row("in March of last year", THURSDAY, "2014-03 month"),
        row("in March this year", THURSDAY, "2015-03 month"),
        row("last December", THURSDAY, "2014-12 month"),
        row("last November", THURSDAY, "2014-11 month"),
        row("last March", THURSDAY, None),
        row("last year", THURSDAY, "2014 year"),
        row("two years ago", THURSDAY, "2013 year"),
        row("in 2013", None, "2013 year"),
        row("in 2013", THURSDAY, "2013 year"),
        row("in 2017", THURSDAY, None),
        row("on 17 November", "2016-02-03", "2015-11-17 day"),
        row("on 17 November", THURSDAY, "2015-11-17 day"),
        row("on 20 November", THURSDAY, "2014-11-20 day"),
        row("on 17 November", None, None),
        row("on the 17th of November", THURSDAY, "2015-11-17 day"),
        row("on 17 November 2015", None, "2015-11-17 day"),
        row("on Nov. 17, 2015", None, "2015-11-17 day"),
        row("in a Jan. 5 letter", THURSDAY, "2015-01-05 day"),
        row("on Sept 3", THURSDAY, "2015-09-03 day"),
        row("on 2015-11-17", None, "2015-11-17 day"),
        row("on Tuesday, 17 November", THURSDAY, "2015-11-17 day"),
        row("on Tuesday, Nov. 17, 2015", None, "2015-11-17 day"),
        row("on Wednesday, 17 November", THURSDAY, None),
        row("on 29 February", "2017-03-01", None),
        row("on 31 June", THURSDAY, None),
        row("at 10:30 a.m. on Tuesday", THURSDAY, "2015-11-17T10:30 time"),
        row("at 9pm Tuesday", THURSDAY, "2015-11-17T21:00 time"),
        row("at 12.05 am on Tuesday", THURSDAY, "2015-11-17T00:05 time"),
        row("at noon yesterday", THURSDAY, "2015-11-18T12:00 time"),
        row("at 17:45 on Tuesday", THURSDAY, "2015-11-17T17:45 time"),
        row("at 1600 GMT on Tuesday", THURSDAY, "2015-11-17T16:00+00:00 time"),
        row("at 10:30 a.m. EST on Tuesday", THURSDAY, "2015-11-17T10:30-05:00 time"),
        row("at 10:30 a.m. ET on Tuesday", THURSDAY, "2015-11-17T10:30 time"),
        row("at 10:30 a.m.", THURSDAY, None),
        row("at 99:30 on Tuesday", THURSDAY, None),
        row("in March and again in June", THURSDAY, None),
        row("Monday and Tuesday", THURSDAY, None),
        row("between Monday and Wednesday", THURSDAY, None),
        row("since Monday", THURSDAY, None),
        row("after Tuesday's vote", THURSDAY, None),
        row("on Tuesdays", THURSDAY, None),
        row("every Tuesday", THURSDAY, None),
        row("on Super Tuesday", THURSDAY, None),
        row("in the Sun", THURSDAY, None),
        row("two days later", THURSDAY, None),
        row("two days later, on Tuesday", THURSDAY, None),
        row("the next day", THURSDAY, None),
        row("that morning", THURSDAY, None),
        row("By evening", THURSDAY, None),
        row("next week", THURSDAY, None),
        row("tomorrow", THURSDAY, None),
        row("Twenty-two years ago", THURSDAY, None),
        row("several days ago", THURSDAY, None),
        row("more than two years ago", THURSDAY, None),
        row("in the 1990s", THURSDAY, None),
        row("in 2013-14", THURSDAY, None),
        row("on Nov. 17-18", THURSDAY, None),
        row("on 11/12/2015", THURSDAY, None),
        row("earlier", THURSDAY, None),
        row("", THURSDAY, None),
    ],
)
def test_times_of_saying(words: str, published: str | None, expected: str | None) -> None:
    """The answer is as precise as the words; where they leave it open there is none."""
    found = resolve_spoken_time([words] if words else [], published)
    assert (found and " ".join(found)) == expected


@pytest.mark.parametrize(
    ("phrases", "expected"),
    [
        pytest.param(["earlier", "on Tuesday"], "2015-11-17", id="a word that tells nothing"),
        pytest.param(["this week", "on Tuesday"], "2015-11-17", id="the closer one"),
        pytest.param(["in 2013", "in March"], "2013-03", id="parts of one"),
        pytest.param(["on Tuesday", "on Monday"], None, id="two times"),
        pytest.param(["in 2013", "on Tuesday"], None, id="against each other"),
        pytest.param(["on Tuesday", "two years later"], None, id="one not understood"),
    ],
)
def test_several_phrases_tell_one_time(phrases: list[str], expected: str | None) -> None:
    """All the phrases must agree."""
    found = resolve_spoken_time(phrases, THURSDAY)
    assert (found and found.at) == expected


_PIECES = [
    "on", "Tuesday", "Monday", "last", "this", "week", "month", "year", "day", "ago", "two", "3",
    "a", "March", "Nov.", "May", "17", "31", "2013", "yesterday", "today", "night", ",", "at",
    "10:30", "a.m.", "noon", "1600", "GMT", "earlier", "of", "the", "'",
]  # fmt: skip
_words = st.lists(st.sampled_from(_PIECES), max_size=9).map(" ".join)
_dates = st.dates().map(str) | st.datetimes().map(str) | st.text(max_size=10) | st.none()


@given(st.lists(_words | st.text(), max_size=3), _dates)
def test_any_words_have_an_answer_or_none(phrases: list[str], published: str | None) -> None:
    """Nothing raises; an answer is never later than the article and has its precision's form."""
    found = resolve_spoken_time(phrases, published)
    if found is None:
        return
    lengths = {"time": 16, "day": 10, "week": 8, "month": 7, "year": 4}
    assert len(found.at.partition("+")[0][:16]) == lengths[found.precision]
    try:
        day = date.fromisoformat((published or "")[:10])
    except ValueError:
        return
    first = {"year": "-01-01", "month": "-01", "week": "-1"}.get(found.precision, "")
    assert date.fromisoformat(found.at[:10] + first) <= day


@given(st.dates(min_value=date(1, 1, 8)), st.integers(0, 6))
def test_a_weekday_is_the_latest_one(published: date, number: int) -> None:
    """The answer is that weekday, not after the publication and less than a week before it."""
    found = resolve_spoken_time([f"on {day_name[number]}"], str(published))
    assert found is not None
    day = date.fromisoformat(found.at)
    assert day.weekday() == number
    assert 0 <= (published - day).days < 7
