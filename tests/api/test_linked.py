"""A quote as schema.org Quotation and as Web Annotation, by suffix and by Accept."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient

from api.linked import MEDIA_TYPES, Format, choose_format

Client = TestClient[Litestar]
BASE = "http://testserver.local/v1"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", "json"),
        ("", "json"),
        ("application/json", "json"),
        ("application/*", "json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "json"),
        ("application/ld+json", "jsonld"),
        ("application/ld+json, application/json;q=0.9", "jsonld"),
        ("application/ld+json;q=0.5, application/json", "json"),
        ('application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"', "annotation"),
        ('application/ld+json;profile="http://www.w3.org/ns/anno.jsonld";q=0.5', "annotation"),
        ("application/json;q=0, */*", "jsonld"),
        ("text/html", None),
        ("application/json;q=0", None),
        ("application/json;q=x", None),
    ],
)
def test_choice(accept: str, expected: Format | None) -> None:
    assert choose_format(accept) == expected


@given(st.text(max_size=60))
def test_any_header_has_an_answer(accept: str) -> None:
    assert choose_format(accept) in (*MEDIA_TYPES, None)


def find_id(client: Client, **parameters: str) -> str:
    (item,) = client.get("/v1/quotes", params=parameters).json()["items"]
    return str(item["id"])


def read(client: Client, quote_id: str, format_: Format) -> dict[str, Any]:
    """The record by its suffix, which is the one that Accept gets."""
    answer = client.get(f"/v1/quotes/{quote_id}.{format_}")
    assert answer.headers["content-type"] == MEDIA_TYPES[format_]
    accepted = {"Accept": MEDIA_TYPES[format_]}
    assert client.get(f"/v1/quotes/{quote_id}", headers=accepted).json() == answer.json()
    body: dict[str, Any] = answer.json()
    return body


def test_a_quotation(client: Client) -> None:
    quote_id = find_id(client, q="river")
    assert read(client, quote_id, "jsonld") == {
        "@context": "https://schema.org",
        "@type": "Quotation",
        "@id": f"{BASE}/quotes/{quote_id}",
        "identifier": quote_id,
        "url": f"{BASE}/quotes/{quote_id}",
        "text": "“We will not stop,” … “The river can wait.”",
        "creator": {
            "@type": "Person",
            "@id": f"{BASE}/speakers/zo%C3%AB-i%C5%9F%C4%B1k",
            "name": "Zoë Işık",
            "jobTitle": "water minister",
        },
        "creditText": "Zoë Işık, the water minister",
        "isPartOf": {
            "@type": "NewsArticle",
            "@id": f"{BASE}/articles/dam-cable",
            "identifier": "dam-cable",
            "headline": "Minister defends the dam",
            "url": "https://cable.example/dam",
            "datePublished": "2031-03-02T08:30:00+01:00",
            "publisher": {"@type": "NewsMediaOrganization", "name": "Cable Post"},
        },
    }


def test_nobody_unnamed_is_given_a_name(client: Client) -> None:
    quotation = read(client, find_id(client, q="rain"), "jsonld")
    assert "creator" not in quotation
    assert quotation["creditText"] == "A senior official"


def test_an_annotation_selects_exactly_the_quoted_words(client: Client) -> None:
    quote_id = find_id(client, q="river")
    annotation = read(client, quote_id, "annotation")
    text = client.get("/v1/articles/dam-cable").json()["text"]
    assert annotation["type"] == "Annotation"
    assert annotation["id"] == f"{BASE}/quotes/{quote_id}.annotation"
    assert annotation["body"]["source"] == f"{BASE}/speakers/zo%C3%AB-i%C5%9F%C4%B1k"
    assert len(annotation["target"]) == 2
    for target in annotation["target"]:
        assert target["source"]["id"] == f"{BASE}/articles/dam-cable"
        assert target["source"]["via"] == "https://cable.example/dam"
        words, place = target["selector"]
        start, end = place["start"], place["end"]
        assert text[start:end] == words["exact"]
        assert text[:start].endswith(words["prefix"])
        assert text[end:].startswith(words["suffix"])
        assert max(len(words["prefix"]), len(words["suffix"])) <= 32


def test_other_types_are_refused(client: Client) -> None:
    answer = client.get("/v1/quotes/x", headers={"Accept": "text/html"})
    assert answer.status_code == 406
    assert "application/ld+json" in answer.json()["detail"]
