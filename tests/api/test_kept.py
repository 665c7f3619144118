"""Answers that are sent again are those that would be made anew."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from store_builders import make_sample

from api import create_app
from api.kept import KeptAnswer, KeptAnswers
from quotes.settings import Settings, load_settings
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
OF_ONE_ANSWER = {"date", "x-request-id"}


def make_client(settings: Settings, **changed: object) -> Client:
    return TestClient(create_app(load_settings({}, **msgspec.structs.asdict(settings) | changed)))


@pytest.fixture
def keeping(sample_settings: Settings) -> Iterator[Client]:
    with make_client(sample_settings) as client:
        yield client


def count_again(client: Client) -> int:
    found = re.search(
        r"^onrecord_answers_again_total (\d+)", client.get("/metrics").text, re.MULTILINE
    )
    assert found
    return int(found[1])


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("encoding", ["identity", "gzip", "zstd"])
def test_the_same_is_answered_again(keeping: Client, path: str, encoding: str) -> None:
    given = {"Accept-Encoding": encoding, "Origin": "https://desk.example"}
    first, again = (keeping.get(path, headers=given) for _ in range(2))
    assert count_again(keeping) == (0 if "export" in path else 1)
    assert again.content == first.content
    assert again.headers["x-request-id"] != first.headers["x-request-id"]
    same = [
        {name: value for name, value in each.headers.items() if name not in OF_ONE_ANSWER}
        for each in (first, again)
    ]
    assert same[0] == same[1]


@pytest.mark.parametrize(
    "headers",
    [{"Host": "elsewhere.example"}, {"Accept": "text/html"}, {"Accept-Encoding": "gzip"}],
    ids=lambda headers: next(iter(headers)),
)
def test_another_request_has_its_own_answer(keeping: Client, headers: dict[str, str]) -> None:
    keeping.get("/v1/quotes", headers={"Accept-Encoding": "identity"})
    answer = keeping.get("/v1/quotes", headers={"Accept-Encoding": "identity"} | headers)
    assert count_again(keeping) == 0
    if "Host" in headers:
        assert "//elsewhere.example/v1/quotes/" in answer.json()["items"][0]["permalink"]


def test_head_and_get_share_an_answer(keeping: Client) -> None:
    head, get, again = (keeping.request(name, "/v1/outlets") for name in ("HEAD", "GET", "HEAD"))
    assert count_again(keeping) == 2
    assert head.content == again.content == b""
    assert len(get.content) == int(head.headers["content-length"]) > 0
    assert again.headers["content-length"] == head.headers["content-length"]


def test_nothing_outlives_a_change_of_the_data(lost_settings: Settings) -> None:
    with (
        open_store(lost_settings.database_url, create=True) as store,
        make_client(lost_settings) as client,
    ):
        assert client.get("/v1/quotes").json()["items"] == []
        store.save_all(make_sample())
        quotes = client.get("/v1/quotes").json()["items"]
        store.review(quotes[0]["id"], "rejected", Decider(person="ann", reason="said by another"))
        assert client.get("/v1/quotes").json()["items"] == quotes[1:]
        assert count_again(client) == 0


@pytest.mark.parametrize("path", ["/v1/quotes/nothing", "/v1/quotes?limit=0", "/health/live"])
def test_errors_and_what_has_no_version_are_made_anew(keeping: Client, path: str) -> None:
    for _ in range(2):
        keeping.get(path)
    assert count_again(keeping) == 0


def test_a_setting_keeps_none(sample_settings: Settings) -> None:
    with make_client(sample_settings, kept_mb=0) as client:
        for _ in range(2):
            client.get("/v1/quotes")
        assert count_again(client) == 0


def test_those_asked_for_last_are_kept() -> None:
    kept = KeptAnswers(100_000)
    for number in range(50):
        kept.find("1", ())
        kept.keep("1", (str(number),), KeptAnswer("x", (), b"." * 8_990))
        assert kept.find("1", ("0",))
    assert [at for at in range(50) if kept.find("1", (str(at),))] == [0, *range(41, 50)]


def test_long_questions_count() -> None:
    """Nobody can fill the memory by asking for little with long URLs."""
    kept = KeptAnswers(100_000)
    kept.find("1", ())
    keys = [(str(number) * 4_000, b"." * 2_000) for number in range(1, 10)] * 3
    for key in keys:
        kept.keep("1", key, KeptAnswer("x", ((b"link", b"." * 2_000),), b""))
    assert sum(kept.find("1", key) is not None for key in set(keys)) == 9
    kept.keep("1", ("." * 9_500,), KeptAnswer("x", (), b""))
    assert kept.find("1", ("." * 9_500,)) is None
    more = [(f"{number:05}" * 1_000,) for number in range(30)]
    for each in more:
        kept.keep("1", each, KeptAnswer("x", (), b""))
    assert sum(kept.find("1", each) is not None for each in more) == 16


def test_long_answers_and_late_ones_are_not_kept() -> None:
    kept = KeptAnswers(100_000)
    kept.find("2", ())
    kept.keep("2", ("long",), KeptAnswer("x", (), b"." * 10_000))
    kept.keep("1", ("late",), KeptAnswer("x", (), b"."))
    assert not kept.find("2", ("long",))
    assert not kept.find("1", ("late",))
