"""Every error as an RFC 9457 problem document: one mapping, for our errors and the framework's."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

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
    StoreError,
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
}

_HTTP_KINDS = {
    404: Kind(404, "no-such-path", "There is nothing at this path"),
    405: Kind(405, "method-not-allowed", "The method can't be used on this path"),
}


class ParameterError(Exception):
    """Parameters of a request that can't be used."""

    def __init__(self, errors: Sequence[ParameterProblem]) -> None:
        self.errors = list(errors)
        super().__init__(_describe(self.errors))


def respond(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """The answer to a request that raised an error. What is our fault is logged, with the error's
    own words.
    """
    kind, errors = find_kind(error), _find_parameters(error)
    if kind.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        # Our own errors say where they come from; of others only the traceback does.
        trace = None if isinstance(error, QuotesError) else error
        _log.error("%s %s: %r", request.method, request.url.path, error, exc_info=trace)
    problem = Problem(
        type=f"urn:onrecord:problem:{kind.slug}",
        title=kind.title,
        status=kind.status,
        detail=_describe(errors) if errors else _find_detail(request, kind, error),
        instance=request.url.path,
        errors=errors or UNSET,
    )
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    if kind.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(RETRY_AFTER)
    return Response(problem, status_code=kind.status, media_type=MEDIA_TYPE, headers=headers)


def find_kind(error: Exception) -> Kind:
    """The kind of problem that an error is; an error that nobody foresaw is `internal`."""
    if isinstance(error, ParameterError | ValidationException):
        return BAD_PARAMETER
    for known in type(error).__mro__:
        if known in KINDS:
            return KINDS[known]
    if isinstance(error, HTTPException):
        phrase = HTTPStatus(error.status_code).phrase
        slug = phrase.lower().replace(" ", "-")
        return _HTTP_KINDS.get(error.status_code, Kind(error.status_code, slug, phrase))
    return KINDS[QuotesError]


def document(*statuses: int) -> dict[int, ResponseSpec]:
    """The problems that a route can answer with, for its OpenAPI description."""
    told = {
        400: "A parameter is unknown, given twice or can't be used; `errors` names it.",
        404: "There is no such record.",
        503: "The database can't be used at the moment.",
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
        return [_make_parameter(str(each["key"]), str(each["message"])) for each in error.extra]
    return []


def _make_parameter(name: str, detail: str) -> ParameterProblem:
    """The problem under the name in the URL: `from_date` is `from-date` there."""
    return ParameterProblem(parameter=name.strip("_").replace("_", "-"), detail=detail)


def _describe(errors: Sequence[ParameterProblem]) -> str:
    return "; ".join(f"{each.parameter}: {each.detail}" for each in errors)


def _find_detail(request: Request[Any, Any, Any], kind: Kind, error: Exception) -> str:
    if kind.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "It has been logged; try again later."
    if kind.slug == "no-such-path":
        return f"nothing is served at {request.url.path}; see /docs"
    if kind.slug == "method-not-allowed":
        return f"{request.method} is not answered here; see the Allow header"
    return error.detail if isinstance(error, HTTPException) else str(error)
