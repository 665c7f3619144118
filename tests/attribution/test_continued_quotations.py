"""Quotations that no cue leans on: whose they are, and which are nobody's."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from builders import Read, loose, make_cues, parse, slices

from quotes.attribution.continued_quotations import continue_quotations
from quotes.attribution.links import find_links
from quotes.attribution.parsed_article import ParsedArticle

CUES = make_cues(say=["clause", "quote"], add=["clause", "quote"])
SHE_SAID = "“We go,” she said."
SHE_SAID_PARSED = """“/PUNCT/3/punct We/PRON/3/nsubj go/VERB/0/root ,/PUNCT/3/punct
”/PUNCT/3/punct she/PRON/7/nsubj said=say/VERB/3/parataxis ./PUNCT/3/punct"""
SAID_LEE = "“We stay,” said Lee."
SAID_LEE_PARSED = """“/PUNCT/3/punct We/PRON/3/nsubj stay/VERB/0/root ,/PUNCT/3/punct
”/PUNCT/3/punct said=say/VERB/3/parataxis Lee/PROPN/6/nsubj ./PUNCT/3/punct"""


def contents(text: str, *sentences: str, read: Sequence[Read] | None = None) -> object:
    """The contents of each link, once quotations that go on are joined to them."""
    parsed = ParsedArticle(parse(text, *sentences, read=read))
    links = continue_quotations(parsed, find_links(parsed, CUES))
    return [slices(text, link.content) for link in links]


GOES_ON = [
    pytest.param("{} “We never stop.”", ["“We never stop.”"], id="next quotation"),
    pytest.param("{} “We stay.” “We win.”", ["“We stay.” “We win.”"], id="two more"),
    pytest.param("{}\n\n“We stay.”", ["“We stay.”"], id="next paragraph"),
    pytest.param(
        "{} “We stay.\n\n“We win.”", ["“We stay.\n\n“We win.”"], id="left open, then taken up"
    ),
    pytest.param(
        "{} “We stay.\n\n“We win.\n\n“We do.”",
        ["“We stay.\n\n“We win.\n\n“We do.”"],
        id="over three paragraphs",
    ),
]


@pytest.mark.parametrize(("pattern", "more"), GOES_ON)
@pytest.mark.parametrize("has_tagger", [False, True], ids=["by the word list", "by the tagger"])
def test_continues(pattern: str, more: list[str], has_tagger: bool) -> None:
    """Later quotations of a paragraph, and paragraphs that begin with one, are of the same cue."""
    text = pattern.format(SHE_SAID)
    rest = [loose(part) for part in text.removeprefix(SHE_SAID).split("\n\n") if part.strip()]
    read = [("said", ["she"], ["“We go,”", *more])] if has_tagger else None
    assert contents(text, SHE_SAID_PARSED, *rest, read=read) == [["“We go,”", *more]]


STOPS = [
    pytest.param("{} The “hero” left.", ["The “hero” left."], id="scare quotes in the paragraph"),
    pytest.param("{} He saw “Alien” twice.", ["He saw “Alien” twice."], id="a title"),
    pytest.param(
        "{}\n\nThe “hero” left.", ["The “hero” left."], id="scare quotes in the next paragraph"
    ),
    pytest.param(
        "{}\n\nRain fell.\n\n“We stay.”",
        ["Rain fell.", "“We stay.”"],
        id="a paragraph of prose between",
    ),
]


@pytest.mark.parametrize(("pattern", "rest"), STOPS)
@pytest.mark.parametrize("has_tagger", [False, True], ids=["by the word list", "by the tagger"])
def test_does_not_continue(pattern: str, rest: list[str], has_tagger: bool) -> None:
    """Words in marks inside a reporter's sentence, or after a paragraph of prose, are not hers."""
    read = [("said", ["she"], ["“We go,”"])] if has_tagger else None
    sentences = [SHE_SAID_PARSED, *map(loose, rest)]
    text = pattern.format(SHE_SAID)
    assert contents(text, *sentences, read=read) == [["“We go,”"]]


def test_a_new_cue_takes_over() -> None:
    """A quotation continues the statement of the cue right before it."""
    text = f"{SHE_SAID} {SAID_LEE} “We never stop.”"
    sentences = [SHE_SAID_PARSED, SAID_LEE_PARSED, loose("“We never stop.”")]
    assert contents(text, *sentences) == [["“We go,”"], ["“We stay,”", "“We never stop.”"]]


def test_a_quotation_left_open_belongs_to_the_cue_of_the_next() -> None:
    """A paragraph left open and taken up by one with a cue is that cue's."""
    text = "“We wait.\n\n“We go,” she said."
    assert contents(text, loose("“We wait."), SHE_SAID_PARSED) == [["“We wait.\n\n“We go,”"]]


def test_nothing_to_go_on_from() -> None:
    """A quotation before any cue, with none after it in its paragraph, is nobody's."""
    text = "“We wait.”\n\nRain fell.\n\n“We go,” she said."
    sentences = [loose("“We wait.”"), loose("Rain fell."), SHE_SAID_PARSED]
    assert contents(text, *sentences) == [["“We go,”"]]


def test_no_links() -> None:
    """Without links there is nothing to add to."""
    parsed = ParsedArticle(parse("“We wait.”", loose("“We wait.”")))
    assert continue_quotations(parsed, []) == []


def test_left_open_behind_a_cue_and_taken_up_with_another() -> None:
    """An open quotation belongs to the cue in its paragraph, though the tagger has the next one."""
    text = f"{SHE_SAID} “We stay.\n\n“We win,” she added."
    added = """“/PUNCT/3/punct We/PRON/3/nsubj win/VERB/0/root ,/PUNCT/3/punct ”/PUNCT/3/punct
    she/PRON/7/nsubj added=add/VERB/3/parataxis ./PUNCT/3/punct"""
    read = [("said", ["she"], ["“We go,”"]), ("added", ["she"], ["“We stay.", "“We win,”"])]
    found = contents(text, SHE_SAID_PARSED, loose("“We stay."), added, read=read)
    assert found == [["“We go,”", "“We stay."], ["“We win,”"]]
