"""Every error as an RFC 9457 problem document: one mapping, for our errors and the framework's."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.openapi import ResponseSpec
from msgspec import UNSET

from api.schemas import ParameterProblem, Problem
from quotes.errors import (
    ArticleError,
    ModelError,
    NotFoundError,
    OffsetError,
    QueryError,
    QuotesError,
    SettingsError,
    SnapshotLostError,
    StoreError,
    TooSlowError,
    reword_reason,
)

MEDIA_TYPE = "application/problem+json"

# Seconds after which a request that met an unusable database or model is worth repeating.
RETRY_AFTER = 5

_log = logging.getLogger("onrecord.api")


class Kind(NamedTuple):
    """What every problem of a kind has in common."""

    status: int
    slug: str
    title: str


BAD_PARAMETER = Kind(400, "bad-parameter", "A parameter can't be used")
TOO_LONG = Kind(414, "url-too-long", "The URL is too long")
# Turns for searches and exports belong to all clients together, and nobody is told apart from
# others: that there is none left is no fault of the one who asks, so 503 and not 429, which says
# "you have asked too often" (RFC 6585). 429 is for limits on one client, of which there are none.
BUSY = Kind(503, "busy", "Too many searches are under way")
STOPPING = Kind(503, "stopping", "The service is about to stop")
# Nobody reads it: it stands in the log and the metrics.
LEFT = Kind(499, "client-left", "The client left before the answer")

# Nearest class wins. A status of 500 and more hides the error's own words: they name files of the
# server.
KINDS: dict[type[QuotesError], Kind] = {
    QuotesError: Kind(500, "internal", "Something went wrong here"),
    ArticleError: Kind(422, "unreadable-article", "The article can't be read"),
    ModelError: Kind(503, "model-unavailable", "The models can't be used at the moment"),
    OffsetError: Kind(500, "bad-offsets", "Offsets do not fit their text"),
    QueryError: BAD_PARAMETER,
    SettingsError: Kind(500, "bad-settings", "The service is set up wrongly"),
    StoreError: Kind(503, "store-unavailable", "The database can't be used at the moment"),
    NotFoundError: Kind(404, "not-found", "There is no such record"),
    SnapshotLostError: Kind(409, "snapshot-lost", "The data have changed since the export began"),
    TooSlowError: Kind(503, "too-slow", "The answer takes longer than it may"),
}

HTTP_KINDS = {
    404: Kind(404, "no-such-path", "There is nothing at this path"),
    405: Kind(405, "method-not-allowed", "The method can't be used on this path"),
    406: Kind(406, "not-acceptable", "The record can't be given in any type that is accepted"),
    410: Kind(410, "rejected", "People have rejected this quote"),
    413: Kind(413, "body-too-large", "The request's body is too large"),
}


class ParameterError(Exception):
    """Parameters of a request that can't be used."""

    def __init__(self, errors: Sequence[ParameterProblem]) -> None:
        self.errors = list(errors)
        super().__init__(_describe(self.errors))


class ServiceError(Exception):
    """The service can't or won't answer now, for a reason that is no fault of the request.

    Args:
        kind: of the problem.
        detail: what went wrong this time, for the client.
        retry_after: seconds after which the request is worth repeating.
    """

    def __init__(self, kind: Kind, detail: str, *, retry_after: int | None = None) -> None:
        self.kind, self.detail, self.retry_after = kind, detail, retry_after
        super().__init__(detail)


def respond(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """The answer to a request that raised an error. What is our fault is logged, with the error's
    own words.
    """
    kind, errors = find_kind(error), _find_parameters(error)
    if kind.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(error, ServiceError):
        # Our own errors say where they come from; of others only the traceback does.
        trace = None if isinstance(error, QuotesError) else error
        _log.error("%s %s: %r", request.method, request.url.path, error, exc_info=trace)
    detail = _describe(errors) if errors else _find_detail(request, kind, error)
    problem = _make_problem(kind, detail, request.url.path, errors)
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    # What took too long would do so again.
    wait = None if isinstance(error, TooSlowError) else RETRY_AFTER
    wait = error.retry_after if isinstance(error, ServiceError) else wait
    if kind.status == HTTPStatus.SERVICE_UNAVAILABLE and wait is not None:
        headers["Retry-After"] = str(wait)
    return Response(problem, status_code=kind.status, media_type=MEDIA_TYPE, headers=headers)


def write_problem(kind: Kind, detail: str, instance: str) -> bytes:
    """The body of a problem that is met before any route."""
    return msgspec.json.encode(_make_problem(kind, detail, instance, ()))


def _make_problem(
    kind: Kind, detail: str, instance: str, errors: Sequence[ParameterProblem]
) -> Problem:
    return Problem(
        type=f"urn:onrecord:problem:{kind.slug}",
        title=kind.title,
        status=kind.status,
        detail=detail,
        instance=instance,
        errors=list(errors) or UNSET,
    )


def find_kind(error: Exception) -> Kind:
    """The kind of problem that an error is; an error that nobody foresaw is `internal`."""
    if isinstance(error, ParameterError | ValidationException):
        return BAD_PARAMETER
    if isinstance(error, ServiceError):
        return error.kind
    for known in type(error).__mro__:
        if known in KINDS:
            return KINDS[known]
    if isinstance(error, HTTPException):
        phrase = HTTPStatus(error.status_code).phrase
        slug = phrase.lower().replace(" ", "-")
        return HTTP_KINDS.get(error.status_code, Kind(error.status_code, slug, phrase))
    return KINDS[QuotesError]


def document(*statuses: int) -> dict[int, ResponseSpec]:
    """The problems that a route can answer with, for its OpenAPI description."""
    told = {
        400: "A parameter is unknown, given twice or can't be used; `errors` names it.",
        404: "There is no such record.",
        409: "The data have changed since that version: export the newest, or what has changed "
        "since.",
        406: "The record can't be given in any type that `Accept` names.",
        410: "People have rejected the quote, which the formats of JSON-LD can't say.",
        501: "The format needs a package that is not installed.",
        503: "The database can't be used, or too many searches or exports are under way: try again "
        "after the seconds that `Retry-After` gives.",
    }
    return {
        status: ResponseSpec(
            Problem, description=told[status], media_type=MEDIA_TYPE, generate_examples=False
        )
        for status in statuses
    }


def _find_parameters(error: Exception) -> list[ParameterProblem]:
    if isinstance(error, ParameterError):
        return error.errors
    if isinstance(error, QueryError):
        return [_make_parameter(error.parameter, error.reason)]
    if isinstance(error, ValidationException) and isinstance(error.extra, list):
        return [
            _make_parameter(str(each["key"]), reword_reason(str(each["message"])))
            for each in error.extra
        ]
    return []


def _make_parameter(name: str, detail: str) -> ParameterProblem:
    """The problem under the name in the URL: `from_date` is `from-date` there."""
    return ParameterProblem(parameter=name.strip("_").replace("_", "-"), detail=detail)


def _describe(errors: Sequence[ParameterProblem]) -> str:
    return "; ".join(f"{each.parameter}: {each.detail}" for each in errors)


def _find_detail(request: Request[Any, Any, Any], kind: Kind, error: Exception) -> str:
    if isinstance(error, ServiceError):
        return error.detail
    if isinstance(error, TooSlowError):
        return str(error)
    if kind.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "It has been logged; try again later."
    if kind.slug == "no-such-path":
        return f"nothing is served at {request.url.path}; see /docs"
    if kind.slug == "method-not-allowed":
        return f"{request.method} is not answered here; see the Allow header"
    return error.detail if isinstance(error, HTTPException) else str(error)
