"""A client that holds an answer gets 304, and each tag stands for one answer."""

from __future__ import annotations

import pytest
from api_clients import make_client
from litestar import Litestar
from litestar.testing import TestClient
from store_builders import make_sample

from api.http import etag
from api.http.etag import hash_release
from api.release import find_release
from quotes.settings import Settings
from quotes.store import SCHEMA_REVISION, open_store

Client = TestClient[Litestar]


VERSIONED = ["/v1/quotes", "/v1/quotes?q=river&limit=1", "/v1/speakers/ola-berg", "/v1/outlets"]


@pytest.mark.parametrize("path", VERSIONED)
def test_an_answer_that_the_client_holds_is_not_sent_again(client: Client, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": f'"x", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == "no-cache"
    assert "content-length" not in again.headers


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        pytest.param("/v1/quotes?limit=2", {}, id="another query"),
        pytest.param("/v1/speakers/zoë-işık", {}, id="another path"),
        pytest.param("/v1/quotes", {"Accept": "application/ld+json"}, id="another type"),
        pytest.param("/v1/quotes", {"If-None-Match": "*"}, id="anything"),
    ],
)
def test_a_tag_is_of_one_answer_only(client: Client, path: str, headers: dict[str, str]) -> None:
    tag = client.get("/v1/quotes").headers["etag"]
    assert client.get(path, headers={"If-None-Match": tag} | headers).status_code == 200


def test_a_tag_holds_until_something_is_saved(lost_settings: Settings) -> None:
    with open_store(lost_settings.database_url, create=True) as store:
        one, two, *_ = make_sample()
        store.articles.save(one)
        with make_client(lost_settings) as client:
            tag = client.get("/v1/quotes").headers["etag"]
            assert client.get("/v1/quotes", headers={"If-None-Match": tag}).status_code == 304
            store.articles.save(two)
            assert client.get("/v1/quotes", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("release", "revision"),
    [
        pytest.param("99.0", SCHEMA_REVISION, id="release"),
        pytest.param(find_release(), "9999", id="tables"),
    ],
)
def test_another_release_has_other_tags(
    client: Client, monkeypatch: pytest.MonkeyPatch, release: str, revision: str
) -> None:
    """It may answer differently from the same data."""
    assert hash_release(find_release(), SCHEMA_REVISION) == etag.RELEASE_HASH
    tag = client.get("/v1/quotes").headers["etag"]
    monkeypatch.setattr(etag, "RELEASE_HASH", hash_release(release, revision))
    assert client.get("/v1/quotes", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("path", ["/v1/quotes/nothing", "/v1/quotes?limit=0", "/nothing"])
def test_errors_have_no_tag_and_are_not_stored(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert "etag" not in headers
    assert headers["cache-control"] == "no-store"
