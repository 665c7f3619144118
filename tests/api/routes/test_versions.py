"""What an article was before, over HTTP: by ids of every kind, within the rights to its text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from api_clients import make_client
from litestar import Litestar
from litestar.testing import TestClient

from quotes.records import Article, Extraction
from quotes.settings import Settings, load_settings
from quotes.store import open_store

Client = TestClient[Litestar]

OLD, NEW = "One.\n\nTwo villages.\n\nThree.", "One.\n\nFour villages.\n\nThree.\n\nCorrected."
IDS = ["dam", "https://news.example/a?b=1", "a/b", "50%", "odd/versions", "versions", "ü/ß"]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    url = f"sqlite:///{tmp_path_factory.mktemp('versions') / 'v.db'}"
    with open_store(url, create=True) as store:
        for text, title in ((OLD, "Old"), (NEW, "New")):
            for id_ in IDS:
                article = Article(id=id_, text=text, title=title, outlet="Cable Post")
                store.articles.save(Extraction(article=article, attributions=()))
    return load_settings({}, database_url=url)


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[Client]:
    with make_client(settings) as client:
        yield client


def read(client: Client, path: str, **parameters: str) -> Any:
    answer = client.get(f"/v1/articles/{path}", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("article_id", IDS)
def test_every_id_has_its_versions(client: Client, article_id: str) -> None:
    path = quote(article_id, safe="")
    assert read(client, path)["id"] == article_id
    new, old = read(client, f"{path}/versions")["items"]
    assert (new["text"], new["title"], new["title_before"]) == (NEW, "New", "Old")
    assert (old["text"], old["title"], old["title_before"]) == (OLD, "Old", None)


def test_an_id_with_slashes_may_stand_as_it_is(client: Client) -> None:
    assert read(client, "https://news.example/a%3Fb=1")["id"] == "https://news.example/a?b=1"
    assert len(read(client, "https://news.example/a%3Fb=1/versions")["items"]) == 2
    assert len(read(client, "a/b/versions", limit="1")["items"]) == 1
    assert client.get("/v1/articles/a/b/c/versions").status_code == 404


def test_differences_by_paragraph(client: Client) -> None:
    new, old = read(client, "dam/versions")["items"]
    assert old["changes"] is None
    assert new["changes"] == [
        {"removed": [{"start": 6, "end": 19, "text": "Two villages."}],
         "added": [{"start": 6, "end": 20, "text": "Four villages."}]},
        {"removed": [], "added": [{"start": 30, "end": 40, "text": "Corrected."}]},
    ]  # fmt: skip


def test_pages_and_fields(client: Client) -> None:
    page = read(client, "dam/versions", limit="1", fields="title")
    assert page["items"] == [{"title": "New"}]
    rest = read(client, "dam/versions", limit="1", fields="title", cursor=page["next"])
    assert rest == {"items": [{"title": "Old"}], "next": None}


@pytest.mark.parametrize("right", ["excerpt", "none"])
def test_texts_that_may_not_be_given_out(settings: Settings, right: str) -> None:
    with make_client(load_settings({}, database_url=settings.database_url, text=right)) as client:
        answer = client.get("/v1/articles/dam/versions")
    assert "villages" not in answer.text
    assert answer.json()["items"][0]["changes"][0]["removed"] == [
        {"start": 6, "end": 19, "text": None}
    ]


def test_a_withdrawn_article_has_none(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'w.db'}"
    with open_store(url, create=True) as store:
        store.articles.save(Extraction(article=Article(id="a/b", text=OLD), attributions=()))
        store.articles.withdraw("a/b", "wrong")
    with make_client(load_settings({}, database_url=url)) as client:
        assert client.get("/v1/articles/a/b/versions").status_code == 410
        assert client.get("/v1/articles/b/versions").status_code == 404
