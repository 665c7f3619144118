"""A quote as schema.org Quotation and as Web Annotation, by suffix and by Accept; a JSON-LD
processor reads the Quotation as schema.org means it.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from pyld import jsonld

from api.http.content_negotiation import QUOTE_MEDIA_TYPES, QuoteFormat
from api.http.responses import JSONResponse

Client = TestClient[Litestar]


BASE = "http://testserver.local/v1"


def find_id(client: Client, **parameters: str) -> str:
    (item,) = client.get("/v1/quotes", params=parameters).json()["items"]
    return str(item["id"])


def read(client: Client, quote_id: str, format_: QuoteFormat) -> dict[str, Any]:
    """The record by its suffix, which is the one that Accept gets."""
    answer = client.get(f"/v1/quotes/{quote_id}.{format_}")
    assert answer.headers["content-type"] == QUOTE_MEDIA_TYPES[format_]
    accepted = {"Accept": QUOTE_MEDIA_TYPES[format_]}
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


def test_an_unnamed_speaker_is_not_given_a_name(client: Client) -> None:
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


# What schema.org's own context says of the terms used here; the real one is fetched by readers.
_CONTEXT = {
    "@vocab": "https://schema.org/",
    "url": {"@type": "@id"},
    "datePublished": {"@type": "https://schema.org/Date"},
}


def load(url: str, _: Any) -> dict[str, Any]:
    assert url == "https://schema.org"
    document = {"@context": _CONTEXT}
    return {"contextUrl": None, "documentUrl": url, "document": document}


@pytest.fixture
def triples(client: Client) -> list[tuple[str, str, str]]:
    """Subject, predicate and object of a quote with a named speaker, as a processor reads them."""
    (item,) = client.get("/v1/quotes?q=river").json()["items"]
    record = client.get(f"/v1/quotes/{item['id']}", headers={"Accept": "application/ld+json"})
    graph = jsonld.to_rdf(record.json(), {"documentLoader": load})["@default"]
    return [
        tuple(each[part]["value"] for part in ("subject", "predicate", "object")) for each in graph
    ]


def test_who_said_what_where_can_be_asked_of_the_graph(
    client: Client, triples: list[tuple[str, str, str]]
) -> None:
    def find(subject: str, name: str) -> str:
        predicate = name if name.startswith("http") else f"https://schema.org/{name}"
        (value,) = (o for s, p, o in triples if (s, p) == (subject, predicate))
        return value

    kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    (quote,) = (s for s, p, o in triples if (p, o) == (kind, "https://schema.org/Quotation"))
    assert find(quote, "text") == "“We will not stop,” … “The river can wait.”"
    speaker, article = find(quote, "creator"), find(quote, "isPartOf")
    assert find(speaker, kind) == "https://schema.org/Person"
    assert find(speaker, "name") == "Zoë Işık"
    assert find(article, "headline") == "Minister defends the dam"
    assert find(find(article, "publisher"), "name") == "Cable Post"
    # Every node that has a name of its own is found under it.
    for node in (quote, speaker, article):
        assert client.get(node.replace("http://testserver.local", "")).status_code == 200


@pytest.mark.parametrize("media_type", list(QUOTE_MEDIA_TYPES.values())[1:])
def test_json_ld_can_stand_in_a_page(media_type: str) -> None:
    """No word of an article ends the script element that it is pasted into."""
    response = JSONResponse({"text": "</script><script>alert(1)"}, media_type=media_type)
    assert b"<" not in response._body
    assert json.loads(response._body) == {"text": "</script><script>alert(1)"}
