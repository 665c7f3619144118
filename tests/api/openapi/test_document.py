"""Everything that is served is described, and the form at /docs opens empty."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from quotes.exporting import FORMATS, TABLES

Client = TestClient[Litestar]


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
        "/v1/quotes/{quote_id}/variants",
        "/v1/speakers",
        "/v1/speakers/{speaker_id}",
        "/v1/speakers/{speaker_id}/quotes",
        "/v1/outlets",
        "/v1/topics",
        "/v1/articles",
        "/v1/articles/{article_id}",
        "/v1/articles/{article_id}/versions",
        "/v1/stories/{story_id}",
        "/v1/stats/timeline",
        "/v1/check",
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
        for method, operation in item.items():
            assert method == "get" or (path, method) == ("/v1/check", "post")
            yield path, operation


DEFAULTS = {
    "act", "copies", "facets-count", "interval", "limit", "order-by", "prefix", "q-in", "raw",
    "shape",
}  # fmt: skip
BYTES = {"application/vnd.apache.parquet", "application/gzip", "application/zstd"}


def test_every_operation_and_parameter_is_described(described: dict[str, Any]) -> None:
    for _, operation in walk(described):
        assert operation["summary"]
        assert operation["description"]
        assert operation["operationId"]
        for parameter in operation["parameters"]:
            assert parameter["description"], parameter["name"]
            assert "null" not in json.dumps(parameter["schema"]), parameter["name"]


def test_every_answer_has_a_description_an_example_and_headers(described: dict[str, Any]) -> None:
    for path, operation in walk(described):
        for status, answer in operation["responses"].items():
            assert answer["description"], (path, status)
            assert "X-Request-Id" in answer["headers"], (path, status)
            for media_type, content in answer.get("content", {}).items():
                assert content.get("example") or media_type in BYTES, (path, status)
        if path.startswith("/v1/"):
            assert operation["security"] == [{"key": ["read"]}, {}]
            assert operation["responses"].keys() >= {"200", "400", "401", "414", "429", "503"}
            is_read = "requestBody" not in operation
            assert ("304" in operation["responses"]) == is_read
            assert ("ETag" in operation["responses"]["200"]["headers"]) == is_read
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


def test_schemas_are_described(described: dict[str, Any]) -> None:
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
        ("/v1/quotes?topic=politcs", "QuotePage"),
        ("/v1/articles", "ArticlePage"),
        ("/v1/articles?topic=politcs", "ArticlePage"),
        ("/v1/articles/dam-cable", "ArticleDetail"),
        ("/v1/articles/dam-cable/versions", "ArticleVersionPage"),
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


def test_parameters_hold_no_values_but_defaults(described: dict[str, Any]) -> None:
    """The form at /docs fills itself with examples and defaults; examples stand in words."""
    for path, operation in walk(described):
        for parameter in operation["parameters"]:
            name, schema = parameter["name"], parameter["schema"]
            assert not {"example", "examples", "default", "content"} & parameter.keys(), name
            assert not {"example", "examples", "const"} & schema.keys(), name
            assert schema["type"] in ("string", "integer", "number", "boolean"), name
            is_open = not schema.keys() & {"enum"} and schema["type"] != "boolean"
            if is_open and name not in ("cursor", "kind"):
                words = parameter["description"]
                assert "For example: `" in words or schema.get("format") == "date", (path, name)
        names = {each["name"] for each in operation["parameters"] if "default" in each["schema"]}
        assert names <= DEFAULTS


def test_the_form_as_it_opens_asks_for_what_no_parameters_ask_for(
    client: Client, described: dict[str, Any]
) -> None:
    """The defaults, which "Execute" sends, change nothing; it finds quotes in the sample."""
    for path, operation in walk(described):
        needed = any(each.get("required") for each in operation["parameters"])
        if "{" in path or "requestBody" in operation or needed:
            continue
        defaults = {
            each["name"]: json.dumps(each["schema"]["default"]).strip('"')
            for each in operation["parameters"]
            if "default" in each["schema"]
        }
        answer = client.get(path, params=defaults)
        assert answer.status_code == 200, path
        assert answer.content == client.get(path).content
    assert client.get("/v1/quotes", params={"act": "statement", "q-in": "quote"}).json()["items"]
