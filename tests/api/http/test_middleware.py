"""What holds for every request: HEAD, headers, request ids and the length of URLs."""

from __future__ import annotations

import re

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.http.middleware import MAX_URL

Client = TestClient[Litestar]


PATHS = [
    "/v1/quotes",
    "/v1/speakers",
    "/v1/speakers/ola-berg",
    "/v1/outlets",
    "/v1/topics",
    "/v1/articles/dam-cable",
    "/v1/export/quotes.ndjson",
    "/health/live",
    "/health/ready",
    "/",
    "/docs",
    "/docs/assets/docs.js",
    "/openapi.json",
]


@pytest.mark.parametrize("path", PATHS)
def test_head_answers_as_get_without_a_body(client: Client, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert head.status_code == got.status_code < 400
    assert head.content == b""
    assert head.headers.get("content-length") == got.headers.get("content-length")


@pytest.mark.parametrize("path", [*PATHS, "/nothing", "/v1/quotes?limit=0"])
def test_every_answer_has_the_security_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    ("given", "taken"),
    [("desk-7.a_B", True), ("", False), ("a b", False), ("x" * 129, False), ("a\u202e", False)],
)
def test_a_request_keeps_its_id(client: Client, given: str, taken: bool) -> None:
    answer = client.get("/nothing", headers={"X-Request-Id": given.encode()})
    found = answer.headers["x-request-id"]
    assert (found == given) == taken
    assert re.fullmatch("[A-Za-z0-9._-]+", found)


def test_too_long_a_url_is_refused(client: Client) -> None:
    answer = client.get("/v1/quotes?q=" + "x" * MAX_URL)
    assert answer.status_code == 414
    assert answer.json()["type"] == "urn:onrecord:problem:url-too-long"


def test_head_is_among_the_methods_that_are_answered(client: Client) -> None:
    assert "HEAD" in client.post("/v1/quotes").headers["allow"]
