"""Words that match are highlighted, and found alike by every index."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pytest
from store_builders import attribute

from quotes.records import Act, Article, Extraction
from quotes.store import Order, QuoteFilter, Store
from quotes.store.search import fulltext_postgres, fulltext_sqlite, paging


@pytest.mark.parametrize("order", ["date", "oldest", "confidence", "relevance"])
@pytest.mark.parametrize(
    "fields",
    [
        {"q": "was"},
        {"q": "was -cheap", "act": "all"},
        {"q": "the", "topic": "politics"},
        {"q": "the", "speaker": "isik", "to_date": date(2031, 3, 2)},
        {"q": "berg", "q_in": "both", "article": "dam-broadsheet"},
        {"topic": "medtop:17000000"},
        {"speaker_kind": "person", "type": "mixed"},
        {"about": "dam"},
        {"about": "dam", "q": "was", "act": "all"},
        {"about": "valley", "topic": "politics", "speaker": "berg"},
    ],
    ids=str,
)
def test_many_quotes_are_found_by_other_indexes_alike(
    sample: Store, monkeypatch: pytest.MonkeyPatch, fields: dict[str, object], order: Order
) -> None:
    if order == "relevance" and "q" not in fields:
        pytest.skip("relevance is to words")
    filters = QuoteFilter(**fields)  # type: ignore[arg-type]
    found = sample.quotes.list(filters, order=order, highlight=True)
    assert found.items
    monkeypatch.setattr(fulltext_sqlite, "_MANY", 1)
    monkeypatch.setattr(fulltext_sqlite, "_MANY_ARTICLES", 1)
    monkeypatch.setattr(fulltext_postgres, "_MANY_ARTICLES", 1)
    monkeypatch.setattr(paging, "_MANY", 1)
    assert sample.quotes.list(filters, order=order, highlight=True) == found
    first = sample.quotes.list(filters, order=order, limit=1, highlight=True)
    assert first.items == found.items[:1]
    if first.next is not None:
        rest = sample.quotes.list(filters, order=order, cursor=first.next, highlight=True)
        assert rest.items == found.items[1:]


@pytest.mark.parametrize(
    ("q", "marked"),
    [
        pytest.param("waits", ["wait"], id="another form"),
        pytest.param('"river can" stop', ["stop", "river can"], id="phrase and word"),
        pytest.param("WILL -cheap", ["will"], id="case"),
    ],
)
def test_highlights_are_characters_of_the_quote(sample: Store, q: str, marked: list[str]) -> None:
    filters = QuoteFilter(q=q, article="dam-cable", type="direct")
    (quote,) = sample.quotes.list(filters, highlight=True).items
    text = " … ".join(quote.content)
    assert [span.slice(text) for span in quote.highlights] == marked
    assert sample.quotes.list(filters).items[0].highlights == ()


@pytest.mark.parametrize(
    ("q", "marked"),
    [
        pytest.param("nobody's élan", ["nobody's elan"], id="of a phrase"),
        pytest.param('"nobody s" thing', ["nobody's", "thing"], id="of a phrase in marks"),
        pytest.param("s thing", ["s", "s", "s", "thing"], id="asked for"),
    ],
)
def test_letters_of_phrases_are_highlighted_with_them_only(
    store: Store, q: str, marked: list[str]
) -> None:
    """On every database: PostgreSQL marks the words of a phrase wherever they stand."""
    text = "it's true nobody's elan but that's a thing"
    article = Article(id="a", text=f"{text}, she said.")
    store.articles.save(
        Extraction(article=article, attributions=(attribute(article, text, "said", "she"),))
    )
    (quote,) = store.quotes.list(QuoteFilter(q=q), highlight=True).items
    assert [span.slice(text) for span in quote.highlights] == marked


@pytest.mark.parametrize("act", ["attitude", "all"])
def test_words_of_attitudes_are_highlighted(sample: Store, act: Act | Literal["all"]) -> None:
    (quote,) = sample.quotes.list(QuoteFilter(q="floods", act=act), highlight=True).items
    assert [span.slice(quote.content[0]) for span in quote.highlights] == ["flood"]
