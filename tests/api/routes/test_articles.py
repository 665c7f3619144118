"""Lists of articles; an article with its text and everything found in it."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]


def test_articles_are_listed_newest_first(client: Client) -> None:
    items = client.get("/v1/articles").json()["items"]
    assert [item["id"] for item in items] == [
        "dam-broadsheet",
        "dam-cable",
        "https://news.example/a?b=1",
        "undated",
    ]
    assert len({item["story"] for item in items}) == 4
    assert items[1] == {
        "id": "dam-cable",
        "story": items[1]["story"],
        "title": "Minister defends the dam",
        "outlet": "Cable Post",
        "url": "https://cable.example/dam",
        "published": "2031-03-02T08:30:00+01:00",
        "quotes": 2,
        "permalink": "http://testserver.local/v1/articles/dam-cable",
    }


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ("outlet=cable", ["dam-cable", "undated"]),
        ("topic=weather", ["dam-broadsheet"]),
        ("topic=nothing", []),
        ("from-date=2031-03-03", ["dam-broadsheet"]),
        ("to-date=2031-03-02", ["dam-cable", "https://news.example/a?b=1"]),
        ("outlet=cable&topic=politics", ["dam-cable"]),
        ("q=valley", ["dam-broadsheet"]),
        ("about=farmers", ["dam-cable"]),
    ],
)
def test_articles_are_found_by_filters(client: Client, filters: str, ids: list[str]) -> None:
    items = client.get(f"/v1/articles?{filters}&fields=id").json()["items"]
    assert items == [{"id": article_id} for article_id in ids]


def test_topics_are_suggested_for_a_misspelt_one(client: Client) -> None:
    body = client.get("/v1/articles?topic=whether").json()
    assert [topic["name"] for topic in body["suggestions"]][:1] == ["weather"]
    assert "suggestions" not in client.get("/v1/articles?topic=sport").json()


def test_pages_of_articles_follow_each_other(client: Client) -> None:
    whole = client.get("/v1/articles?fields=id").json()["items"]
    page = client.get("/v1/articles?fields=id&limit=3")
    rest = client.get(page.links["next"]["url"]).json()
    assert page.json()["items"] + rest["items"] == whole
    assert rest["next"] is None


@pytest.mark.parametrize(
    "filters",
    [
        "outlet=...",
        "about=-dam",
        "from-date=2031-03-03&to-date=2031-03-02",
        "cursor=W10",
        "speaker=berg",
    ],
)
def test_bad_filters_of_articles_are_told(client: Client, filters: str) -> None:
    answer = client.get(f"/v1/articles?{filters}")
    assert answer.status_code == 400
    assert answer.json()["errors"]


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
