"""Title, outlet, agency, author and date that the text itself shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.readers import Metadata, find_boilerplate, find_dateline, infer_metadata
from quotes.readers.bylines import Byline, read_byline
from quotes.readers.dates import read_publication_line

PROSE = "The council met on Tuesday and agreed to rebuild the bridge."


@pytest.mark.parametrize(
    ("dateline", "rest"),
    [
        pytest.param("WASHINGTON (AP) — ", "The council", id="place and agency"),
        pytest.param("OSTBY, Nov 17 (Reuters) - ", "The council", id="date"),
        pytest.param("PASADENA, Calif., Jan. 1 (UPI) — ", "A pilot", id="region and date"),
        pytest.param("Istanbul (AFP) – ", "The council", id="small letters"),
        pytest.param("Dec 29 (Reuters) - ", "The council", id="date and agency"),
        pytest.param("TOLMAR, 14 October (SNS)  —  ", "The wall", id="unknown agency"),
        pytest.param("(CNN) ", "The council", id="outlet in brackets"),
        pytest.param("(CNN)", "The council", id="outlet without a space"),
        pytest.param("CNN\u00a0 —\u00a0", "", id="outlet alone"),
        pytest.param("Washington CNN\u00a0 —\u00a0", "“No,” she said.", id="place and outlet"),
        pytest.param("DES MOINES - ", "The council", id="hyphen"),
        pytest.param("LA CROSSE, Wisc. — ", "Gov. Ann Morrow", id="short word"),
        pytest.param("BRASK, Sarvenia  —  ", "About 9,000 people", id="country"),
        pytest.param("  \ufeffPARIS -- ", "The council", id="indented"),
        pytest.param("", "Kerry — who left — said so.", id="dash in prose"),
        pytest.param("", "NATO - which has 32 members - said so.", id="capitals before a clause"),
        pytest.param("", "Q - What then?", id="initial"),
        pytest.param("", "(Laughter) — The room", id="brackets that credit nobody"),
        pytest.param("", "The mayor (AP) said so.", id="agency inside"),
        pytest.param("", "", id="no text"),
    ],
)
def test_find_dateline(dateline: str, rest: str) -> None:
    """The sentence starts behind the dateline and the space after it."""
    assert find_dateline(dateline + rest) == len(dateline)


@pytest.mark.parametrize(
    ("line", "author", "agency", "outlet"),
    [
        pytest.param("By Ann Morrow", "Ann Morrow", None, None, id="one"),
        pytest.param("By Ann Morrow and Lee Park", "Ann Morrow and Lee Park", None, None, id="two"),
        pytest.param("BY ANN MORROW", "ANN MORROW", None, None, id="capitals"),
        pytest.param("By Ann van der Meer", "Ann van der Meer", None, None, id="particles"),
        pytest.param("By Ann Morrow in Ostby", "Ann Morrow", None, None, id="place"),
        pytest.param("By Ann Morrow, Staff Writer", "Ann Morrow", None, None, id="job"),
        pytest.param("Ann Morrow, Ostby correspondent", "Ann Morrow", None, None, id="no By"),
        pytest.param("By Ann Morrow, Associated Press", "Ann Morrow", "AP", None, id="agency"),
        pytest.param("By ANN MORROW Associated Press", "ANN MORROW", "AP", None, id="no comma"),
        pytest.param("By Ann Morrow | Reuters", "Ann Morrow", "Reuters", None, id="bar"),
        pytest.param(
            "By Ann Morrow, Lee Park and Jo Lo, CNN",
            "Ann Morrow, Lee Park and Jo Lo",
            None,
            "CNN",
            id="outlet",
        ),
        pytest.param("By Ann Morrow, High Court", "Ann Morrow", None, None, id="affiliation"),
        pytest.param("By AFP", None, "AFP", None, id="agency alone"),
        pytest.param("By The Associated Press", None, "AP", None, id="agency with article"),
        pytest.param("By TWP", None, "TWP", None, id="initials"),
    ],
)
def test_read_byline(line: str, author: str | None, agency: str | None, outlet: str | None) -> None:
    """People as written, the agency or outlet beside them by its usual name."""
    assert read_byline(line) == Byline(author=author, agency=agency, outlet=outlet)


@pytest.mark.parametrize(
    "line",
    [
        "By Thursday the bridge was closed.",
        "By The Numbers",
        "By Thursday",
        "By Ann Morrow said the mayor",
        "Ann Morrow said the editor",
        "Passed by Ann Morrow",
        "",
    ],
)
def test_other_lines_are_no_bylines(line: str) -> None:
    """A sentence or a headline that starts with "By" is no byline."""
    assert read_byline(line) is None


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
    found = read_publication_line(line)
    assert found is not None
    assert found.time == time


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
def test_other_lines_tell_no_date(line: str) -> None:
    """Prose with a date, and dates that mean two things, are not read."""
    assert read_publication_line(line) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", Metadata(), id="no text"),
        pytest.param(PROSE, Metadata(), id="prose alone"),
        pytest.param(
            f"Skip to main content\n\nMayor opens bridge\n\nBy Ann Morrow, CNN\n"
            f"Updated 9:40 AM EST, Wed November 18, 2015\n"
            f"Published 4:05 PM EST, Tue November 17, 2015\n\nOstby CNN  — \n\n{PROSE}",
            Metadata(
                title="Mayor opens bridge",
                outlet="CNN",
                author="Ann Morrow",
                published="2015-11-17T16:05-05:00",
            ),
            id="all fields",
        ),
        pytest.param(
            f"Mayor Opens the Bridge.\n\nOSTBY (Reuters) - {PROSE}",
            Metadata(title="Mayor Opens the Bridge.", wire="Reuters"),
            id="capitalised title with a stop",
        ),
        pytest.param(f"It rained again.\n\n{PROSE}", Metadata(), id="first line is a sentence"),
        pytest.param(f"OSTBY (AP) — {PROSE}\n\n{PROSE}", Metadata(wire="AP"), id="no title"),
        pytest.param(
            f"Mayor opens bridge | Associated Press\n\n{PROSE}",
            Metadata(title="Mayor opens bridge", wire="AP"),
            id="agency behind the title",
        ),
        pytest.param(
            f"Mayor opens bridge\n\nThe mayor on Monday. REUTERS/Ann Morrow\n\n{PROSE}",
            Metadata(title="Mayor opens bridge", wire="Reuters"),
            id="photo credit",
        ),
        pytest.param(
            f"Mayor opens bridge\n\n{PROSE} She told Reuters so.\n\n"
            "(Reporting by Ann Morrow; Editing by Lee Park)",
            Metadata(title="Mayor opens bridge", wire="Reuters"),
            id="sign-off",
        ),
        pytest.param(
            f"Mayor opens bridge\n\n{PROSE}\n\n(Reporting by Ann Morrow; Editing by Lee Park)",
            Metadata(title="Mayor opens bridge"),
            id="sign-off of another agency",
        ),
        pytest.param(
            f"Mayor opens bridge\n\n{PROSE}\n\n"
            "Channel9’s Ann Morrow and Lee Park contributed to this report.",
            Metadata(title="Mayor opens bridge", outlet="Channel9"),
            id="contributors",
        ),
    ],
)
def test_infer_metadata(text: str, expected: Metadata) -> None:
    """Only what the text shows is filled."""
    assert infer_metadata(text, find_boilerplate(text)) == expected


@given(st.text(st.one_of(st.sampled_from("By (AP) — CNN\n|.:12"), st.characters()), max_size=300))
def test_any_text_is_read(text: str) -> None:
    """Any Unicode gives metadata, and a dateline no longer than its line."""
    infer_metadata(text, find_boilerplate(text))
    assert 0 <= find_dateline(text) <= len(text)
