"""The OpenAPI description: what the framework finds in the routes, and what it can't see there.

It adds what the layer around the framework does to every answer (headers, 304), the other formats
of a quote, records that `fields` has cut, the words and examples of every answer, and leaves out
`null` where a URL can't give it.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any, Final

from litestar import Litestar

from api import schemas
from api.examples import make_examples
from api.linked import MEDIA_TYPES
from api.problems import HTTP_KINDS, KINDS, MEDIA_TYPE, TOO_LONG, Kind
from quotes.exporting import manifest, rows
from quotes.exporting.exporting import COMPRESSED_TYPES
from quotes.settings import Settings

Json = dict[str, Any]

_TAGS: Final = {
    "quotes": "What was said.",
    "speakers": "Who said it.",
    "outlets": "Who printed it.",
    "topics": "What it is about.",
    "articles": "Where it stands.",
    "statistics": "How much was said when.",
    "export": "Everything at once.",
    "health": "Whether the service runs.",
}

_HEADERS: Final[Json] = {
    "ETag": {
        "description": "Of this answer from these data: give it back in `If-None-Match`.",
        "schema": {"type": "string"},
        "example": 'W/"1843-5d3a11c0"',
    },
    "Link": {
        "description": 'The next page, `rel="next"` (RFC 8288); not on the last one.',
        "schema": {"type": "string"},
        "example": '</v1/quotes?limit=20&cursor=WyJrIiwxMl0>; rel="next"',
    },
    "RetryAfter": {
        "description": "Seconds after which the request is worth repeating.",
        "schema": {"type": "integer", "minimum": 0},
        "example": 5,
    },
    "RequestId": {
        "description": "What the log calls this request: the `X-Request-Id` that was given, or a "
        "new one.",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,128}$"},
        "example": "9f8c01d2a3b4e5f6",
    },
}

_PARQUET: Final = "application/vnd.apache.parquet"

# The path says it already.
_LEFT_OUT: Final = {("listSpeakerQuotes", "speaker")}

# Answers of other operations do not change with the data.
_VERSIONED = "/v1/"


class Description:
    """The description of one application, made when it is first needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._made: Json | None = None

    def make(self, app: Litestar) -> Json:
        """The OpenAPI 3.1 document."""
        if self._made is None:
            self._made = complete(app.openapi_schema.to_schema(), self._settings)
        return self._made

    def find_parameters(self, app: Litestar, operation_id: str) -> dict[str, Json]:
        """The query parameters of an operation, with their schemas."""
        for _, operation in _walk_operations(self.make(app)):
            if operation["operationId"] == operation_id:
                return {
                    each["name"]: each["schema"]
                    for each in operation["parameters"]
                    if each["in"] == "query"
                }
        return {}


def complete(document: Json, settings: Settings) -> Json:
    """The document with what the framework can't see."""
    examples = make_examples()
    document["servers"] = [{"url": settings.public_url or "/"}]
    document["tags"] = [{"name": name, "description": words} for name, words in _TAGS.items()]
    components = document["components"]
    components["headers"] = _HEADERS
    _describe_schemas(components["schemas"])
    _bound_pairs(components["schemas"])
    for path, operation in _walk_operations(document):
        operation["parameters"] = [
            _clean_parameter(each, settings)
            for each in operation.get("parameters", [])
            if (operation["operationId"], each["name"]) not in _LEFT_OUT
        ]
        _describe_answers(path, operation, examples)
    _cut_fields(document)
    return document


def _walk_operations(document: Json) -> Iterator[tuple[str, Json]]:
    for path, item in document["paths"].items():
        for operation in item.values():
            yield path, operation


def _clean_parameter(parameter: Json, settings: Settings) -> Json:
    schema = {
        name: value
        for name, value in parameter["schema"].items()
        if name not in ("description", "examples")
    }
    choices = [each for each in schema.pop("oneOf", []) if each != {"type": "null"}]
    for choice in choices:
        values = [*schema.get("enum", []), *choice.get("enum", []), *_list_constant(choice)]
        schema |= {name: value for name, value in choice.items() if name != "const"}
        if values:
            schema["enum"] = values
    if isinstance(schema.get("type"), list):
        schema["type"] = next(each for each in schema["type"] if each != "null")
    if "enum" in schema:
        schema["enum"] = [each for each in schema["enum"] if each is not None]
    if parameter["name"] == "min-confidence":
        # The framework leaves out a limit of 0.
        schema["minimum"] = 0
    if parameter["name"] in ("limit", "page-size"):
        schema["maximum"] = settings.max_page
    return {
        "name": parameter["name"],
        "in": parameter["in"],
        "required": parameter["required"],
        "description": parameter["description"],
        "schema": schema,
        "examples": parameter["examples"],
    }


def _list_constant(choice: Json) -> list[Any]:
    return [choice["const"]] if "const" in choice else []


def _describe_answers(path: str, operation: Json, examples: Json) -> None:
    answers: Json = operation["responses"]
    good = answers["200"]
    good["description"] = operation["summary"] + ": " + operation["description"].split("\n\n")[0]
    for media_type, content in good.get("content", {}).items():
        if operation["operationId"] in examples:
            content["example"] = examples[operation["operationId"]]
        if media_type == _PARQUET:
            # Bytes, of which JSON Schema can say nothing.
            del content["schema"]
    if path.endswith((".csv", ".ndjson")):
        good["content"] |= {media_type: {} for media_type in COMPRESSED_TYPES.values()}
    good["headers"] = {"X-Request-Id": _refer("headers", "RequestId")}
    if path.startswith(_VERSIONED):
        good["headers"]["ETag"] = _refer("headers", "ETag")
        answers["304"] = {
            "description": "The client holds this answer: its `If-None-Match` has the ETag.",
            "headers": dict(good["headers"]),
        }
        answers["414"] = _make_problem_answer(TOO_LONG, "Path and query are too long.")
    if any(each["name"] == "cursor" for each in operation["parameters"]):
        good["headers"]["Link"] = _refer("headers", "Link")
    if operation["operationId"] == "getQuote":
        _add_formats(good["content"], examples)
    for status, answer in answers.items():
        if status >= "400":
            _add_problem_example(status, answer, path)
    operation["responses"] = dict(sorted(answers.items()))


def _add_formats(content: Json, examples: Json) -> None:
    for format_, media_type in MEDIA_TYPES.items():
        if format_ != "json":
            content[media_type] = {
                "schema": {"type": "object", "required": ["@context"]},
                "example": examples[format_],
            }


def _add_problem_example(status: str, answer: Json, path: str) -> None:
    answer.setdefault("headers", {})["X-Request-Id"] = _refer("headers", "RequestId")
    if status == "503":
        answer["headers"]["Retry-After"] = _refer("headers", "RetryAfter")
    ours = (each for each in KINDS.values() if str(each.status) == status)
    kind = next(ours, HTTP_KINDS.get(int(status)))
    for content in answer["content"].values():
        content.setdefault("example", _make_problem(status, kind, answer["description"], path))


def _make_problem(status: str, kind: Kind | None, detail: str, path: str) -> Json:
    problem: Json = {
        "type": f"urn:onrecord:problem:{kind.slug if kind else 'not-acceptable'}",
        "title": kind.title if kind else detail,
        "status": int(status),
        "detail": detail,
        "instance": path,
    }
    if status == "400":
        problem["detail"] = "limit: Expected `int` >= 1"
        problem["errors"] = [{"parameter": "limit", "detail": "Expected `int` >= 1"}]
    return problem


def _make_problem_answer(kind: Kind, description: str) -> Json:
    example = _make_problem(str(kind.status), kind, description, "/")
    return {
        "description": description,
        "content": {MEDIA_TYPE: {"schema": _refer("schemas", "Problem"), "example": example}},
    }


def _describe_schemas(found: Json) -> None:
    for name, schema in found.items():
        struct = next(
            getattr(module, name)
            for module in (schemas, rows, manifest)
            if isinstance(getattr(module, name, None), type)
        )
        schema["description"] = inspect.getdoc(struct)


def _bound_pairs(node: Any) -> None:
    """Say of every tuple of two alike that it has two, which `prefixItems` alone leaves open."""
    if isinstance(node, list):
        for each in node:
            _bound_pairs(each)
    elif isinstance(node, dict):
        first, *others = node.get("prefixItems") or [None]
        if others == [first]:
            del node["prefixItems"]
            node |= {"items": first, "minItems": 2, "maxItems": 2}
        for each in node.values():
            _bound_pairs(each)


def _cut_fields(document: Json) -> None:
    """Let records of operations with `fields` lack any field, and say which fields there are."""
    found = document["components"]["schemas"]
    for _, operation in _walk_operations(document):
        fields = next((each for each in operation["parameters"] if each["name"] == "fields"), None)
        if fields is None:
            continue
        content = operation["responses"]["200"]["content"]["application/json"]
        name = content["schema"]["$ref"].rpartition("/")[2]
        if name.endswith("Page"):
            items = found[name]["properties"]["items"]
            name = _name_record(items["items"])
            items["items"] = _or_part(found, name)
        else:
            content["schema"] = _or_part(found, name)
        names = list(found[name]["properties"])
        choice = f"({'|'.join(names)})"
        fields["schema"]["pattern"] = f"^{choice}(,{choice})*$"
        fields["examples"] = {"fields-example-1": {"value": ",".join(names[:2])}}


def _name_record(schema: Json) -> str:
    """The name of the whole record, of which another operation may have made a choice already."""
    return str(schema.get("anyOf", [schema])[0]["$ref"]).rpartition("/")[2]


def _or_part(found: Json, name: str) -> Json:
    part = f"{name}Part"
    found[part] = {
        **{key: value for key, value in found[name].items() if key != "required"},
        "title": part,
        "description": f"{name} with the fields that `fields` names.",
    }
    return {"anyOf": [_refer("schemas", name), _refer("schemas", part)]}


def _refer(kind: str, name: str) -> Json:
    return {"$ref": f"#/components/{kind}/{name}"}
