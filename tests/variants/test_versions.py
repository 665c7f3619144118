"""Quotations of an article that comes again: kept by words and place, or led on."""

from __future__ import annotations

import gc
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.records import Span, Spans
from quotes.variants import ArticleVersion, match_versions

OLD = "Ann said the wall is standing. Bo said it was late. Cy said it was late."


def mark(text: str, *contents: str | tuple[str, ...]) -> ArticleVersion:
    """A version whose contents are these words, each after the one before if it occurs again."""
    found: list[Spans] = []
    ends: dict[str, int] = {}
    for content in contents:
        spans = []
        for piece in (content,) if isinstance(content, str) else content:
            start = text.index(piece, ends.get(piece, 0))
            ends[piece] = start + len(piece)
            spans.append(Span(start, start + len(piece)))
        found.append(tuple(spans))
    return ArticleVersion(text, found)


@pytest.mark.parametrize(
    ("old", "new", "kept", "successors"),
    [
        pytest.param(
            mark(OLD, "the wall is standing", "it was late", "it was late"),
            mark("New: " + OLD, "the wall is standing", "it was late", "it was late"),
            {0: 0, 1: 1, 2: 2}, {}, id="text before it",
        ),
        pytest.param(
            mark(OLD, "it was late", "it was late"),
            mark("Ann said the wall is standing. Cy said it was late.", "it was late"),
            {1: 0}, {}, id="the first of two is gone",
        ),
        pytest.param(
            mark("Ann said the wall is standing. It held all night.", "the wall is standing"),
            mark("It held all night. Bo said the wall is standing.", "the wall is standing"),
            {0: 0}, {}, id="moved, and given to another speaker",
        ),
        pytest.param(
            mark("He said “the wall is standing”, again.", "“the wall is standing”"),
            mark("He said “the wall is standing”, again.", "the wall is standing"),
            {0: 0}, {}, id="without its marks",
        ),
        pytest.param(
            mark("He said the wall is standing for now.", "the wall is standing"),
            mark("He said the wall is standing for now.", "the wall is standing for now"),
            {0: 0}, {}, id="other bounds in the same text",
        ),
        pytest.param(
            mark("He said the old wall is standing for now.", "the old wall is standing for now"),
            mark("He said the old wall is not standing for now.",
                 "the old wall is not standing for now"),
            {}, {0: 0}, id="one word changed",
        ),
        pytest.param(
            mark("“The wall is standing,” she said. “It will hold for years.”",
                 "“The wall is standing,”", "“It will hold for years.”"),
            mark("“The wall is standing,” she said. “It will hold for years.”",
                 ("“The wall is standing,”", "“It will hold for years.”")),
            {1: 0}, {0: 0}, id="two become one",
        ),
        pytest.param(
            mark(OLD, "the wall is standing"),
            mark("Ann said nothing. Bo said it was late. Cy said it was late.", "nothing"),
            {}, {}, id="gone",
        ),
    ],
)  # fmt: skip
def test_what_became_of_quotations(
    old: ArticleVersion, new: ArticleVersion, kept: dict[int, int], successors: dict[int, int]
) -> None:
    assert match_versions(old, new) == (kept, successors)


@st.composite
def versions(draw: st.DrawFn) -> ArticleVersion:
    text = draw(st.text(st.sampled_from("ab .’"), min_size=1, max_size=60))
    starts = st.integers(0, len(text) - 1)
    spans = starts.flatmap(lambda s: st.integers(s + 1, len(text)).map(lambda e: Span(s, e)))
    contents = draw(st.lists(st.lists(spans, min_size=1, max_size=2).map(tuple), max_size=5))
    return ArticleVersion(text, contents)


@given(versions(), versions())
def test_each_is_matched_once(old: ArticleVersion, new: ArticleVersion) -> None:
    """And the same version again keeps all that have words."""
    kept, successors = match_versions(old, new)
    assert len(set(kept.values())) == len(kept)
    assert not kept.keys() & successors.keys()
    again = match_versions(old, ArticleVersion(old.text, old.contents)).kept
    assert all(number in again for number, place in enumerate(old.places) if place)


def test_a_long_article_takes_no_longer_for_each_word() -> None:
    """Counted in seconds of the processor, without the collector of garbage, which looks at all
    that other tests left; a square would take 16 times as long.
    """

    def measure(sentences: int) -> float:
        return min(measure_once(sentences) for _ in range(3))

    def measure_once(sentences: int) -> float:
        text = " ".join(f"Ann said wall {number} is standing." for number in range(sentences))
        contents = [f"wall {number} is standing" for number in range(sentences)]
        gc.disable()
        try:
            began = time.process_time()
            match_versions(mark(text, *contents), mark("More. " + text, *contents))
            return time.process_time() - began
        finally:
            gc.enable()

    assert measure(2_000) < 8 * max(0.02, measure(500))
