"""Every error is a problem document of one shape."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from litestar import Litestar, get
from litestar.testing import TestClient

import quotes.errors
from api.http.problems import (
    BUSY,
    KINDS,
    TOO_MANY_EXPORTS,
    ProblemKind,
    ServiceError,
    handle_error,
)
from quotes.errors import ModelError, QueryError, QuotesError, StoreError

Client = TestClient[Litestar]


def test_the_shape_of_a_problem(client: Client) -> None:
    answer = client.get("/v1/quotes?limit=0")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:onrecord:problem:bad-parameter",
        "title": "A parameter can't be used",
        "status": 400,
        "detail": "limit: Expected `int` >= 1",
        "instance": "/v1/quotes",
        "errors": [{"parameter": "limit", "detail": "Expected `int` >= 1"}],
    }


@pytest.mark.parametrize(
    ("method", "path", "status", "slug"),
    [
        ("GET", "/nothing", 404, "no-such-path"),
        ("GET", "/v1/quotes/nothing", 404, "not-found"),
        ("GET", "/v1/speakers/nothing", 404, "not-found"),
        ("GET", "/v1/articles/nothing", 404, "not-found"),
        ("GET", "/docs/assets/nothing", 404, "no-such-path"),
        ("GET", "/docs/assets/../../app.py", 404, "no-such-path"),
        ("POST", "/v1/quotes", 405, "method-not-allowed"),
        ("DELETE", "/health/live", 405, "method-not-allowed"),
        ("GET", "/v1/quotes?speaker=", 400, "bad-parameter"),
    ],
)
def test_wrong_requests(client: Client, method: str, path: str, status: int, slug: str) -> None:
    answer = client.request(method, path)
    body = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, body["status"]) == (status, status)
    assert body["type"] == f"urn:onrecord:problem:{slug}"
    assert body["instance"] == str(answer.url.path)
    assert body.keys() >= {"title", "detail"}


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        ("limit=201", ["limit"]),
        ("limit=many", ["limit"]),
        ("limit=1000000000000000000000", ["limit"]),
        ("from-date=2031-13-01", ["from-date"]),
        ("from-date=1.1.2031&to-date=x", ["from-date", "to-date"]),
        ("from-date=2031-01-02&to-date=2031-01-01", ["to-date"]),
        ("said-from=2031-01-02&said-to=2031-01-01", ["said-to"]),
        ("order-by=latest", ["order-by"]),
        ("type=loud", ["type"]),
        ("type=null&limit=NULL&from-date=null", ["from-date", "limit", "type"]),
        ("facets=speaker,mood", ["facets"]),
        ("act=any", ["act"]),
        ("cursor=abc", ["cursor"]),
        ("q=%22%22", ["q"]),
        ("outlet=%25", ["outlet"]),
        ("speeker=a&from_date=b", ["from_date", "speeker"]),
        ("speaker=a&speaker=b", ["speaker"]),
    ],
)
def test_bad_parameters_are_named(client: Client, query: str, parameters: list[str]) -> None:
    answer = client.get(f"/v1/quotes?{query}")
    assert answer.status_code == 400
    assert [each["parameter"] for each in answer.json()["errors"]] == parameters


def test_a_bad_date_gets_the_good_form(client: Client) -> None:
    """The form of a date is shown, not the number of a standard."""
    detail = client.get("/v1/quotes?said-from=yesterday").json()["detail"]
    assert detail == "said-from: Invalid date; give it as YYYY-MM-DD"


def test_an_unknown_parameter_gets_the_known_ones(client: Client) -> None:
    detail = client.get("/v1/outlets?speaker=a").json()["detail"]
    assert detail == "speaker: unknown; use cursor, fields, limit, page-size"


def _walk(error: type[QuotesError]) -> Iterator[type[QuotesError]]:
    yield error
    for child in error.__subclasses__():
        yield from _walk(child)


def test_every_error_of_ours_has_its_own_kind() -> None:
    ours = {error for error in _walk(QuotesError) if error.__module__ == quotes.errors.__name__}
    assert set(KINDS) == ours
    assert all(400 <= kind.status < 600 for kind in KINDS.values())


class _FutureError(StoreError):
    """An error that nobody has mapped yet."""


def _raise(error: Exception) -> Litestar:
    @get("/")
    async def fail() -> None:
        raise error

    return Litestar([fail], exception_handlers={Exception: handle_error}, logging_config=None)


@pytest.mark.parametrize(
    ("error", "status", "slug"),
    [
        pytest.param(ModelError("/srv/secret.pt is gone"), 503, "model-unavailable", id="model"),
        pytest.param(_FutureError("/srv/secret.db"), 503, "store-unavailable", id="by its parent"),
        pytest.param(ZeroDivisionError("secret"), 500, "internal", id="unforeseen"),
    ],
)
def test_our_own_faults_are_logged_and_not_explained(
    error: Exception, status: int, slug: str, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        caplog.at_level(logging.ERROR, "onrecord.api"),
        TestClient(_raise(error), raise_server_exceptions=False) as client,
    ):
        answer = client.get("/")
    assert answer.status_code == status
    assert answer.json()["type"] == f"urn:onrecord:problem:{slug}"
    assert "secret" not in answer.text
    assert "secret" in caplog.text


def test_a_bad_query_names_its_parameter() -> None:
    error = QueryError("to_date", "too early")
    with TestClient(_raise(error), raise_server_exceptions=False) as client:
        assert client.get("/").json()["errors"] == [{"parameter": "to-date", "detail": "too early"}]


@pytest.mark.parametrize("kind", [BUSY, TOO_MANY_EXPORTS], ids=["searches", "exports"])
def test_a_refusal_says_when_to_try_again(kind: ProblemKind) -> None:
    """The service is busy and the client not to blame: 503 with Retry-After, not 429."""
    error = ServiceError(kind, "wait", retry_after=7)
    with TestClient(_raise(error), raise_server_exceptions=False) as client:
        answer = client.get("/")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "7")
