"""Items of lists are sent as they are stored; they must stay what the records say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from api_clients import make_client
from store_builders import attribute, make_sample

from api.schemas import QuoteItem, QuotePage
from quotes.records import Article, Extraction
from quotes.settings import load_settings
from quotes.store import Decider, Store, open_store

FIELDS = ",".join(field.encode_name for field in msgspec.structs.fields(QuoteItem))


def review(store: Store) -> None:
    for quote in store.quotes.list().items[:2]:
        store.quotes.review(quote.attribution.id, "confirmed", Decider("Ann", None))


def merge(store: Store) -> None:
    one, other = (speaker.id for speaker in store.speakers.list(limit=2).items)
    store.identities.merge(one, other, Decider("Ann", "the same"))


def save_again(store: Store) -> None:
    first = make_sample()[0]
    article = msgspec.structs.replace(first.article, title="Another title", outlet="Another Post")
    store.articles.save(msgspec.structs.replace(first, article=article))


def join_clusters(store: Store) -> None:
    """The words of a quote in another article."""
    quote = next(quote for quote in store.quotes.list().items if quote.cluster)
    article = Article(id="copy", text=f"{quote.content[0]} she said.")
    copied = attribute(article, quote.content[0], "said", "she")
    store.articles.save(Extraction(article=article, attributions=(copied,)))


def withdraw(store: Store) -> None:
    store.articles.withdraw(make_sample()[0].article.id, "not ours")


@pytest.mark.parametrize("change", [review, merge, save_again, join_clusters, withdraw])
def test_stored_items_stay_true(tmp_path: Path, change: Callable[[Store], None]) -> None:
    """With `fields` items are made from records, and all are equal, before a change and after."""
    url = f"sqlite:///{tmp_path / 'onrecord.db'}"
    with open_store(url, create=True) as store:
        for extraction in make_sample():
            store.articles.save(extraction)
        answers = []
        with make_client(load_settings({}, database_url=url)) as client:
            for step in (lambda _: None, change):
                step(store)
                for query in ("act=all&status=all", "act=all&status=all&q=the"):
                    stored = client.get(f"/v1/quotes?limit=200&{query}")
                    made = client.get(f"/v1/quotes?limit=200&{query}&fields={FIELDS}")
                    assert stored.json()["items"] == made.json()["items"] != []
                    msgspec.json.decode(stored.content, type=QuotePage, strict=True)
                answers.append(stored.json()["items"])
        assert answers[0] != answers[1]
