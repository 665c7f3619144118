"""Quotations that may be the source of a claim, in both databases."""

from __future__ import annotations

from typing import Any

import pytest
from store_builders import attribute, person

from quotes.checking import Hints, read_claim
from quotes.records import Article, Extraction
from quotes.store import Decider, Store
from quotes.store.search import sources

WORDS = "The engine of the ferry is repaired"


def save(store: Store, name: str, said: str, speaker: str = "Ana Lee", **fields: Any) -> str:
    """The id of the one quotation of a new article."""
    article = Article(id=name, text=f"“{said},” {speaker} said.", **fields)
    quote = attribute(article, f"“{said},”", "said", speaker, type="direct", **person(speaker))
    store.articles.save(Extraction(article=article, attributions=(quote,)))
    return quote.id


def list_matches(store: Store, claim: str) -> list[str]:
    result = store.quotes.check(read_claim(claim)).result
    return [
        match.attribution.article_id for match in result.matches if match.wording != "not_found"
    ]


def test_finds_the_source_among_others(store: Store) -> None:
    for number in range(20):
        save(store, f"other{number}", f"The wall number {number} is standing as it did")
    quote = save(store, "ferry", WORDS, outlet="Mail", published="2031-03-02")
    checked = store.quotes.check(read_claim(f"Lee: “{WORDS}”"))
    assert (checked.result.verdict, checked.result.speaker) == ("exact", "same")
    assert checked.quotes[0].attribution.id == quote
    assert checked.result.matches[0].names == ("Ana Lee",)
    assert list_matches(store, "The engine of that ferry was repaired") == ["ferry"]
    assert list_matches(store, "Nothing like that was ever printed") == []


def test_rejected_quotations_are_no_source(store: Store) -> None:
    quote = save(store, "ferry", WORDS)
    store.quotes.review(quote, "rejected", Decider("desk", "wrong"))
    assert list_matches(store, WORDS) == []


def test_common_words_count_beside_their_neighbours(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A word that very many quotations have is not looked up alone."""
    monkeypatch.setattr(sources, "_MOST_KEYS", 3)
    sources._select_keys.cache_clear()
    try:
        for number in range(6):
            save(store, f"a{number}", f"The ferry waits here at {number}")
            save(store, f"b{number}", f"An engine stands there at {number}")
        save(store, "both", "Every ferry engine was sold abroad")
        assert list_matches(store, "Every ferry engine was sold abroad") == ["both"]
    finally:
        sources._select_keys.cache_clear()


def test_the_outlet_chooses_among_the_same_words(store: Store) -> None:
    for outlet in ("Mail", "Post", "Sun"):
        save(store, outlet, WORDS, outlet=outlet, published="2031-03-02")
    for outlet in ("Mail", "Post", "Sun"):
        checked = store.quotes.check(read_claim(WORDS), Hints(outlet=outlet))
        assert checked.quotes[0].article.outlet == outlet


def test_what_is_held(store: Store) -> None:
    holdings = store.read_holdings()
    assert (holdings.outlets, holdings.first_published, holdings.last_published) == (0, None, None)
    save(store, "old", WORDS, outlet="Mail", published="2030-12-31")
    save(store, "new", WORDS, outlet="Post", published="2031-03-02T10:00:00Z")
    save(store, "undated", WORDS, outlet="Post")
    holdings = store.read_holdings()
    assert (holdings.outlets, holdings.first_published, holdings.last_published) == (
        2,
        "2030-12-31",
        "2031-03-02",
    )
