"""An article with its text and everything found in it."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]


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
