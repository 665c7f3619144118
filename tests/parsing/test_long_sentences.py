"""Long sentences are cut before they are parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from stanza.models.common.doc import Document

from quotes.parsing.long_sentences import LONGEST_SENTENCE, split_long_sentences
from quotes.records import Article

if TYPE_CHECKING:
    from quotes.parsing.parser import StanzaParser


def document(*lengths: int) -> Document:
    """Sentences of so many one-letter tokens, a space after each."""
    rows = []
    place = 0
    for length in lengths:
        rows.append(
            [
                {"id": n, "text": "x", "start_char": place + 2 * n, "end_char": place + 2 * n + 1}
                for n in range(1, length + 1)
            ]
        )
        place += 2 * length
    return Document(rows, text=" " + " x" * (place // 2))


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [
        pytest.param((3,), [3], id="short enough"),
        pytest.param((4, 2), [3, 1, 2], id="one token too long"),
        pytest.param((1, 9), [1, 3, 3, 3], id="thrice as long"),
    ],
)
def test_cutting(lengths: tuple[int, ...], expected: list[int]) -> None:
    """No piece is longer than the limit, and all tokens keep their offsets."""
    whole = document(*lengths)
    cut = split_long_sentences(whole, most=3)
    assert [len(sentence.tokens) for sentence in cut.sentences] == expected
    places = [[t.start_char for s in d.sentences for t in s.tokens] for d in (whole, cut)]
    assert places[0] == places[1]
    assert all(s.tokens[0].id == (1,) for s in cut.sentences)


def test_nothing_to_cut() -> None:
    """A document of short sentences is the same object: ordinary articles pay nothing."""
    whole = document(LONGEST_SENTENCE, 1)
    assert split_long_sentences(whole) is whole


@pytest.mark.models
@pytest.mark.parametrize("word", ['"', '"a" ', "don't "], ids=["marks", "quoted", "contracted"])
def test_endless_sentences_are_parsed(shipped_parser: StanzaParser, word: str) -> None:
    """A line of hundreds of marks or words without a stop is parsed in bounded stretches."""
    text = word * 450
    (parse,) = shipped_parser.parse_articles([Article(id="a", text=text)])
    lengths = [len({token.whole or token.span for token in s.tokens}) for s in parse.sentences]
    assert max(lengths) <= LONGEST_SENTENCE
    words = "".join(token.text for s in parse.sentences for token in s.tokens)
    assert words == text.replace(" ", "")
