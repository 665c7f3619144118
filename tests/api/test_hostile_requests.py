"""Whatever is asked, the answer is never an internal error: the corpus `hostile_requests.txt`,
asked of every operation, on both databases.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]

# Longer than recursion goes, and not longer than a cursor may be.
_BRACKETS = base64.urlsafe_b64encode(b"\0" * 6 + b"[" * 1_500 + b"]" * 1_500).decode()
_IDS = {
    "quote_id": "{quote}",
    "speaker_id": "ola-berg",
    "article_id": "dam-cable",
    "story_id": "nothing",
}
# Exports read their parameters in one function: one path of each table stands for all formats.
_ALIKE = (".ndjson", ".parquet", "/manifest")


def read_corpus(kind: str) -> list[str]:
    """The lines of a kind, without it."""
    text = Path(__file__).with_name("hostile_requests.txt").read_text("utf-8")
    lines = [line.partition(" ") for line in text.replace("BRACKETS", _BRACKETS).splitlines()]
    return [rest for name, _, rest in lines if name == kind]


def make_requests(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, bytes]]]:
    """URLs and headers, for every operation of the description."""
    for template, operations in document["paths"].items():
        if "get" not in operations:
            continue
        parameters = operations["get"].get("parameters", [])
        path = _fill(template, parameters)
        for value in read_corpus("id") if path != template else ():
            yield _fill(template, parameters, value), {}
        names = [each["name"] for each in parameters if each["in"] == "query"]
        for name in () if template.endswith(_ALIKE) else names:
            for value in read_corpus("any"):
                yield f"{path}?{name}={value}", {}
        for query in read_corpus("query"):
            if query.partition("=")[0] in names:
                yield f"{path}?{query}", {}
        for header in read_corpus("header"):
            name, _, value = header.partition(": ")
            yield path, {name: value.replace(r"\x00", "\0").encode()}
    for url in read_corpus("url"):
        yield url, {}


def _fill(template: str, parameters: list[dict[str, Any]], value: str | None = None) -> str:
    for parameter in parameters:
        if parameter["in"] == "path":
            name = parameter["name"]
            template = template.replace(f"{{{name}}}", value or _IDS[name])
    return template


def test_a_long_list_of_errors_is_cut(client: Client) -> None:
    """Thousands of parameters in one URL make no answer of a megabyte."""
    answer = client.get("/v1/quotes?" + "&".join(f"x{number}=1" for number in range(1_500)))
    assert answer.status_code == 400
    assert len(answer.json()["errors"]) == 20
    assert len(answer.content) < 40_000


def test_no_request_is_an_internal_error(either_client: Client) -> None:
    (quote,) = either_client.get("/v1/quotes?limit=1").json()["items"]
    failures, asked = [], 0
    for url, headers in make_requests(either_client.get("/openapi.json").json()):
        answer = either_client.get(url.replace("{quote}", quote["id"]), headers=headers)
        asked += 1
        if answer.status_code >= 500:
            failures.append((answer.status_code, url, headers))
    assert failures == []
    assert asked > 1_000


LISTS = [
    "/v1/quotes?limit=1",
    "/v1/quotes?limit=1&order-by=oldest",
    "/v1/quotes?limit=1&order-by=confidence",
    "/v1/quotes?limit=1&q=the",
    "/v1/quotes?limit=1&q=the&order-by=relevance",
    "/v1/articles?limit=1",
    "/v1/articles?limit=1&from-date=2000-01-01",
    "/v1/speakers?limit=1",
    "/v1/speakers?limit=1&kind=person",
    "/v1/outlets?limit=1",
    "/v1/topics?limit=1",
]


def test_a_cursor_belongs_to_its_list_its_filters_and_its_order(either_client: Client) -> None:
    cursors = {path: either_client.get(path).json()["next"] for path in LISTS}
    assert all(cursors.values())
    for path in LISTS:
        for made_by, cursor in cursors.items():
            answer = either_client.get(f"{path}&cursor={cursor}")
            assert answer.status_code == (200 if path == made_by else 400), (path, made_by)
            if path != made_by:
                assert answer.json()["errors"][0]["parameter"] == "cursor"
                assert "not a cursor of this list" in answer.json()["detail"]


@pytest.mark.parametrize("size", [1, 2, 5])
def test_a_page_may_have_another_size(either_client: Client, size: int) -> None:
    first = either_client.get("/v1/quotes?limit=1").json()
    whole = either_client.get("/v1/quotes?limit=20").json()["items"]
    rest = either_client.get(f"/v1/quotes?limit={size}&cursor={first['next']}").json()["items"]
    assert [each["id"] for each in rest] == [each["id"] for each in whole[1 : 1 + size]]
