"""Marks stand on the words of the query, in any form, and nowhere else."""

from __future__ import annotations

from itertools import pairwise

import pytest
import Stemmer
from hypothesis import given
from hypothesis import strategies as st

from quotes.store.search.grammar import parse_query
from quotes.store.search.highlights import find_highlights


@pytest.mark.parametrize(
    ("text", "q", "marked"),
    [
        pytest.param("It stops. We stopped!", "stopping", ["stops", "stopped"], id="other forms"),
        pytest.param("a responsibly made plan", "responsible", ["responsibly"], id="PostgreSQL's"),
        pytest.param(
            "a general gave generously", "generous", ["general", "generously"], id="SQLite's"
        ),
        pytest.param("Dying men die", "die", ["Dying", "die"], id="short words"),
        pytest.param("border wall, borders", "border", ["border", "borders"], id="apart"),
        pytest.param("the border wall", "wall border", ["border wall"], id="neighbours"),
        pytest.param("the wall. Border", '"the wall"', ["the wall"], id="phrase"),
        pytest.param("wall the border", '"the wall"', [], id="words of a phrase elsewhere"),
        pytest.param("negotiated, neglect", "nego*", ["negotiated"], id="beginning"),
        pytest.param("no dam, no river", "river -dam", ["river"], id="excluded"),
        pytest.param("Erdoğan's ERDOGAN", "erdogan", ["Erdoğan", "ERDOGAN"], id="accents"),
        pytest.param("cafe\u0301 bar", "café", ["cafe\u0301"], id="combining accent"),
        pytest.param("snake_case", "case", ["case"], id="underscore separates"),
        pytest.param("İstanbul bar", "bar", ["bar"], id="two letters in lower case"),
    ],
)
def test_words_are_marked_in_all_their_forms(text: str, q: str, marked: list[str]) -> None:
    spans = find_highlights(text, parse_query(q))
    assert [span.slice(text) for span in spans] == marked


@pytest.mark.parametrize("algorithm", ["porter", "english"])
@given(
    st.text(st.characters(codec="ascii", categories=["Ll"]), min_size=1, max_size=8),
    st.sampled_from(
        [
            "ies",
            "ied",
            "ing",
            "edly",
            "ational",
            "izer",
            "bli",
            "biliti",
            "ality",
            "ization",
            "ogi",
            "alism",
            "iveness",
            "icate",
            "y",
            "ly",
        ]
    ),
)
def test_a_word_is_found_by_its_stem(algorithm: str, beginning: str, ending: str) -> None:
    """Each form of a stem begins as the search for candidates supposes."""
    word = beginning + ending
    stem = Stemmer.Stemmer(algorithm).stemWord(word)
    assert find_highlights(word, parse_query(word))
    assert word.startswith(stem[:-1] if len(stem) > 3 else stem[:1])


@given(st.text(), st.text())
def test_marks_lie_in_the_text_in_order(text: str, other: str) -> None:
    words = "".join(c if c.isalnum() else " " for c in other)[:200].split()[:30] or ["a"]
    spans = find_highlights(text, parse_query(" ".join(words)))
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end < two.start for one, two in pairwise(spans))
