"""Speakers, outlets, topics and articles over HTTP."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]


def test_speakers(client: Client) -> None:
    berg = {
        "id": "ola-berg",
        "name": "Ola Berg",
        "kind": "person",
        "aliases": [],
        "quotes": 2,
        "permalink": "http://testserver.local/v1/speakers/ola-berg",
    }
    assert client.get("/v1/speakers?name=ola").json() == {"items": [berg], "next": None}
    role = {
        "role": "farmer",
        "affiliation": None,
        "first_seen": "2031-03-04",
        "last_seen": "2031-03-04",
        "quotes": 1,
    }
    alone = {"merged_ids": [], "candidates": []}
    assert client.get("/v1/speakers/ola-berg").json() == berg | {"roles": [role]} | alone
    assert client.get("/v1/speakers?kind=organization").json()["items"] == []


def test_outlets(client: Client) -> None:
    body = client.get("/v1/outlets").json()
    assert body["items"][0] == {
        "name": "Cable Post",
        "articles": 2,
        "quotes": 3,
        "first_published": "2031-03-02",
        "last_published": "2031-03-02",
        "permalink": "http://testserver.local/v1/quotes?outlet=Cable+Post",
    }


def test_topics(client: Client) -> None:
    body = client.get("/v1/topics").json()
    assert body["items"][1] == {
        "code": "medtop:17000000",
        "name": "weather",
        "articles": 1,
        "quotes": 2,
        "permalink": "http://testserver.local/v1/quotes?topic=medtop%3A17000000",
    }


@pytest.mark.parametrize("noun", ["speakers", "outlets", "topics"])
def test_lists_are_paged(client: Client, noun: str) -> None:
    first = client.get(f"/v1/{noun}?limit=1")
    second = client.get(first.headers["link"].split(">")[0].removeprefix("<")).json()
    whole = client.get(f"/v1/{noun}").json()
    assert first.json()["items"] + second["items"] == whole["items"]
    assert second["next"] is None


def test_an_article_has_its_text_and_everything_found(client: Client) -> None:
    article = client.get("/v1/articles/dam-cable").json()
    assert [each["act"] for each in article["attributions"]] == ["statement"] * 2 + ["attitude"]
    assert [each["code"] for each in article["topics"]] == ["medtop:11000000"]
    for attribution in article["attributions"]:
        spans = attribution["offsets"]["content"]
        assert [article["text"][start:end] for start, end in spans] == attribution["content"]
        assert "article" not in attribution


@pytest.mark.parametrize("safe", ["", ":/"], ids=["encoded", "with its slashes"])
def test_an_article_is_found_by_an_id_that_is_a_url(client: Client, safe: str) -> None:
    url = f"/v1/articles/{quote('https://news.example/a?b=1', safe=safe)}"
    assert client.get(url).json()["id"] == "https://news.example/a?b=1"
