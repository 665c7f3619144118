"""Reviews of quotes over HTTP: listed with the quote, a filter, and rejected quotes left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from api_clients import make_client
from litestar import Litestar
from litestar.testing import TestClient
from store_builders import make_sample

from api.http.content_negotiation import QUOTE_MEDIA_TYPES, QuoteFormat
from quotes.settings import load_settings
from quotes.store import Decider, QuoteFilter, open_store

Client = TestClient[Litestar]


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client over the sample, of which one quote was confirmed and another rejected."""
    url = f"sqlite:///{tmp_path_factory.mktemp('reviews') / 'onrecord.db'}"
    with open_store(url, create=True) as store:
        for extraction in make_sample():
            store.articles.save(extraction)
        for words, status in (("river", "confirmed"), ("rain", "confirmed"), ("rain", "rejected")):
            (quote,) = store.quotes.list(QuoteFilter(q=words)).items
            reason = "heard it on tape" if status == "confirmed" else "no such official"
            store.quotes.review(quote.attribution.id, status, Decider("Ann", reason))  # type: ignore[arg-type]
    with make_client(load_settings({}, database_url=url)) as client:
        yield client


def find(client: Client, query: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get(f"/v1/quotes?{query}").json()["items"]
    return items


@pytest.mark.parametrize(
    ("query", "statuses"),
    [
        pytest.param("", ["unreviewed"] * 2 + ["confirmed"] + ["unreviewed"] * 2, id="default"),
        pytest.param("status=confirmed", ["confirmed"], id="confirmed"),
        pytest.param("status=corrected", [], id="corrected"),
        pytest.param("status=rejected", ["rejected"], id="rejected"),
        pytest.param("status=unreviewed", ["unreviewed"] * 4, id="unreviewed"),
        pytest.param("q=rain&status=all", ["rejected"], id="all"),
        pytest.param("q=rain", [], id="rejected by default"),
    ],
)
def test_quotes_are_found_by_their_status(
    reviewed: Client, query: str, statuses: list[str]
) -> None:
    assert [item["status"] for item in find(reviewed, query)] == statuses
    rows = reviewed.get(f"/v1/export/quotes.ndjson?columns=status,id&{query}").text.splitlines()
    assert [row.split('"')[3] for row in rows] == statuses


def test_a_quote_lists_its_reviews(reviewed: Client) -> None:
    """A rejected quote is found by its id: its permalink still works."""
    (item,) = find(reviewed, "status=rejected")
    quote = reviewed.get(f"/v1/quotes/{item['id']}").json()
    assert quote["status"] == "rejected"
    first, second = quote["reviews"]
    assert first.pop("at") <= second.pop("at")
    assert first == {
        "status": "confirmed",
        "person": "Ann",
        "reason": "heard it on tape",
        "version": 6,
    }
    assert (second["status"], second["reason"]) == ("rejected", "no such official")
    other = find(reviewed, "status=unreviewed&limit=1")[0]
    assert reviewed.get(f"/v1/quotes/{other['id']}").json()["reviews"] == []


@pytest.mark.parametrize("format_", ["jsonld", "annotation"])
def test_formats_without_a_status_do_not_give_what_was_rejected(
    reviewed: Client, format_: QuoteFormat
) -> None:
    """By suffix and by Accept: they would state the rejected speaker as a fact."""
    (item,) = find(reviewed, "status=rejected")
    accepted = {"Accept": QUOTE_MEDIA_TYPES[format_]}
    for path, headers in ((f".{format_}", {}), ("", accepted)):
        answer = reviewed.get(f"/v1/quotes/{item['id']}{path}", headers=headers)
        assert answer.status_code == 410
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"] == "urn:onrecord:problem:rejected"
        assert "etag" not in answer.headers
    assert reviewed.get(f"/v1/quotes/{item['id']}.json").json()["status"] == "rejected"
    for other in find(reviewed, ""):
        assert reviewed.get(f"/v1/quotes/{other['id']}.{format_}").status_code == 200


def test_articles_leave_out_what_was_rejected(reviewed: Client) -> None:
    remote = reviewed.get("/v1/articles/https://news.example/a%3Fb=1").json()
    assert remote["attributions"] == []
    cable = reviewed.get("/v1/articles/dam-cable").json()["attributions"]
    assert [each["status"] for each in cable] == ["confirmed", "unreviewed", "unreviewed"]


def test_an_unknown_status_is_a_problem(reviewed: Client) -> None:
    answer = reviewed.get("/v1/quotes?status=doubtful")
    assert answer.status_code == 400
    assert [each["parameter"] for each in answer.json()["errors"]] == ["status"]
