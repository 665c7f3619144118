"""Word pieces and the case of words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quotes.parsing.word_pieces import find_case
from quotes.records import Article

if TYPE_CHECKING:
    from quotes.parsing.parser import StanzaParser


@pytest.mark.parametrize(
    ("word", "case"),
    [
        ("said", 0),
        ("1,500", 0),
        ("", 0),
        ("Lee", 1),
        ("I", 1),
        ("'Tis", 1),
        ("U.S.", 2),
        ("NATO", 2),
        ("McCain", 3),
        ("iPhone", 3),
        ("Ⅳ", 3),
    ],
)
def test_case_of_a_word(word: str, case: int) -> None:
    """Small letters, a first capital, capitals throughout, anything else."""
    assert find_case(word) == case


@pytest.mark.models
@pytest.mark.parametrize("unit", [".", "a-", "漢", "“"])
def test_a_word_of_more_pieces_than_are_read(shipped_parser: StanzaParser, unit: str) -> None:
    """Leaders of dots and the like are one token, and the article is parsed."""
    text = f"Ann said it was fine {unit * 3000} yes."
    (parsed,) = shipped_parser.parse_articles([Article(id="a", text=text)])
    assert parsed.sentences[0].tokens[0].text == "Ann"
    assert all(t.component_scores is not None for s in parsed.sentences for t in s.tokens)
