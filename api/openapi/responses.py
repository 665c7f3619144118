"""Responses in the OpenAPI document: what the middleware adds to them, further formats of a quote,
and examples.
"""

from __future__ import annotations

from typing import Any, Final

from api.http.content_negotiation import QUOTE_MEDIA_TYPES
from api.http.problems import HTTP_KINDS, KINDS, MEDIA_TYPE, TOO_LONG, ProblemKind
from quotes.exporting.export import COMPRESSED_TYPES

Json = dict[str, Any]

HEADERS: Final[Json] = {
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
    "WWWAuthenticate": {
        "description": "How a key is sent, and what is wrong with the one that was (RFC 6750).",
        "schema": {"type": "string"},
        "example": 'Bearer realm="onrecord"',
    },
    "RateLimitPolicy": {
        "description": "How many requests (`q`) a client may make in how many seconds (`w`); on "
        "every answer to a client that has a limit.",
        "schema": {"type": "string"},
        "example": '"requests";q=6000;w=60',
    },
    "RateLimit": {
        "description": "How many are left (`r`), and after how many seconds all are (`t`).",
        "schema": {"type": "string"},
        "example": '"requests";r=0;t=60',
    },
    "RequestId": {
        "description": "What the log calls this request: the `X-Request-Id` that was given, or a "
        "new one.",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,128}$"},
        "example": "9f8c01d2a3b4e5f6",
    },
}

_PARQUET: Final = "application/vnd.apache.parquet"

# Answers below this path change with the data; those of other operations do not.
_VERSIONED: Final = "/v1/"


def describe_responses(path: str, operation: Json, examples: Json) -> None:
    """Complete the responses of an operation.

    Args:
        path: of the operation.
        operation: whose parameters are complete already.
        examples: by the ids of operations, and by the names of a quote's other formats.
    """
    responses: Json = operation["responses"]
    ok = responses["200"]
    ok["description"] = operation["summary"] + ": " + operation["description"].split("\n\n")[0]
    _describe_content(path, operation["operationId"], ok.setdefault("content", {}), examples)
    ok["headers"] = {"X-Request-Id": _refer("headers", "RequestId")}
    if path.startswith(_VERSIONED):
        responses["414"] = make_problem_response(TOO_LONG, "Path and query are too long.")
    if path.startswith(_VERSIONED) and "requestBody" not in operation:
        ok["headers"]["ETag"] = _refer("headers", "ETag")
        responses["304"] = {
            "description": "The client holds this answer: its `If-None-Match` has the ETag.",
            "headers": dict(ok["headers"]),
        }
    if "301" in responses:
        location = {"description": "Where it is now.", "schema": {"type": "string"}}
        headers = {"Location": location, "X-Request-Id": _refer("headers", "RequestId")}
        responses["301"] = {"description": responses["301"]["description"], "headers": headers}
    if any(parameter["name"] == "cursor" for parameter in operation["parameters"]):
        ok["headers"]["Link"] = _refer("headers", "Link")
    for status, response in responses.items():
        if status >= "400":
            _add_problem_example(status, response, path)
    operation["responses"] = dict(sorted(responses.items()))


def _describe_content(path: str, operation_id: str, content: Json, examples: Json) -> None:
    for media_type, body in content.items():
        _add_example(body, examples, operation_id)
        if media_type == _PARQUET:
            # Bytes, of which JSON Schema can say nothing.
            del body["schema"]
    if path.endswith((".csv", ".ndjson")):
        content |= {media_type: {} for media_type in COMPRESSED_TYPES.values()}
    if operation_id == "getQuote":
        for format_, media_type in QUOTE_MEDIA_TYPES.items():
            if format_ != "json":
                content[media_type] = {"schema": {"type": "object", "required": ["@context"]}}
                _add_example(content[media_type], examples, format_)


def _add_example(body: Json, examples: Json, name: str) -> None:
    # There is none yet while `make examples` asks a new operation for its first.
    if name in examples:
        body["example"] = examples[name]


def _add_problem_example(status: str, response: Json, path: str) -> None:
    response.setdefault("headers", {})["X-Request-Id"] = _refer("headers", "RequestId")
    if status == "503":
        response["headers"]["Retry-After"] = _refer("headers", "RetryAfter")
    ours = (kind for kind in KINDS.values() if str(kind.status) == status)
    kind = next(ours, HTTP_KINDS.get(int(status)))
    for body in response["content"].values():
        body.setdefault("example", _make_problem(status, kind, response["description"], path))


def _make_problem(status: str, kind: ProblemKind | None, detail: str, path: str) -> Json:
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


def make_problem_response(kind: ProblemKind, description: str) -> Json:
    """The response that is a problem of a kind."""
    example = _make_problem(str(kind.status), kind, description, "/")
    return {
        "description": description,
        "content": {MEDIA_TYPE: {"schema": _refer("schemas", "Problem"), "example": example}},
    }


def _refer(section: str, name: str) -> Json:
    return {"$ref": f"#/components/{section}/{name}"}
