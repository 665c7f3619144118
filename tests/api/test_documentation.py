"""Everything that is served is described, on a page that needs no other host."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from litestar import Litestar
from litestar.testing import TestClient

import api
from quotes.exporting import FORMATS, TABLES

Client = TestClient[Litestar]
WEB = Path(api.__file__).parent / "web"


@pytest.fixture(scope="module")
def described(client: Client) -> dict[str, Any]:
    answer = client.get("/openapi.json")
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json"
    body: dict[str, Any] = answer.json()
    return body


def test_every_path_is_described(described: dict[str, Any]) -> None:
    assert set(described["paths"]) == {
        "/v1/quotes",
        "/v1/quotes/{quote_id}",
        "/v1/quotes/{quote_id}/versions",
        "/v1/speakers",
        "/v1/speakers/{speaker_id}",
        "/v1/speakers/{speaker_id}/quotes",
        "/v1/outlets",
        "/v1/topics",
        "/v1/articles/{article_id}",
        "/v1/stats/timeline",
        *(
            f"/v1/export/{table}.{form}{suffix}"
            for table in TABLES
            for form in FORMATS
            for suffix in ("", "/manifest")
        ),
        "/health/live",
        "/health/ready",
    }


def walk(described: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in described["paths"].items():
        assert set(item) == {"get"}
        yield path, item["get"]


BYTES = {"application/vnd.apache.parquet", "application/gzip", "application/zstd"}


def test_every_operation_and_parameter_has_words_and_an_example(described: dict[str, Any]) -> None:
    for _, operation in walk(described):
        assert operation["summary"]
        assert operation["description"]
        assert operation["operationId"]
        for parameter in operation["parameters"]:
            assert parameter["description"], parameter["name"]
            assert parameter["examples"], parameter["name"]
            assert "null" not in json.dumps(parameter["schema"]), parameter["name"]


def test_every_answer_has_words_an_example_and_headers(described: dict[str, Any]) -> None:
    for path, operation in walk(described):
        for status, answer in operation["responses"].items():
            assert answer["description"], (path, status)
            assert "X-Request-Id" in answer["headers"], (path, status)
            for media_type, content in answer.get("content", {}).items():
                assert content.get("example") or media_type in BYTES, (path, status)
        if path.startswith("/v1/"):
            assert operation["responses"].keys() >= {"200", "304", "400", "414", "503"}
            assert "ETag" in operation["responses"]["200"]["headers"]
            assert "Retry-After" in operation["responses"]["503"]["headers"]


def test_errors_are_described_as_problems(described: dict[str, Any]) -> None:
    for path, operation in walk(described):
        failures = {code: each for code, each in operation["responses"].items() if code >= "400"}
        assert failures or path == "/health/live"
        for response in failures.values():
            (media_type,) = response["content"]
            assert media_type == "application/problem+json"


def test_a_span_has_two_numbers(described: dict[str, Any]) -> None:
    spans = described["components"]["schemas"]["Offsets"]["properties"]["cue"]["items"]
    expected = {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}
    assert spans.items() >= expected.items()
    assert "prefixItems" not in json.dumps(described)


def test_schemas_have_words(described: dict[str, Any]) -> None:
    for name, schema in described["components"]["schemas"].items():
        assert schema["description"], name


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/quotes?q=river&facets=speaker,month", "QuotePage"),
        ("/v1/quotes?speaker=isik", "QuotePage"),
        ("/v1/quotes?speaker=nobodee", "QuotePage"),
        ("/v1/quotes?fields=id", "QuotePage"),
        ("/v1/quotes?order-by=relevance&q=dam", "QuotePage"),
        ("/v1/speakers?name=isi", "SpeakerPage"),
        ("/v1/speakers/ola-berg", "SpeakerDetail"),
        ("/v1/outlets", "OutletPage"),
        ("/v1/topics", "TopicPage"),
        ("/v1/articles/dam-cable", "ArticleDetail"),
        ("/v1/stats/timeline", "TimelinePage"),
    ],
)
def test_answers_and_examples_fit_their_schemas(
    client: Client, described: dict[str, Any], path: str, name: str
) -> None:
    check = jsonschema_rs.validator_for({**described, **refer(name)})
    check.validate(client.get(path).json())
    for _, operation in walk(described):
        content = operation["responses"]["200"]["content"].get("application/json")
        if content and refer(name) == content["schema"]:
            check.validate(content["example"])


def refer(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def test_examples_are_accepted(client: Client, described: dict[str, Any]) -> None:
    for parameter in described["paths"]["/v1/quotes"]["get"]["parameters"]:
        for example in parameter["examples"].values():
            answer = client.get("/v1/quotes", params={parameter["name"]: example["value"]})
            assert answer.status_code == 200, answer.text


def test_the_page_names_no_other_host_and_may_not_call_one(client: Client) -> None:
    page = client.get("/docs")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    links = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    for link in links:
        assert link.startswith("/") or link == "data:,"
        if link.startswith("/"):
            assert client.get(link).status_code == 200, link
    assert "//" not in page.text + re.sub("^//.*$", "", _read("docs/docs.js"), flags=re.MULTILINE)
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "connect-src 'self'" in policy
    assert not re.search(r"https?:|\*", policy)


def _read(name: str) -> str:
    return (WEB / name).read_text("utf-8")


def test_vendored_files_are_those_of_the_readme() -> None:
    readme = _read("swagger/README.md")
    for name in ("swagger-ui.css", "swagger-ui-bundle.js"):
        digest = hashlib.sha256((WEB / "swagger" / name).read_bytes()).hexdigest()
        assert f"| `{name}` | `{digest}` |" in readme


def test_the_root_leads_to_the_documentation(client: Client) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.headers["location"]) == (302, "/docs")
