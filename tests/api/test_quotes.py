"""Quotes over HTTP: one shape, every filter, pages that follow each other."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]

STOP = "“We will not stop,” … “The river can wait.”"


def find(client: Client, **parameters: str) -> dict[str, Any]:
    answer = client.get("/v1/quotes", params=parameters)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_the_shape_of_a_page(client: Client) -> None:
    body = find(client, q="river")
    (item,) = body["items"]
    assert item.pop("permalink") == f"http://testserver.local/v1/quotes/{item['id']}"
    assert len(item.pop("id")) == 20
    assert body == {
        "items": [
            {
                "text": STOP,
                "content": ["“We will not stop,”", "“The river can wait.”"],
                "speaker": {"id": "zoë-işık", "name": "Zoë Işık", "kind": "person"},
                "role": "water minister",
                "affiliation": None,
                "anonymity": None,
                "source": "Zoë Işık, the water minister",
                "cue": "said",
                "addressee": None,
                "spoken_at": "2031-03-02",
                "spoken_precision": "day",
                "relay": [],
                "type": "direct",
                "act": "statement",
                "confidence": 0.9,
                "offsets": {
                    "content": [[26, 45], [81, 102]],
                    "cue": [[46, 50]],
                    "source": [[51, 79]],
                    "addressee": [],
                    "setting": [],
                    "time": [],
                    "anonymity": [],
                },
                "article": {
                    "id": "dam-cable",
                    "title": "Minister defends the dam",
                    "outlet": "Cable Post",
                    "url": "https://cable.example/dam",
                    "published": "2031-03-02T08:30:00+01:00",
                },
            }
        ],
        "next": None,
    }


@pytest.mark.parametrize(
    ("parameters", "count"),
    [
        ({}, 6),
        ({"speaker": "işık"}, 3),
        ({"speaker": "ola-berg"}, 2),
        ({"outlet": "gazette"}, 2),
        ({"topic": "weather"}, 2),
        ({"addressee": "norr"}, 1),
        ({"type": "mixed"}, 1),
        ({"act": "attitude"}, 1),
        ({"act": "all"}, 7),
        ({"q": '"wall of debt"'}, 1),
        ({"from-date": "2031-03-02", "to-date": "2031-03-03"}, 2),
        ({"speaker": "berg", "outlet": "cable"}, 1),
    ],
)
def test_filters(client: Client, parameters: dict[str, str], count: int) -> None:
    assert len(find(client, **parameters)["items"]) == count


def test_links_lead_through_every_page(client: Client) -> None:
    whole = find(client, act="all")["items"]
    url, seen = "/v1/quotes?act=all&limit=3", []
    while url:
        answer = client.get(url)
        body = answer.json()
        seen += body["items"]
        url = answer.headers.get("link", "").removeprefix("<").removesuffix('>; rel="next"')
        assert (body["next"] or "") in url
    assert seen == whole


def test_a_quote_has_evidence_and_context(client: Client) -> None:
    (item,) = find(client, addressee="Radio Norr")["items"]
    quote = client.get(f"/v1/quotes/{item['id']}").json()
    evidence, context = quote.pop("evidence"), quote.pop("context")
    assert quote == item | {"model_version": "test-1"}
    assert evidence == {
        "rule": "verb",
        "cue_lemma": "tell",
        "source_path": None,
        "content_path": None,
        "graph": None,
        "antecedent": [[51, 59]],
        "resolution": "coreference",
    }
    text = client.get("/v1/articles/dam-cable").json()["text"]
    for part in context.values():
        assert text[part["start"] : part["end"]] == part["text"]
    assert context["passage"]["text"].startswith("She told Radio Norr that the valley")


@given(q=st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_query_is_answered_or_refused(client: Client, q: str) -> None:
    assert client.get("/v1/quotes", params={"q": q}).status_code in (200, 400)


@given(cursor=st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_cursor_is_answered_or_refused(client: Client, cursor: str) -> None:
    assert client.get("/v1/quotes", params={"cursor": cursor}).status_code in (200, 400)
