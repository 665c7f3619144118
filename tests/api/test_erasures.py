"""What is erased beside a running service is in none of its answers, cached ones included."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from api_clients import make_client
from litestar import Litestar
from litestar.testing import TestClient
from store_builders import make_sample

from quotes.settings import Settings, load_settings
from quotes.store import open_store

PATHS = (
    "/v1/quotes", "/v1/quotes?act=all&facets=speaker,outlet", "/v1/quotes?speaker=I%C5%9F%C4%B1k",
    "/v1/speakers", "/v1/speakers/zo%C3%AB-i%C5%9F%C4%B1k",
    "/v1/speakers/zo%C3%AB-i%C5%9F%C4%B1k/quotes", "/v1/articles", "/v1/articles/dam-broadsheet",
    "/v1/articles/dam-cable", "/v1/export/quotes.ndjson", "/v1/export/speakers.csv",
    *(f"/v1/quotes/{quote.id}" for quote in make_sample()[0].attributions[:2]),
)  # fmt: skip


@pytest.fixture
def settings(tmp_path: object) -> Settings:
    settings = load_settings({}, database_url=f"sqlite:///{tmp_path}/onrecord.db")
    with open_store(settings.database_url, create=True) as store:
        store.articles.save_all(make_sample())
    return settings


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient[Litestar]]:
    with make_client(settings) as client:
        yield client


def ask_all(client: TestClient[Litestar]) -> dict[str, str]:
    """The answers, asked for twice, so that they come from the cache where there is one."""
    for _ in range(2):
        answers = {path: client.get(path) for path in PATHS}
    assert {a.status_code for a in answers.values()} <= {200, 410}
    return {path: answer.text for path, answer in answers.items()}


def test_an_erased_person(client: TestClient[Litestar], settings: Settings) -> None:
    speaker, etag = '"zoë-işık"', client.get("/v1/quotes").headers["etag"]
    before = ask_all(client)
    assert sum(speaker in answer for answer in before.values()) > 8
    with open_store(settings.database_url) as store:
        store.erasures.erase_person("zoë-işık")
    assert client.get("/v1/quotes", headers={"if-none-match": etag}).status_code == 200
    after = ask_all(client)
    assert [path for path, answer in after.items() if speaker in answer] == []
    assert [path for path in after if '"change":"erased"' in after[path]] == [
        *(path for path in PATHS if path.startswith("/v1/speakers/")),
        *(path for path in PATHS if path.startswith("/v1/quotes/")),
    ]


def test_an_erased_article_is_gone_without_details(
    client: TestClient[Litestar], settings: Settings
) -> None:
    ask_all(client)
    with open_store(settings.database_url) as store:
        store.erasures.erase_article("dam-cable")
    ids = [quote.id for quote in make_sample()[0].attributions]
    for path in ("articles/dam-cable", *(f"quotes/{id_}" for id_ in ids)):
        answer = client.get(f"/v1/{path}")
        body = answer.json()
        assert (answer.status_code, body["change"]) == (410, "erased"), path
        assert body.keys() == {"type", "title", "status", "detail", "instance", "change"}
    assert not [path for path, answer in ask_all(client).items() if "Minister defends" in answer]
