"""Bylines, and lists of names."""

from __future__ import annotations

import pytest

from quotes.readers.bylines import Byline, read_byline, split_authors


@pytest.mark.parametrize(
    ("line", "authors", "agency", "outlet"),
    [
        pytest.param("By Ann Morrow", ("Ann Morrow",), None, None, id="one"),
        pytest.param(
            "By Ann Morrow and Lee Park",
            (
                "Ann Morrow",
                "Lee Park",
            ),
            None,
            None,
            id="two",
        ),
        pytest.param("BY ANN MORROW", ("ANN MORROW",), None, None, id="capitals"),
        pytest.param("By Ann van der Meer", ("Ann van der Meer",), None, None, id="particles"),
        pytest.param("By Ann Morrow in Ostby", ("Ann Morrow",), None, None, id="place"),
        pytest.param("By Ann Morrow, Staff Writer", ("Ann Morrow",), None, None, id="job"),
        pytest.param("Ann Morrow, Ostby correspondent", ("Ann Morrow",), None, None, id="no By"),
        pytest.param("By Ann Morrow, Associated Press", ("Ann Morrow",), "AP", None, id="agency"),
        pytest.param("By ANN MORROW Associated Press", ("ANN MORROW",), "AP", None, id="no comma"),
        pytest.param("By Ann Morrow | Reuters", ("Ann Morrow",), "Reuters", None, id="bar"),
        pytest.param(
            "By Ann Morrow, Lee Park and Jo Lo, CNN",
            ("Ann Morrow", "Lee Park", "Jo Lo"),
            None,
            "CNN",
            id="outlet",
        ),
        pytest.param("By Ann Morrow, High Court", ("Ann Morrow",), None, None, id="affiliation"),
        pytest.param("By AFP", (), "AFP", None, id="agency alone"),
        pytest.param("By The Associated Press", (), "AP", None, id="agency with article"),
        pytest.param("By TWP", (), "TWP", None, id="initials"),
    ],
)
def test_read_byline(
    line: str, authors: tuple[str, ...], agency: str | None, outlet: str | None
) -> None:
    """People as written, one by one; the agency or outlet beside them by its usual name."""
    assert read_byline(line) == Byline(authors=authors, agency=agency, outlet=outlet)


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
    """A sentence or a headline that begins with "By" is no byline."""
    assert read_byline(line) is None


@pytest.mark.parametrize(
    ("names", "authors"),
    [
        pytest.param("Ann Morrow", ("Ann Morrow",), id="one"),
        pytest.param("By Ann Morrow and Lee Park", ("Ann Morrow", "Lee Park"), id="By and and"),
        pytest.param("by: Ann Morrow & Lee Park", ("Ann Morrow", "Lee Park"), id="ampersand"),
        pytest.param(
            "Ann Morrow, Lee Park, and Jo Lo", ("Ann Morrow", "Lee Park", "Jo Lo"), id="commas"
        ),
        pytest.param("John Roe, Jr., Ann Morrow", ("John Roe, Jr.", "Ann Morrow"), id="generation"),
        pytest.param("Andy Sandman", ("Andy Sandman",), id="and inside a name"),
        pytest.param("Byron Li", ("Byron Li",), id="By inside a name"),
        pytest.param("  ", (), id="blank"),
    ],
)
def test_split_authors(names: str, authors: tuple[str, ...]) -> None:
    """A list of names is split at commas, "and" and "&"; a leading "By" is no name."""
    assert split_authors(names) == authors
