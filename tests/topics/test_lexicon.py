"""The lexicon of terms, and terms counted in texts."""

from __future__ import annotations

import pytest

from quotes.topics import find_ancestors, load_media_topics
from quotes.topics.lexicon import count_terms, load_lexicon, split_words
from quotes.topics.media_topics import read_rows


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        pytest.param("Air strikes", {("air", "strike")}, id="longest term alone"),
        pytest.param("the Refugees' ministries", {("refugee",), ("ministry",)}, id="folded"),
        pytest.param("crises of state", set(), id="no terms"),
        pytest.param("A ceasefire, a cease-fire", {("ceasefire",), ("cease-fire",)}, id="hyphen"),
    ],
)
def test_count_terms(text: str, terms: set[tuple[str, ...]]) -> None:
    """Terms are found without capitals, possessives and plurals."""
    assert set(count_terms(split_words(text))) == terms


def test_lexicon_rows_fit_the_table() -> None:
    """Every row has a topic of the table with its name, once a weight, and no blank term."""
    topics = load_media_topics()
    rows = read_rows("lexicon.tsv")
    assert all(topics[code].name == name for code, name, _, _ in rows)
    assert len({(code, weight) for code, _, weight, _ in rows}) == len(rows)
    assert {weight for _, _, weight, _ in rows} == {"1", "2", "3"}
    assert all(split_words(term) for *_, terms in rows for term in terms.split(", "))


def test_lexicon_covers_the_top() -> None:
    """Each of the 17 topics at the top has terms at or below it."""
    top = {topic.code for topic in load_media_topics().values() if topic.parent is None}
    covered = {(code, *find_ancestors(code))[-1] for code in load_lexicon().codes}
    assert len(top) == 17
    assert covered == top
