"""Lines that say when an article appeared."""

from __future__ import annotations

import pytest

from quotes.readers.dates import read_publication_line


@pytest.mark.parametrize(
    ("line", "time"),
    [
        pytest.param(
            "Published 4:05 PM EST, Tue November 17, 2015", "2015-11-17T16:05-05:00", id="US"
        ),
        pytest.param("Published: 17 Nov 2015", "2015-11-17", id="British"),
        pytest.param(
            "First published on Tue 17 Nov 2015 16.05 GMT", "2015-11-17T16:05+00:00", id="dot"
        ),
        pytest.param("November 17, 2015 12:30 am", "2015-11-17T00:30", id="no zone"),
        pytest.param("2015-11-17", "2015-11-17", id="ISO"),
        pytest.param(
            "Posted 4:05 PM IST, 17 November 2015", "2015-11-17", id="zone of two meanings"
        ),
        pytest.param("Published 31 February 2015", None, id="no such day"),
        pytest.param("Posted 3 hours ago", None, id="age"),
    ],
)
def test_read_publication_line(line: str, time: str | None) -> None:
    """ISO 8601 as far as the line is clear."""
    read = read_publication_line(line)
    assert read is not None
    assert read.time == time


@pytest.mark.parametrize(
    "line",
    [
        "On November 17, 2015, the bridge fell.",
        "Published in 1999, the report warned of rust.",
        "11/12/2015",
        "Updated",
        "May 5",
    ],
)
def test_other_lines_have_no_date(line: str) -> None:
    """Prose with a date, and ambiguous dates, are not read."""
    assert read_publication_line(line) is None
