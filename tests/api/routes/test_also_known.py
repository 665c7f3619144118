"""Quotes and speakers come with other spellings of the speaker that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from api_clients import make_client
from litestar import Litestar
from litestar.testing import TestClient
from store_builders import attribute, person

from quotes.records import Article, Extraction
from quotes.settings import load_settings
from quotes.store import open_store

Client = TestClient[Litestar]


@pytest.fixture(scope="module")
def erdogans(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client over four articles: two spellings of one name, another name, a surname alone."""
    url = f"sqlite:///{tmp_path_factory.mktemp('names') / 'onrecord.db'}"
    with open_store(url, create=True) as store:
        for name in ("Recep Erdoğan", "Recep Erdogan", "Emine Erdoğan", "Erdoğan"):
            article = Article(id=name, text=f"{name} said the dam will hold.", outlet="Post")
            quote = attribute(article, "the dam will hold", "said", name, **person(name))
            store.articles.save(Extraction(article=article, attributions=(quote,)))
    with make_client(load_settings({}, database_url=url)) as client:
        yield client


def find(client: Client, speaker: str, **parameters: str) -> dict[str, Any]:
    answer = client.get("/v1/quotes", params={"speaker": speaker, **parameters})
    body: dict[str, Any] = answer.raise_for_status().json()
    return body


def test_an_id_finds_all_spellings_and_offers_the_doubtful_one(erdogans: Client) -> None:
    body = find(erdogans, "recep-erdoğan")
    assert {quote["article"]["id"] for quote in body["items"]} == {"Recep Erdoğan", "Recep Erdogan"}
    (other,) = body["also_known"]
    assert (other["name"], other["why"]) == ("Erdoğan", "one word")
    assert erdogans.get(other["permalink"]).json()["name"] == "Erdoğan"


def test_the_surname_alone_offers_whom_it_may_mean(erdogans: Client) -> None:
    (bare,) = find(erdogans, "recep-erdoğan")["also_known"]
    also_known = find(erdogans, bare["id"])["also_known"]
    assert {other["id"] for other in also_known} == {"recep-erdoğan", "emine-erdoğan"}
    detail = erdogans.get(f"/v1/speakers/{bare['id']}").json()
    assert detail["also_known"] == also_known


def test_words_offer_nobody_whom_they_find(erdogans: Client) -> None:
    body = find(erdogans, "erdogan")
    assert len(body["items"]) == 4
    assert body["also_known"] == []


def test_only_the_first_page_offers_them(erdogans: Client) -> None:
    page = find(erdogans, "recep-erdoğan", limit="1")
    assert page["also_known"]
    assert find(erdogans, "recep-erdoğan", limit="1", cursor=page["next"])["also_known"] == []


def test_the_quotes_of_a_speaker_offer_them_too(erdogans: Client) -> None:
    body = erdogans.get("/v1/speakers/recep-erdoğan/quotes").json()
    assert [other["name"] for other in body["also_known"]] == ["Erdoğan"]
