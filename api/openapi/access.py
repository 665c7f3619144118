"""Keys in the OpenAPI document, and the answers to those who have none or the wrong one."""

from __future__ import annotations

from typing import Any, Final

from api.http.access import OPEN
from api.http.problems import FORBIDDEN, TOO_MANY_REQUESTS, UNAUTHORIZED, describe_problems
from api.openapi.responses import make_problem_response

Json = dict[str, Any]

SECURITY_SCHEMES: Final[Json] = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "A key that `onrecord keys create` made. A service that only its own "
        "machine reaches lets everybody read without one.",
    }
}

_HEADERS: Final = {
    401: ("WWWAuthenticate",),
    403: ("WWWAuthenticate",),
    429: ("RetryAfter", "RateLimitPolicy", "RateLimit"),
}
_NAMES: Final = {
    "WWWAuthenticate": "WWW-Authenticate",
    "RetryAfter": "Retry-After",
    "RateLimitPolicy": "RateLimit-Policy",
    "RateLimit": "RateLimit",
    "RequestId": "X-Request-Id",
}


def describe_access(operation: Json, scope: str) -> None:
    """Say which scope an operation needs, and what it answers without it."""
    if scope == OPEN:
        operation["security"] = []
        return
    # Reading needs no key where the service allows it.
    operation["security"] = [{"key": [scope]}, *([{}] if scope == "read" else [])]
    responses = operation["responses"]
    for kind in (UNAUTHORIZED, FORBIDDEN, TOO_MANY_REQUESTS):
        if kind is FORBIDDEN and scope == "read":
            continue
        description = describe_problems(kind.status)[kind.status].description
        response = responses[str(kind.status)] = make_problem_response(kind, description)
        response["headers"] = {
            _NAMES[name]: {"$ref": f"#/components/headers/{name}"}
            for name in (*_HEADERS[kind.status], "RequestId")
        }
    operation["responses"] = dict(sorted(responses.items()))
