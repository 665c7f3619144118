"""Pages of lists follow each other, and are as long as asked for."""

from __future__ import annotations

import pytest
from api_clients import make_client
from litestar import Litestar
from litestar.testing import TestClient

from quotes.settings import Settings

Client = TestClient[Litestar]


@pytest.mark.parametrize("noun", ["speakers", "outlets", "topics"])
def test_lists_are_paged(client: Client, noun: str) -> None:
    first = client.get(f"/v1/{noun}?limit=1")
    second = client.get(first.headers["link"].split(">")[0].removeprefix("<")).json()
    whole = client.get(f"/v1/{noun}").json()
    assert first.json()["items"] + second["items"] == whole["items"]
    assert second["next"] is None


def test_page_size_is_another_name_for_limit(client: Client) -> None:
    two = client.get("/v1/quotes?limit=2").json()
    for query in ("page-size=2", "limit=3&page-size=2", "limit=2&page-size=3"):
        assert client.get(f"/v1/quotes?{query}").json() == two


def test_the_longest_page_is_a_setting(sample_settings: Settings) -> None:
    with make_client(sample_settings, max_page=2) as client:
        assert len(client.get("/v1/quotes").json()["items"]) == 2
        answer = client.get("/v1/quotes?limit=3")
        assert "1 to 2 items" in answer.json()["detail"]
        (limit,) = (
            each
            for each in client.get("/openapi.json").json()["paths"]["/v1/quotes"]["get"][
                "parameters"
            ]
            if each["name"] == "limit"
        )
        assert limit["schema"]["maximum"] == 2
