"""Permalinks outlive edits: what stays, what leads on, and what is gone, with when and why."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from api_clients import make_client
from litestar import Litestar
from litestar.testing import TestClient
from msgspec.structs import replace
from store_builders import attribute, make_sample, person

from quotes.records import Article, Extraction
from quotes.settings import Settings, load_settings
from quotes.store import Store, open_store

Client = TestClient[Litestar]
OLD, NEW = "the old wall is standing for now", "the old wall is not standing for now"


def make(words: str, before: str = "") -> Extraction:
    article = Article(id="wall", text=f"{before}Ann Lee said {words}.", title="The wall")
    quote = attribute(article, words, "said", "Ann Lee", **person("Ann Lee"))
    return Extraction(article=article, attributions=(quote,))


@pytest.fixture
def settings(tmp_path: object) -> Settings:
    return load_settings({}, database_url=f"sqlite:///{tmp_path}/onrecord.db")


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with open_store(settings.database_url, create=True) as store:
        store.articles.save(make(OLD))
        yield store


@pytest.fixture
def client(settings: Settings, store: Store) -> Iterator[Client]:
    with make_client(settings) as client:
        yield client


def find_id(store: Store) -> str:
    return store.quotes.list().items[0].attribution.id


def test_an_id_survives_another_text_around_it(client: Client, store: Store) -> None:
    quote_id = find_id(store)
    store.articles.save(make(OLD, "Corrected on Monday. "))
    body = client.get(f"/v1/quotes/{quote_id}").json()
    assert (body["text"], body["offsets"]["content"]) == (OLD, [[34, 66]])


def test_an_id_survives_another_speaker_cue_and_source(client: Client, store: Store) -> None:
    quote_id = find_id(store)
    extraction = make(OLD)
    other = replace(extraction.attributions[0], **person("Bo Ek"), source=(), cue=())
    store.articles.save(replace(extraction, attributions=(other,)))
    assert client.get(f"/v1/quotes/{quote_id}").json()["speaker"]["name"] == "Bo Ek"


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("", ""),
        (".jsonld", ".jsonld"),
        ("?fields=id", "?fields=id"),
        ("/variants?limit=1", "/variants?limit=1"),
    ],
)
def test_changed_words_lead_on(client: Client, store: Store, asked: str, answered: str) -> None:
    old = find_id(store)
    store.articles.save(make(NEW))
    new = find_id(store)
    answer = client.get(f"/v1/quotes/{old}{asked}")
    assert answer.status_code == 301
    assert answer.headers["location"] == f"http://testserver.local/v1/quotes/{new}{answered}"
    assert client.get(answer.headers["location"]).status_code == 200


def test_two_changes_lead_to_the_last(client: Client, store: Store) -> None:
    old = find_id(store)
    store.articles.save(make(NEW))
    store.articles.save(make(NEW.replace("now", "ever")))
    answer = client.get(f"/v1/quotes/{old}")
    assert answer.headers["location"].endswith(find_id(store))


def test_words_that_come_again_have_their_id_again(client: Client, store: Store) -> None:
    old = find_id(store)
    store.articles.save(make(NEW))
    new = find_id(store)
    store.articles.save(make(OLD))
    assert find_id(store) == old
    assert client.get(f"/v1/quotes/{new}").headers["location"].endswith(old)


def test_what_is_no_longer_in_the_article_is_gone(client: Client, store: Store) -> None:
    quote_id = find_id(store)
    store.articles.save(replace(make(OLD), attributions=()))
    answer = client.get(f"/v1/quotes/{quote_id}")
    body = answer.json()
    assert (answer.status_code, body["type"]) == (410, "urn:onrecord:problem:gone")
    assert body["change"] == "replaced"
    assert body["at"].endswith("Z")


def test_what_was_withdrawn_says_when_and_why(client: Client, store: Store) -> None:
    quote_id = find_id(store)
    store.articles.save(make(NEW))
    store.articles.withdraw("wall", "she was misquoted")
    for path in (f"quotes/{quote_id}", f"quotes/{quote_id}/variants", "articles/wall"):
        answer = client.get(f"/v1/{path}")
        body = answer.json()
        assert (answer.status_code, body["change"]) == (410, "withdrawn"), path
        assert body["reason"] == "she was misquoted"
        assert body["at"] in body["detail"]


def test_ids_hold_no_name_and_no_article(store: Store) -> None:
    for extraction in make_sample():
        store.articles.save(extraction)
    page = store.quotes.list()
    assert all(set(each.attribution.id) <= set("0123456789abcdef") for each in page.items)
