"""A JSON-LD processor reads a Quotation as schema.org means it."""

from __future__ import annotations

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from pyld import jsonld

Client = TestClient[Litestar]

# What schema.org's own context says of the terms used here; the real one is fetched by readers.
_CONTEXT = {
    "@vocab": "https://schema.org/",
    "url": {"@type": "@id"},
    "datePublished": {"@type": "https://schema.org/Date"},
}
BASE = "http://testserver.local/v1"


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
