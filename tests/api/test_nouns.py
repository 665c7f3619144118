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
    months = [{"key": "2031-03", "name": "2031-03", "quotes": 1}]
    alone = {"merged_ids": [], "candidates": []}
    detail = client.get("/v1/speakers/ola-berg").json()
    facets = detail.pop("facets")
    assert detail == berg | {"roles": [role]} | alone
    assert (facets["quotes"], facets["capped"], facets["more"]) == (2, False, [])
    assert set(facets["counts"]) == {"outlet", "topic", "month"}
    assert facets["counts"]["month"] == months
    assert client.get("/v1/speakers?kind=organization").json()["items"] == []


@pytest.mark.parametrize(
    ("query", "found", "suggested"),
    [
        pytest.param("name=be", [], ["Ola Berg"], id="half a word is no word"),
        pytest.param("name=be&prefix=true", ["Ola Berg"], None, id="but may be begun"),
        pytest.param("name=ola+be&prefix=true", ["Ola Berg"], None, id="after a whole word"),
        pytest.param("name=isik", ["Zoë Işık"], None, id="without accents"),
        pytest.param("name=olla+bergh", [], ["Ola Berg"], id="misspelt"),
        pytest.param("name=xyzzy", [], [], id="like nobody"),
    ],
)
def test_speakers_are_found_by_name(
    client: Client, query: str, found: list[str], suggested: list[str] | None
) -> None:
    body = client.get(f"/v1/speakers?{query}").json()
    assert [each["name"] for each in body["items"]] == found
    if suggested is None:
        assert "suggestions" not in body
    else:
        assert {each["name"] for each in body["suggestions"]} >= set(suggested)


def test_what_a_speaker_said_is_what_the_list_has_of_them(client: Client) -> None:
    path = "/v1/speakers/ola-berg/quotes"
    assert client.get(path).json() == client.get("/v1/quotes?speaker=ola-berg").json()
    (item,) = client.get(f"{path}?outlet=cable").json()["items"]
    assert item["article"]["id"] == "undated"
    assert client.get(f"{path}?speaker=zoe").status_code == 400


@pytest.mark.parametrize("speaker_id", ["berg", "Ola Berg", "nobody", "%"])
def test_a_name_is_no_id(client: Client, speaker_id: str) -> None:
    assert client.get(f"/v1/speakers/{quote(speaker_id)}/quotes").status_code == 404


def test_the_timeline_counts_by_interval(client: Client) -> None:
    body = client.get("/v1/stats/timeline?interval=year").json()
    assert body == {
        "items": [{"start": "2030-01-01", "quotes": 1}, {"start": "2031-01-01", "quotes": 4}],
        "next": None,
        "interval": "year",
        "undated": 1,
    }
    assert client.get("/v1/stats/timeline?speaker=berg").json()["undated"] == 1
    assert client.get("/v1/stats/timeline?interval=hour").status_code == 400


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
        "parent": None,
        "articles": 1,
        "direct_articles": 1,
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
