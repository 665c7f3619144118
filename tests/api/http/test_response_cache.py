"""Cached answers are the answers that would be made anew."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from api_clients import make_client
from litestar import Litestar
from litestar.testing import TestClient
from store_builders import make_sample

from api.http.response_cache import CachedResponse, ResponseCache
from quotes.settings import Settings
from quotes.store import Decider, open_store

Client = TestClient[Litestar]

PATHS = [
    "/v1/quotes?limit=2",
    "/v1/quotes?q=river&facets=speaker",
    "/v1/speakers/ola-berg",
    "/v1/outlets",
    "/v1/stats/timeline",
    "/v1/export/quotes.ndjson",
]
OF_ONE_ANSWER = {"date", "ratelimit", "x-request-id"}


@pytest.fixture
def caching(sample_settings: Settings) -> Iterator[Client]:
    with make_client(sample_settings) as client:
        yield client


def count_hits(client: Client) -> int:
    found = re.search(
        r"^onrecord_answers_again_total (\d+)", client.get("/metrics").text, re.MULTILINE
    )
    assert found
    return int(found[1])


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("encoding", ["identity", "gzip", "zstd"])
def test_the_same_request_is_answered_from_the_cache(
    caching: Client, path: str, encoding: str
) -> None:
    given = {"Accept-Encoding": encoding, "Origin": "https://desk.example"}
    first, again = (caching.get(path, headers=given) for _ in range(2))
    assert count_hits(caching) == (0 if "export" in path else 1)
    assert again.content == first.content
    assert again.headers["x-request-id"] != first.headers["x-request-id"]
    same = [
        {name: value for name, value in each.headers.items() if name not in OF_ONE_ANSWER}
        for each in (first, again)
    ]
    assert same[0] == same[1]


@pytest.mark.parametrize(
    "headers",
    [{"Host": "localhost:81"}, {"Accept": "text/html"}, {"Accept-Encoding": "gzip"}],
    ids=lambda headers: next(iter(headers)),
)
def test_another_request_has_its_own_answer(caching: Client, headers: dict[str, str]) -> None:
    caching.get("/v1/quotes", headers={"Accept-Encoding": "identity"})
    answer = caching.get("/v1/quotes", headers={"Accept-Encoding": "identity"} | headers)
    assert count_hits(caching) == 0
    if "Host" in headers:
        assert "//localhost:81/v1/quotes/" in answer.json()["items"][0]["permalink"]


def test_head_and_get_share_an_answer(caching: Client) -> None:
    head, get, again = (caching.request(name, "/v1/outlets") for name in ("HEAD", "GET", "HEAD"))
    assert count_hits(caching) == 2
    assert head.content == again.content == b""
    assert len(get.content) == int(head.headers["content-length"]) > 0
    assert again.headers["content-length"] == head.headers["content-length"]


def test_nothing_outlives_a_change_of_the_data(lost_settings: Settings) -> None:
    with (
        open_store(lost_settings.database_url, create=True) as store,
        make_client(lost_settings) as client,
    ):
        assert client.get("/v1/quotes").json()["items"] == []
        store.articles.save_all(make_sample())
        quotes = client.get("/v1/quotes").json()["items"]
        store.quotes.review(
            quotes[0]["id"], "rejected", Decider(person="ann", reason="said by another")
        )
        assert client.get("/v1/quotes").json()["items"] == quotes[1:]
        assert count_hits(client) == 0


@pytest.mark.parametrize("path", ["/v1/quotes/nothing", "/v1/quotes?limit=0", "/health/live"])
def test_errors_and_unversioned_answers_are_not_cached(caching: Client, path: str) -> None:
    for _ in range(2):
        caching.get(path)
    assert count_hits(caching) == 0


def test_a_setting_disables_the_cache(sample_settings: Settings) -> None:
    with make_client(sample_settings, response_cache_mb=0) as client:
        for _ in range(2):
            client.get("/v1/quotes")
        assert count_hits(client) == 0


def test_the_least_recently_used_go_first() -> None:
    cache = ResponseCache(100_000)
    for number in range(50):
        cache.get("1", ())
        cache.put("1", (str(number),), CachedResponse("x", (), b"." * 8_990))
        assert cache.get("1", ("0",))
    assert [at for at in range(50) if cache.get("1", (str(at),))] == [0, *range(41, 50)]


def test_urls_and_headers_count() -> None:
    """Nobody can fill the memory with long URLs of short answers."""
    cache = ResponseCache(100_000)
    cache.get("1", ())
    keys = [(str(number) * 4_000, b"." * 2_000) for number in range(1, 10)] * 3
    for key in keys:
        cache.put("1", key, CachedResponse("x", ((b"link", b"." * 2_000),), b""))
    assert sum(cache.get("1", key) is not None for key in set(keys)) == 9
    cache.put("1", ("." * 9_500,), CachedResponse("x", (), b""))
    assert cache.get("1", ("." * 9_500,)) is None
    more = [(f"{number:05}" * 1_000,) for number in range(30)]
    for each in more:
        cache.put("1", each, CachedResponse("x", (), b""))
    assert sum(cache.get("1", each) is not None for each in more) == 16


def test_long_answers_and_those_of_older_data_are_not_cached() -> None:
    cache = ResponseCache(100_000)
    cache.get("2", ())
    cache.put("2", ("long",), CachedResponse("x", (), b"." * 10_000))
    cache.put("1", ("late",), CachedResponse("x", (), b"."))
    assert not cache.get("2", ("long",))
    assert not cache.get("1", ("late",))
