"""The terms of queries, and queries that are refused."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quotes.errors import QueryError
from quotes.store.search.grammar import MAX_QUERY_LENGTH, Term, TextQuery, parse_query


def ask(required: list[object], excluded: list[object] | None = None) -> TextQuery:
    """A query of words and phrases; those with * at the end are prefixes."""

    def make(text: object) -> Term:
        words = str(text)
        return Term(words=tuple(words.rstrip("*").split()), begins=words.endswith("*"))

    return TextQuery(
        required=tuple(map(make, required)), excluded=tuple(make(each) for each in excluded or ())
    )


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        pytest.param("border wall", ask(["border", "wall"]), id="words"),
        pytest.param('the "border wall" now', ask(["the", "border wall", "now"]), id="phrase"),
        pytest.param("“border wall”", ask(["border wall"]), id="curly phrase"),
        pytest.param("wall -mexico", ask(["wall"], ["mexico"]), id="excluded word"),
        pytest.param('wall -"new mexico"', ask(["wall"], ["new mexico"]), id="excluded phrase"),
        pytest.param("negot*", ask(["negot*"]), id="prefix"),
        pytest.param("negot*, talks", ask(["negot*", "talks"]), id="prefix and comma"),
        pytest.param("wall -negot*", ask(["wall"], ["negot*"]), id="excluded prefix"),
        pytest.param('"negot*"', ask(["negot"]), id="no prefix in a phrase"),
        pytest.param("anti-war", ask(["anti war"]), id="hyphen makes a phrase"),
        pytest.param("U.S.", ask(["U S"]), id="stops part words"),
        pytest.param("wall - mexico", ask(["wall", "mexico"]), id="dash between words"),
        pytest.param(
            "a AND b OR NOT c", ask(["a", "AND", "b", "OR", "NOT", "c"]), id="no operators"
        ),
        pytest.param('wall "', ask(["wall"]), id="mark without a partner"),
        pytest.param("x:y (z)", ask(["x y", "z"]), id="colon and brackets"),
    ],
)
def test_reads(query: str, asked: TextQuery) -> None:
    assert parse_query(query) == asked


@pytest.mark.parametrize(
    ("query", "mend"),
    [
        ("", "at least one word"),
        ('"!" --', "at least one word"),
        ("-only", "at least one word"),
        ("ab*", "at least 3 letters"),
        ("x" * 501, "at most 500 characters"),
        ("x " * 33, "at most 32 words"),
        ("x-" * 33, "at most 32 words"),
    ],
)
def test_refuses(query: str, mend: str) -> None:
    with pytest.raises(QueryError, match=mend) as caught:
        parse_query(query)
    assert caught.value.parameter == "q"


@given(st.text(max_size=MAX_QUERY_LENGTH) | st.text(st.sampled_from('"“”*-x ('), max_size=500))
@example('-"' * 250)
@example("*" * 500)
def test_any_text_is_read_or_refused_at_once(query: str) -> None:
    """Terms have words, words are letters and digits, and it takes no time."""
    began = time.perf_counter()
    try:
        asked = parse_query(query)
    except QueryError:
        return
    finally:
        assert time.perf_counter() - began < 0.1
    for term in (*asked.required, *asked.excluded):
        assert term.words
        assert all(word.isalnum() for word in term.words)
        assert not term.begins or len(term.words[0]) >= 3
