"""What a dependency tree is asked, and spans cut from it."""

from __future__ import annotations

import pytest
from builders import parse, tree
from hypothesis import given
from hypothesis import strategies as st

from quotes.attribution.trees import Tree, merge, overlap_of, trim
from quotes.records import Span

SENTENCE = tree(
    """The/DET/2/det mayor/NOUN/7/nsubj because/ADP/5/case of/ADP/3/fixed Ann/PROPN/2/nmod
    was=be/AUX/7/aux:pass asked=ask/VERB.VBN/0/root ,/PUNCT/9/punct adding=add/VERB.VBG/7/advcl
    more/ADJ/9/obj"""
)


@pytest.mark.parametrize(
    ("relations", "expected"),
    [
        pytest.param(("nsubj",), [1], id="one"),
        pytest.param(("aux",), [5], id="finds subtypes"),
        pytest.param(("aux:pass",), [5], id="a subtype"),
        pytest.param(("aux:other",), [], id="another subtype"),
        pytest.param(("advcl", "nsubj"), [1, 8], id="several, in text order"),
    ],
)
def test_kids(relations: tuple[str, ...], expected: list[int]) -> None:
    """Dependents by relation, subtypes included where none is asked for."""
    assert SENTENCE.kids(6, *relations) == expected
    assert SENTENCE.kid(6, *relations) == (expected[0] if expected else None)


def test_marker() -> None:
    """A marker is read with its fixed parts."""
    assert SENTENCE.marker(4, "case") == "because of"
    assert SENTENCE.marker(1, "case") == ""


def test_subtree() -> None:
    """All below a token, in text order, less what is left out."""
    assert SENTENCE.subtree(1) == [0, 1, 2, 3, 4]
    assert SENTENCE.subtree(6, without=(1, 8)) == [5, 6]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param(8, 1, "<advcl >nsubj", id="up and down"),
        pytest.param(6, 4, ">nsubj >nmod", id="down"),
        pytest.param(9, 6, "<obj <advcl", id="up"),
        pytest.param(6, 6, "=", id="itself"),
        pytest.param(6, None, None, id="nowhere"),
    ],
)
def test_path(start: int, end: int | None, expected: str | None) -> None:
    """The relations on the way between two tokens."""
    assert SENTENCE.path(start, end) == expected


def test_spans() -> None:
    """Neighbouring tokens are one span, in any order, with duplicates or without."""
    made = Tree(parse("It works, too.", "It/PRON/2/nsubj works=work/VERB/0/root ,/PUNCT/2/punct"
                      " too/ADV/2/advmod ./PUNCT/2/punct").sentences[0])  # fmt: skip
    text = "It works, too."
    assert [span.slice(text) for span in made.spans([3, 1, 0, 1])] == ["It works", "too"]
    assert made.spans([]) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("it works", "it works", id="nothing to do"),
        pytest.param(" — it works.", "it works", id="dash and stop"),
        pytest.param("“it works.”", "“it works.”", id="marks stay"),
        pytest.param(" ,. ", None, id="nothing left"),
        pytest.param("U.S.", "U.S", id="a stop is a stop"),
    ],
)
def test_trim(text: str, expected: str | None) -> None:
    """White space and clause punctuation go from both ends."""
    span = trim(Span(0, len(text)), text)
    assert (span.slice(text) if span else None) == expected


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        pytest.param([(0, 1), (2, 3)], [(0, 3)], id="space between"),
        pytest.param([(4, 5), (0, 1)], [(0, 1), (4, 5)], id="sorted"),
        pytest.param([(0, 3), (2, 5)], [(0, 5)], id="overlapping"),
        pytest.param([(0, 5), (2, 3)], [(0, 5)], id="inside"),
        pytest.param([], [], id="none"),
    ],
)
def test_merge(spans: list[tuple[int, int]], expected: list[tuple[int, int]]) -> None:
    """Spans with only white space between them are one."""
    merged = merge((Span(*each) for each in spans), "a b,c")
    assert [(span.start, span.end) for span in merged] == expected


_spans = st.tuples(st.integers(0, 19), st.integers(1, 9)).map(lambda p: Span(p[0], sum(p)))


@given(st.lists(_spans, max_size=8), st.text("a .", min_size=28, max_size=28))
def test_merged_spans_cover_the_same(spans: list[Span], text: str) -> None:
    """Merged spans are sorted, apart, and cover every character that any span covered."""
    merged = merge(spans, text)
    assert list(merged) == sorted(merged)
    assert not any(a.overlaps(b) for a in merged for b in merged if a != b)
    assert all(any(each.covers(span) for each in merged) for span in spans)
    assert merge(merged, text) == merged


def test_overlap_of() -> None:
    """Characters in common are counted span by span."""
    assert overlap_of([Span(0, 4), Span(6, 9)], Span(3, 7)) == 2
