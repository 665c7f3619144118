"""Every error as an RFC 9457 problem document: one mapping, for our errors and the framework's."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.openapi import ResponseSpec
from msgspec import UNSET
from msgspec.structs import replace

from api.schemas import ParameterProblem, Problem
from quotes.errors import (
    ArticleError,
    GoneError,
    ModelError,
    NotFoundError,
    OffsetError,
    OtherDataError,
    OutboundError,
    QueryError,
    QuotesError,
    SettingsError,
    SnapshotLostError,
    StoreError,
    TooSlowError,
    UnstorableError,
    reword_reason,
)

MEDIA_TYPE = "application/problem+json"

# Seconds after which a request that met an unusable database or model is worth repeating. Not
# tuned.
RETRY_AFTER = 5

_log = logging.getLogger("onrecord.api")


class ProblemKind(NamedTuple):
    """What all problems of a kind have in common."""

    status: int
    slug: str
    title: str


BAD_PARAMETER = ProblemKind(400, "bad-parameter", "A parameter can't be used")
BAD_REQUEST = ProblemKind(400, "bad-request", "The request can't be read")
UNAUTHORIZED = ProblemKind(401, "no-key", "A key is needed")
FORBIDDEN = ProblemKind(403, "wrong-scope", "The key is for other things")
BAD_HOST = ProblemKind(400, "bad-host", "The Host header can't be used")
TOO_LATE = ProblemKind(408, "too-late", "The request took too long to arrive")
BODY_TOO_LARGE = ProblemKind(413, "body-too-large", "The request's body is too large")
TOO_LONG = ProblemKind(414, "url-too-long", "The URL is too long")
WRONG_HOST = ProblemKind(421, "wrong-host", "The service does not go by this name")
HEADERS_TOO_LARGE = ProblemKind(431, "headers-too-large", "The request's headers are too long")
TOO_MANY_REQUESTS = ProblemKind(429, "too-many-requests", "Too many requests in a minute")
# Slots for searches and exports are shared by all clients. So a client that finds no slot has done
# nothing wrong: the status is 503, and not 429, which says that this client has sent too many
# requests (RFC 6585).
BUSY = ProblemKind(503, "busy", "Too many searches are under way")
TOO_MANY_EXPORTS = ProblemKind(503, "too-many-exports", "Too many exports are under way")
STOPPING = ProblemKind(503, "stopping", "The service is about to stop")
# Nobody reads it: it appears in the log and the metrics.
CLIENT_LEFT = ProblemKind(499, "client-left", "The client left before the answer")
NO_SUCH_FORMAT = ProblemKind(501, "format-not-installed", "The service can't make this format")

# The nearest class counts. A status of 500 and more hides the error's message, which may name files
# of the server.
KINDS: dict[type[QuotesError], ProblemKind] = {
    QuotesError: ProblemKind(500, "internal", "Something went wrong here"),
    ArticleError: ProblemKind(422, "unreadable-article", "The article can't be read"),
    ModelError: ProblemKind(503, "model-unavailable", "The models can't be used at the moment"),
    OtherDataError: ProblemKind(422, "no-article", "No article is meant by it"),
    OffsetError: ProblemKind(500, "bad-offsets", "Offsets do not fit their text"),
    OutboundError: ProblemKind(502, "web-address-failed", "A web address can't be read"),
    QueryError: BAD_PARAMETER,
    SettingsError: ProblemKind(500, "bad-settings", "The service is set up wrongly"),
    StoreError: ProblemKind(503, "store-unavailable", "The database can't be used at the moment"),
    NotFoundError: ProblemKind(404, "not-found", "There is no such record"),
    GoneError: ProblemKind(410, "gone", "The record is there no longer"),
    SnapshotLostError: ProblemKind(
        409, "snapshot-lost", "The data have changed since the export began"
    ),
    UnstorableError: ProblemKind(422, "unstorable", "The database can't hold this"),
    TooSlowError: ProblemKind(503, "too-slow", "The answer takes longer than it may"),
}

HTTP_KINDS = {
    404: ProblemKind(404, "no-such-path", "There is nothing at this path"),
    405: ProblemKind(405, "method-not-allowed", "The method can't be used on this path"),
    406: ProblemKind(
        406, "not-acceptable", "The record can't be given in any type that is accepted"
    ),
    410: ProblemKind(410, "rejected", "People have rejected this quote"),
    413: BODY_TOO_LARGE,
}

# What each status means, for the OpenAPI description.
_MEANINGS = {
    400: "A parameter is unknown, given twice or can't be used; `errors` names it.",
    401: "A key is needed, or the one given is unknown, expired or revoked.",
    403: "The key has not the scope that is needed.",
    404: "There is no such record.",
    406: "The record can't be given in any type that `Accept` names.",
    409: "The data have changed since that version: export the newest, or what has changed since.",
    301: "The quote has changed, or the story went into another: `Location` is what it is now.",
    429: "The key or the address has sent too many requests: try again after the seconds that "
    "`Retry-After` gives.",
    410: "It was withdrawn or erased, or its article no longer has it; or people have rejected the "
    "quote, which the formats of JSON-LD can't say.",
    413: "The body has more bytes than the service takes.",
    501: "The format needs a package that is not installed.",
    503: "The database can't be used, or too many searches or exports are under way: try again "
    "after the seconds that `Retry-After` gives.",
}


class ParameterError(Exception):
    """Parameters of a request that can't be used."""

    def __init__(self, errors: Sequence[ParameterProblem]) -> None:
        self.errors = list(errors)
        super().__init__(_join_errors(self.errors))


class ServiceError(Exception):
    """The service can't or won't answer now, and the request is not to blame.

    Args:
        kind: of the problem.
        detail: what went wrong, for the client.
        retry_after: seconds after which the request is worth repeating.
        headers: further headers of the answer.
    """

    def __init__(
        self,
        kind: ProblemKind,
        detail: str,
        *,
        retry_after: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.kind, self.detail, self.retry_after = kind, detail, retry_after
        self.headers = headers
        super().__init__(detail)


def handle_error(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """The answer to a request that raised an error. Our own faults are logged, with the error's
    message.
    """
    kind, errors = find_kind(error), _list_parameter_problems(error)
    if kind.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(error, ServiceError):
        # The message of our own errors says where they come from; others need the traceback.
        trace = None if isinstance(error, QuotesError) else error
        _log.error("%s %s: %r", request.method, request.url.path, error, exc_info=trace)
    detail = _join_errors(errors) if errors else _find_detail(request, kind, error)
    headers = dict(error.headers or {}) if isinstance(error, HTTPException | ServiceError) else {}
    retry_after = _find_retry_after(error)
    if kind.status == HTTPStatus.SERVICE_UNAVAILABLE and retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    problem = _make_problem(kind, detail, request.url.path, errors)
    if isinstance(error, GoneError):
        problem = replace(
            problem, change=error.change, at=error.at or UNSET, reason=error.reason or UNSET
        )
    return Response(problem, status_code=kind.status, media_type=MEDIA_TYPE, headers=headers)


def encode_problem(kind: ProblemKind, detail: str, instance: str) -> bytes:
    """The body of a problem that occurs before any route is found."""
    return msgspec.json.encode(_make_problem(kind, detail, instance, ()))


def find_kind(error: Exception) -> ProblemKind:
    """The kind of problem that an error is; `internal` for unforeseen errors."""
    if isinstance(error, ParameterError | ValidationException):
        return BAD_PARAMETER
    if isinstance(error, ServiceError):
        return error.kind
    for class_ in type(error).__mro__:
        if class_ in KINDS:
            return KINDS[class_]
    if isinstance(error, HTTPException):
        phrase = HTTPStatus(error.status_code).phrase
        slug = phrase.lower().replace(" ", "-")
        return HTTP_KINDS.get(error.status_code, ProblemKind(error.status_code, slug, phrase))
    return KINDS[QuotesError]


def describe_problems(*statuses: int) -> dict[int, ResponseSpec]:
    """The redirects and problems that a route can answer with, for its OpenAPI description."""
    return {
        status: ResponseSpec(
            Problem if status >= HTTPStatus.BAD_REQUEST else None,
            description=_MEANINGS[status],
            media_type=MEDIA_TYPE,
            generate_examples=False,
        )
        for status in statuses
    }


def _make_problem(
    kind: ProblemKind, detail: str, instance: str, errors: Sequence[ParameterProblem]
) -> Problem:
    return Problem(
        type=f"urn:onrecord:problem:{kind.slug}",
        title=kind.title,
        status=kind.status,
        detail=detail,
        instance=instance,
        errors=list(errors) or UNSET,
    )


def _list_parameter_problems(error: Exception) -> list[ParameterProblem]:
    if isinstance(error, ParameterError):
        return error.errors
    if isinstance(error, QueryError):
        return [_make_parameter_problem(error.parameter, error.reason)]
    if isinstance(error, ValidationException) and isinstance(error.extra, list):
        return [
            _make_parameter_problem(str(fault["key"]), reword_reason(str(fault["message"])))
            for fault in error.extra
        ]
    return []


def _make_parameter_problem(name: str, detail: str) -> ParameterProblem:
    """The problem under the parameter's name in the URL: `from_date` is `from-date` there."""
    return ParameterProblem(parameter=name.strip("_").replace("_", "-"), detail=detail)


def _join_errors(errors: Sequence[ParameterProblem]) -> str:
    return "; ".join(f"{error.parameter}: {error.detail}" for error in errors)


def _find_retry_after(error: Exception) -> int | None:
    if isinstance(error, ServiceError):
        return error.retry_after
    # A query that took too long would take too long again.
    return None if isinstance(error, TooSlowError) else RETRY_AFTER


def _find_detail(request: Request[Any, Any, Any], kind: ProblemKind, error: Exception) -> str:
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
