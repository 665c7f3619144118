"""Speakers by name and id, and what they said."""

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
    alone = {"merged_ids": [], "candidates": [], "also_known": []}
    detail = client.get("/v1/speakers/ola-berg").json()
    facets = detail.pop("facets")
    assert detail == berg | {"roles": [role]} | alone
    assert (facets["quotes"], facets["capped"], facets["more"]) == (2, False, [])
    assert set(facets["counts"]) == {"outlet", "topic", "month"}
    assert facets["counts"]["month"] == months
    assert client.get("/v1/speakers?kind=organization").json()["items"] == []


@pytest.mark.parametrize(
    ("query", "names", "suggested"),
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
    client: Client, query: str, names: list[str], suggested: list[str] | None
) -> None:
    body = client.get(f"/v1/speakers?{query}").json()
    assert [each["name"] for each in body["items"]] == names
    if suggested is None:
        assert "suggestions" not in body
    else:
        assert {each["name"] for each in body["suggestions"]} >= set(suggested)


def test_the_quotes_of_a_speaker_are_those_of_the_list(client: Client) -> None:
    path = "/v1/speakers/ola-berg/quotes"
    assert client.get(path).json() == client.get("/v1/quotes?speaker=ola-berg").json()
    (item,) = client.get(f"{path}?outlet=cable").json()["items"]
    assert item["article"]["id"] == "undated"
    assert client.get(f"{path}?speaker=zoe").status_code == 400


@pytest.mark.parametrize("speaker_id", ["berg", "Ola Berg", "nobody", "%"])
def test_a_name_is_no_id(client: Client, speaker_id: str) -> None:
    assert client.get(f"/v1/speakers/{quote(speaker_id)}/quotes").status_code == 404
