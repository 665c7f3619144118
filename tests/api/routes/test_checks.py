"""Claims checked over HTTP: one by GET, one or many by POST."""

from __future__ import annotations

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]

CLAIM = "Zoë Işık said: “The river can not wait”"


def ask(client: Client, **parameters: Any) -> dict[str, Any]:
    answer = client.get("/v1/check", params=parameters)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_the_answer_has_verdict_and_evidence(either_client: Client) -> None:
    body = ask(either_client, text=CLAIM)
    assert (body["verdict"], body["speaker"], body["speaker_finding"]) == (
        "altered",
        "Zoë Işık",
        "same",
    )
    match = body["matches"][0]
    (change,) = (change for change in match["changes"] if change["kind"] == "negation")
    assert change["claim"] == body["text"][slice(*change["claim_offsets"])] == "not"
    article = either_client.get(f"/v1/articles/{match['article']['id']}").json()
    (place,) = match["matched"]
    assert article["text"][slice(*place)] == "The river can wait"
    assert body["holdings"]["outlets"] > 1
    assert "negation" in body["message"]


def test_not_held_says_what_was_searched(client: Client) -> None:
    body = ask(client, text="Nobody ever printed anything of that kind")
    assert body["verdict"] == "not_found"
    assert "It may still have been said" in body["message"]


def test_one_or_many_by_post(either_client: Client) -> None:
    claim = {"text": "The river can wait", "limit": 1}
    one = either_client.post("/v1/check", json=claim)
    assert (one.status_code, one.json()["verdict"]) == (200, "exact")
    many = either_client.post("/v1/check", json=[claim, {"text": CLAIM}, {"text": "No"}])
    verdicts = [item["verdict"] for item in many.json()["items"]]
    assert verdicts == ["exact", "altered", "invalid"]


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        "{}",
        '{"text": ""}',
        '{"text": "The river can wait", "speeker": "x"}',
        '{"text": "The river can wait", "date": "yesterday"}',
        '{"text": 7}',
        "[" + ",".join(['{"text": "The river can wait"}'] * 101) + "]",
    ],
)
def test_a_bad_body_is_named(client: Client, body: str) -> None:
    answer = client.post("/v1/check", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


@pytest.mark.parametrize("query", ["", "?text=", "?text=a&date=soon", "?text=a&limit=0", "?x=1"])
def test_bad_parameters(client: Client, query: str) -> None:
    assert client.get(f"/v1/check{query}").status_code == 400


def test_markup_stays_text(client: Client) -> None:
    body = ask(client, text="<script>alert(1)</script> the river can wait")
    assert body["text"].startswith("<script>")
