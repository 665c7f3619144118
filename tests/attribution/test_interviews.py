"""Interviews whose lines begin with "Q:" and "A:"."""

from __future__ import annotations

import pytest
from builders import loose, make_link, parse, slices

from quotes.attribution.interviews import add_interview
from quotes.attribution.parsed_article import ParsedArticle
from quotes.records import Article, Parse

Row = tuple[list[str], str, list[str]]
NAMES = ("Ann Park", "Park", "Bo Lee")


def read(text: str, author: str | None = None) -> Parse:
    """The text with each line as loose words, and the names marked."""
    rows = [loose(line) for line in text.splitlines() if line.strip()]
    authors = (author,) if author else ()
    article = Article(id="test", text=text, authors=authors)
    return parse(text, *rows, entities=dict.fromkeys(NAMES, "PER"), article=article)


def show(text: str, author: str | None = None) -> list[Row]:
    """Source, cue and content of each link found."""
    return [
        (
            slices(text, link.source.spans) if link.source else [],
            link.cue[0].slice(text),
            slices(text, link.content),
        )
        for link in add_interview(ParsedArticle(read(text, author)), [])
    ]


TURNS = "Q: Is it safe?\n\nA: It is.\n\nQ: Since when?\n\nA: Since May."
ANSWERS = (["It is"], ["Since May"])


@pytest.mark.parametrize(
    ("introduction", "source"),
    [
        pytest.param("Park heads the port. Ann Park spoke.", ["Ann Park"], id="one person"),
        pytest.param("Bo Lee met Ann Park.", [], id="two persons"),
        pytest.param("The port opened.", [], id="nobody"),
    ],
)
def test_answers_are_of_the_one_person_introduced(introduction: str, source: list[str]) -> None:
    """Where several or none are named, nobody is; the questions are left out."""
    assert show(f"{introduction}\n\n{TURNS}") == [(source, "A:", said) for said in ANSWERS]


def test_the_author_asks() -> None:
    """Whoever wrote the article is not the one who answers."""
    rows = show(f"Bo Lee met Ann Park.\n\n{TURNS}", author="Bo Lee")
    assert [source for source, *_ in rows] == [["Ann Park"]] * 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Q. Is it safe?\nA. It is.", [([], "A.", ["It is"])], id="stops behind the letters"
        ),
        pytest.param(
            "Question: Is it?\nAnswer: It is.", [([], "Answer:", ["It is"])], id="whole words"
        ),
        pytest.param(
            "Q: Is it?\n\nA: It is.\n\nIt was.\n\nMoney\n\n[Cut.]\n\nQ: And now?\n\n"
            "A: Yes.\n\nThey left.",
            [([], "A:", ["It is", "It was"]), ([], "A:", ["Yes"])],
            id="an answer goes on up to the next question",
        ),
        pytest.param("A: Paris\nB: Rome", [], id="a list"),
        pytest.param("A: It is.\nQ: Is it?", [], id="no answer behind a question"),
    ],
)
def test_turns(text: str, expected: list[Row]) -> None:
    """Lines are read as an interview where an answer follows a question."""
    assert show(text) == expected


def test_labels_are_no_speakers() -> None:
    """What was found with a label for its cue or its source goes; other links stay."""
    text = f"Ann Park said so.\n\n{TURNS}"
    parsed = ParsedArticle(read(text))
    asked = make_link(parsed, ":", "Q", "Is it safe")
    other = make_link(parsed, "said", "Ann Park", "so")
    found = add_interview(parsed, [other, asked])
    assert other in found
    assert asked not in found


@pytest.mark.parametrize(
    ("cue", "content", "stays"),
    [
        pytest.param("Q:", "Park", False, id="its cue is a label"),
        pytest.param("safe", "It is", False, id="its content is a whole answer"),
        pytest.param("told", "so", True, id="a report inside of an answer"),
    ],
)
def test_links_that_the_form_contradicts(cue: str, content: str, stays: bool) -> None:
    """Labels attribute nothing else, and whole answers are nobody else's."""
    text = "Park came.\n\nQ: Is it safe?\n\nA: It is.\n\nQ: Why?\n\nA: Ann Park told me so."
    parsed = ParsedArticle(read(text))
    link = make_link(parsed, cue, None, content)
    assert (link in add_interview(parsed, [link])) is stays
