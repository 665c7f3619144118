"""The text around a quote begins and ends with a sentence, a paragraph or at least a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_builders import attribute

from api.serializers.context import make_context
from quotes.records import Article, Span
from quotes.text_rights import REACH

LONG = "word " * 100


@pytest.mark.parametrize(
    ("before", "after", "expected_before", "expected_after"),
    [
        pytest.param("", "", "", "", id="nothing around"),
        pytest.param("One. ", " Two.", "One. ", " Two.", id="all within reach"),
        pytest.param(LONG + "One. Two. ", " Three.", "Two. ", " Three.", id="from a sentence"),
        pytest.param(LONG + "\n\nOne. ", "", "One. ", "", id="from a paragraph"),
        pytest.param(LONG + "“One.” Two. ", "", "Two. ", "", id="marks belong to the sentence"),
        pytest.param("", " One. Two " + LONG, "", " One.", id="to a sentence"),
        pytest.param("", " “One.” Two " + LONG, "", " “One.”", id="to its closing mark"),
        pytest.param("", " One\n\n" + LONG, "", " One", id="to a paragraph"),
    ],
)
def test_bounds(before: str, after: str, expected_before: str, expected_after: str) -> None:
    article = Article(id="a", text=f"{before}Ann said yes{after}")
    context = make_context(article.text, attribute(article, "yes", "said", "Ann"), "full")
    assert context.passage.text == "Ann said yes"
    assert (context.before.text, context.after.text) == (expected_before, expected_after)


def test_a_sentence_longer_than_the_reach_is_cut_between_words() -> None:
    article = Article(id="a", text=f"{LONG}Ann said yes {LONG}")
    context = make_context(article.text, attribute(article, "yes", "said", "Ann"), "full")
    assert context.before.text.startswith("word")
    assert context.after.text.endswith("word")


@given(text=st.text(st.sampled_from("ab .!?\n”’"), min_size=1, max_size=900), data=st.data())
def test_parts_join_and_stay_within_reach(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    article = Article(id="a", text="x" + text)
    template = attribute(article, "x", type="indirect")
    moved = type(template)(
        id="1",
        article_id="a",
        content=(Span(start, end),),
        type="direct",
        confidence=1,
        evidence=template.evidence,
        model_version="1",
    )
    context = make_context(text, moved, "full")
    parts = [context.before, context.passage, context.after]
    assert [text[part.start : part.end] for part in parts] == [part.text for part in parts]
    assert context.before.end == context.passage.start == start
    assert context.after.start == context.passage.end == end
    assert max(len(context.before.text), len(context.after.text)) <= REACH
