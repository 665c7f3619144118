"""Boilerplate: what is flagged, and above all what is not."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.readers import find_boilerplate
from quotes.readers.boilerplate_lines import is_boilerplate_line

PROSE = "The council met on Tuesday and agreed to rebuild the bridge."


def flagged(text: str) -> list[str]:
    return [span.slice(text) for span in find_boilerplate(text)]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Share", id="button"),
        pytest.param("Share 12", id="button with a count"),
        pytest.param("ADVERTISEMENT", id="advertisement"),
        pytest.param("Story continues below advertisement", id="story goes on"),
        pytest.param("Skip to main content", id="navigation"),
        pytest.param("Comments (34)", id="comments"),
        pytest.param("1.2K comments", id="count first"),
        pytest.param("» Related Stories:", id="heading between marks"),
        pytest.param("Related: Five bridges that should worry you", id="related"),
        pytest.param("Read more: ‘We saw it fall’", id="read more with a quotation"),
        pytest.param("Analysis: Why the province is short of engineers", id="labelled link"),
        pytest.param("Sign up for our daily newsletter.", id="newsletter"),
        pytest.param("Watch: Mayor opens the bridge 1:42", id="running time"),
        pytest.param("03:04 - Source: Channel9", id="running time alone"),
        pytest.param("Watch the full interview below:", id="way to a player"),
        pytest.param("bridge collapse morrow pkg_000123.jpg", id="media file"),
        pytest.param("Ann Morrow via Getty Images.", id="credit via"),
        pytest.param("Ann Morrow/Reuters", id="credit with a slash"),
        pytest.param("(AP Photo/Ann Morrow)", id="credit in brackets"),
        pytest.param("Photo: Ann Morrow", id="credit with a label"),
        pytest.param("© 2024 The Evening Bell. All rights reserved.", id="copyright"),
        pytest.param(
            "This material may not be published, broadcast, rewritten or sold.", id="rights"
        ),
        pytest.param("Follow Ann Morrow on Twitter @annmorrow.", id="author elsewhere"),
        pytest.param("(Reporting by Ann Morrow in Ostby; Editing by Lee Park)", id="sign-off"),
        pytest.param("Contributing: Ann Morrow, Lee Park", id="contributing"),
        pytest.param("Ann Morrow and Lee Park contributed to this report.", id="contributors"),
        pytest.param("Posted 3 hours ago", id="age"),
        pytest.param("Updated 9:40 GMT, November 18, 2023", id="update"),
        pytest.param("5 min read", id="reading time"),
        pytest.param("We use cookies to improve this site.", id="cookies"),
        pytest.param("Tags: bridges, councils", id="tags"),
        pytest.param("* * *", id="rule"),
        pytest.param("https://example.org/bridge", id="address"),
        pytest.param(".byline {", id="style sheet"),
        pytest.param("CNN  — ", id="dateline alone"),
    ],
)
def test_boilerplate_is_flagged(line: str) -> None:
    """A line of boilerplate between paragraphs is flagged whole, and nothing else is."""
    text = f"{PROSE}\n\n{PROSE}\n\n{line}\n\n{PROSE}\n"
    assert flagged(text) == [line]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("“Share,” she said.", id="quotation of one word"),
        pytest.param('"Sign up for the night shift," he told them.', id="quoted command"),
        pytest.param("Related: “We knew nothing,” the mayor said.", id="label before a quotation"),
        pytest.param("Pause.", id="word that is a sentence"),
        pytest.param("She posted the picture via Facebook.", id="verb before an agency"),
        pytest.param("Reporting by the inspectors showed cracks in 2019.", id="reporting in prose"),
        pytest.param("Published in 1999, the report warned of rust.", id="published in prose"),
        pytest.param("Follow the money and the bridge is never built.", id="follow in prose"),
        pytest.param("The storm contributed to the collapse.", id="contributed in prose"),
        pytest.param("Copyright law does not cover bridges.", id="copyright in prose"),
        pytest.param("X: Yes.", id="speaker in a transcript"),
        pytest.param("(c) the third pier", id="item of a list"),
        pytest.param("By Thursday the bridge was closed.", id="by a day"),
        pytest.param("Council and contractors", id="subheading"),
        pytest.param("8:38 p.m.", id="time of a live blog"),
        pytest.param("Share of voters: 12 percent", id="begins like a button"),
        pytest.param("Advertisement " * 40, id="long line"),
        pytest.param("”", id="stray quotation mark"),
    ],
)
def test_prose_is_not_flagged(line: str) -> None:
    """What may be prose is prose."""
    assert flagged(f"{PROSE}\n\n{PROSE}\n\n{line}\n\n{PROSE}\n") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="no text"),
        pytest.param(
            "Share\r\n \r\nTweet\r\n" + PROSE, ["Share\r\n \r\nTweet"], id="one span a run"
        ),
        pytest.param(
            f"{PROSE}\n\nbridge.jpg\nThe bridge at dawn.\n0:58 - Source: Channel9\n{PROSE}",
            ["bridge.jpg\nThe bridge at dawn.\n0:58 - Source: Channel9"],
            id="video box",
        ),
        pytest.param(
            f"{PROSE}\n\nA caption with no stop\n1:05\n\n{PROSE}",
            ["A caption with no stop\n1:05"],
            id="caption over a running time",
        ),
        pytest.param(f"{PROSE}\n1:05\n{PROSE}", ["1:05"], id="sentence over a running time"),
        pytest.param(
            f"{PROSE}\n\nBell cover\n  • The Bell at your door\n  • All newsletters\n",
            ["Bell cover\n  • The Bell at your door\n  • All newsletters"],
            id="subscription box",
        ),
        pytest.param(f"{PROSE}\n\n• The mayor resigns\n• Schools close\n{PROSE}", [], id="bullets"),
        pytest.param(
            f"Watch: Mayor opens bridge\n\n{PROSE}\n\nWatch: Mayor opens school\n\n{PROSE}",
            ["Watch: Mayor opens school"],
            id="headline that starts like a link",
        ),
        pytest.param(
            f"Mayor opens the new bridge\n\nBy Ann Morrow\nNovember 17, 2023\n\n{PROSE}",
            ["By Ann Morrow\nNovember 17, 2023"],
            id="byline and date",
        ),
        pytest.param(
            f"Mayor opens the new bridge\n\n{PROSE}\n\nMayor Opens the New Bridge\n\n{PROSE}",
            ["Mayor Opens the New Bridge"],
            id="headline again",
        ),
        pytest.param(
            "Mayor opens bridge\n\n" + f"{PROSE}\n\n" * 5 + "Ferry fares to rise again in spring",
            ["Ferry fares to rise again in spring"],
            id="headline of another article",
        ),
        pytest.param(
            "Mayor opens bridge\n\n" + f"{PROSE}\n\n" * 5 + "“Ferry fares to rise again in spring",
            [],
            id="quotation cut off",
        ),
    ],
)
def test_lines_around_decide(text: str, expected: list[str]) -> None:
    """Boxes, the head and the end are recognised by the lines around them."""
    assert flagged(text) == expected


LINE_BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


@given(st.text(st.one_of(st.sampled_from("Share:1.|\n\r\u2028\u00a0“”by•—"), st.characters())))
def test_any_text_gives_sorted_spans_of_whole_lines(text: str) -> None:
    """Any Unicode gives spans in order and apart that start and end where lines do."""
    spans = find_boilerplate(text)
    assert all(before.end < after.start for before, after in pairwise(spans))
    for span in spans:
        assert span.slice(text).strip()
        assert span.start == 0 or text[span.start - 1] in LINE_BREAKS
        assert span.end == len(text) or text[span.end] in LINE_BREAKS


@pytest.mark.parametrize(
    "unit",
    ["Share\n", "a" * 50, "Ann Morrow, ", "<b>", "• ", "By Ann and ", "1:05\n", "CNN — ", "x/"],
)
def test_time_grows_with_the_text_alone(unit: str) -> None:
    """Forty times the text takes nowhere near forty times forty the time."""

    def measure(size: int) -> float:
        text = unit * (size // len(unit))
        start = time.perf_counter()
        find_boilerplate(text)
        return time.perf_counter() - start

    measure(1000)
    assert measure(200_000) < 400 * max(measure(5_000), 0.001)


@given(st.text(alphabet="Ann ,.;/by|", max_size=400))
def test_any_line_is_judged(words: str) -> None:
    """No line of names and marks makes a pattern fail."""
    assert is_boilerplate_line(words) in (True, False)
