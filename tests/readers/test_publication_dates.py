"""Dates of publication in the forms of feeds and crawlers, as ISO 8601."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.readers.publication_dates import normalize_published


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("2015-11-17", "2015-11-17", id="ISO date"),
        pytest.param("20151117", "2015-11-17", id="basic date"),
        pytest.param(20151117, "2015-11-17", id="basic date as a number"),
        pytest.param("2015-11-17T16:05:00Z", "2015-11-17T16:05:00Z", id="ISO time"),
        pytest.param("2015-11-17 16:05+01:00", "2015-11-17T16:05:00+01:00", id="ISO offset"),
        pytest.param("Tue, 17 Nov 2015 16:05:00 GMT", "2015-11-17T16:05:00Z", id="RFC 822"),
        pytest.param("17 Nov 2015 16:05 EST", "2015-11-17T16:05:00-05:00", id="RFC 822 zone"),
        pytest.param(
            "Tue, 17 Nov 2015 16:05:00 +0100", "2015-11-17T16:05:00+01:00", id="RFC 822 offset"
        ),
        pytest.param(1447776300, "2015-11-17T16:05:00Z", id="seconds"),
        pytest.param(1447776300000, "2015-11-17T16:05:00Z", id="milliseconds"),
        pytest.param("1447776300", "2015-11-17T16:05:00Z", id="seconds as digits"),
        pytest.param("1447776300000", "2015-11-17T16:05:00Z", id="milliseconds as digits"),
        pytest.param(1447776300.5, "2015-11-17T16:05:00.500000Z", id="fraction of a second"),
        pytest.param("last Tuesday", None, id="words"),
        pytest.param("17 Nov 2015", None, id="RFC 822 without a time"),
        pytest.param("Tue, 17 Foo 2015 16:05:00 GMT", None, id="no such month"),
        pytest.param("31 Feb 2015 16:05:00 GMT", None, id="no such day"),
        pytest.param(2015, None, id="year alone"),
        pytest.param(10**18, None, id="nanoseconds"),
        pytest.param("", None, id="empty"),
    ],
)
def test_normalize_published(value: str | float, expected: str | None) -> None:
    """The forms that are read, and those that are not."""
    assert normalize_published(value) == expected


@given(st.one_of(st.text(max_size=40), st.integers(), st.floats(allow_nan=False)))
def test_any_value_is_a_date_or_none(value: str | float) -> None:
    """No value raises, and what is read is read as the same again."""
    read = normalize_published(value)
    assert read is None or normalize_published(read) == read
