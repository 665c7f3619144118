"""What holds for every request, whatever it asks."""

from __future__ import annotations

import gzip
import json
import logging
import re

import msgspec
import pytest
import zstandard
from litestar import Litestar
from litestar.testing import TestClient
from store_builders import make_sample

from api import conditional, create_app
from api.conditional import sum_maker
from api.edge import MAX_URL
from api.logs import JsonFormatter
from api.release import find_release
from quotes.settings import Settings, load_settings
from quotes.store import SCHEMA_REVISION, open_store

Client = TestClient[Litestar]

VERSIONED = ["/v1/quotes", "/v1/quotes?q=river&limit=1", "/v1/speakers/ola-berg", "/v1/outlets"]


def make_client(settings: Settings, **changed: object) -> Client:
    given = msgspec.structs.asdict(settings) | changed
    return TestClient(create_app(load_settings({}, **given)))


@pytest.mark.parametrize("path", VERSIONED)
def test_an_answer_that_the_client_holds_is_not_sent_again(client: Client, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": f'"x", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == "no-cache"
    assert "content-length" not in again.headers


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        pytest.param("/v1/quotes?limit=2", {}, id="another query"),
        pytest.param("/v1/speakers/zoë-işık", {}, id="another path"),
        pytest.param("/v1/quotes", {"Accept": "application/ld+json"}, id="another type"),
        pytest.param("/v1/quotes", {"If-None-Match": "*"}, id="anything"),
    ],
)
def test_a_tag_is_of_one_answer_only(client: Client, path: str, headers: dict[str, str]) -> None:
    tag = client.get("/v1/quotes").headers["etag"]
    assert client.get(path, headers={"If-None-Match": tag} | headers).status_code == 200


def test_a_tag_holds_until_something_is_saved(lost_settings: Settings) -> None:
    with open_store(lost_settings.database_url, create=True) as store:
        one, two, *_ = make_sample()
        store.save(one)
        with make_client(lost_settings) as client:
            tag = client.get("/v1/quotes").headers["etag"]
            assert client.get("/v1/quotes", headers={"If-None-Match": tag}).status_code == 304
            store.save(two)
            assert client.get("/v1/quotes", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("release", "revision"),
    [
        pytest.param("99.0", SCHEMA_REVISION, id="release"),
        pytest.param(find_release(), "9999", id="tables"),
    ],
)
def test_another_release_has_other_tags(
    client: Client, monkeypatch: pytest.MonkeyPatch, release: str, revision: str
) -> None:
    """It may tell more of the same data, as one did of clusters."""
    assert sum_maker(find_release(), SCHEMA_REVISION) == conditional.MADE_BY
    tag = client.get("/v1/quotes").headers["etag"]
    monkeypatch.setattr(conditional, "MADE_BY", sum_maker(release, revision))
    assert client.get("/v1/quotes", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("path", ["/v1/quotes/nothing", "/v1/quotes?limit=0", "/nothing"])
def test_errors_have_no_tag_and_are_not_kept(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert "etag" not in headers
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("zstd", "zstd"),
        ("gzip, zstd", "zstd"),
        ("gzip", "gzip"),
        ("zstd;q=0.5, gzip", "gzip"),
        ("zstd;q=0, gzip;q=0", None),
        ("br", None),
        ("*", "zstd"),
        ("identity", None),
    ],
)
def test_bodies_come_in_the_encoding_that_is_weighed_most(
    client: Client, accepted: str, expected: str | None
) -> None:
    plain = client.get("/v1/quotes", headers={"Accept-Encoding": "identity"})
    with client.stream("GET", "/v1/quotes", headers={"Accept-Encoding": accepted}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding") == expected
    assert int(answer.headers["content-length"]) == len(raw)
    assert "Accept-Encoding" in answer.headers["vary"]
    decoded = {"zstd": _decode_zstd, "gzip": gzip.decompress}.get(expected or "", bytes)(raw)
    assert decoded == plain.content


def _decode_zstd(body: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompressobj().decompress(body)


@pytest.mark.parametrize("encoding", ["zstd", "gzip"])
def test_streams_are_encoded_piece_by_piece(client: Client, encoding: str) -> None:
    path = "/v1/export/quotes.ndjson"
    with client.stream("GET", path, headers={"Accept-Encoding": encoding}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == encoding
    assert "content-length" not in answer.headers
    decoded = _decode_zstd(raw) if encoding == "zstd" else gzip.decompress(raw)
    assert decoded == client.get(path, headers={"Accept-Encoding": "identity"}).content


def test_short_bodies_are_sent_as_they_are(client: Client) -> None:
    answer = client.get("/health/live", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    ("setting", "origin", "allowed"),
    [
        pytest.param("", "https://desk.example", None, id="nobody by default"),
        pytest.param(
            "https://desk.example", "https://desk.example", "https://desk.example", id="1"
        ),
        pytest.param("https://desk.example", "https://evil.example", None, id="a stranger"),
        pytest.param(
            "https://a.example, https://b.example/",
            "https://b.example",
            "https://b.example",
            id="2",
        ),
        pytest.param("*", "https://desk.example", "*", id="all"),
    ],
)
def test_web_pages_of_the_origins_in_the_setting_may_read(
    sample_settings: Settings, setting: str, origin: str, allowed: str | None
) -> None:
    with make_client(sample_settings, cors_origins=setting) as client:
        for path in ("/v1/quotes", "/v1/quotes/nothing", "/nothing"):
            headers = client.get(path, headers={"Origin": origin}).headers
            assert headers.get("access-control-allow-origin") == allowed
            assert "access-control-allow-credentials" not in headers
            assert ("Origin" in headers["vary"]) == (setting not in ("", "*"))
        asked = {"Origin": origin, "Access-Control-Request-Method": "GET"}
        preflight = client.options("/v1/quotes", headers=asked)
        assert preflight.status_code == 204
        assert preflight.headers.get("access-control-allow-origin") == allowed
        methods = preflight.headers.get("access-control-allow-methods")
        assert methods == ("GET, HEAD" if allowed else None)


@pytest.mark.parametrize(
    ("given", "taken"),
    [("desk-7.a_B", True), ("", False), ("a b", False), ("x" * 129, False), ("a\u202e", False)],
)
def test_a_request_keeps_its_id(client: Client, given: str, taken: bool) -> None:
    answer = client.get("/nothing", headers={"X-Request-Id": given.encode()})
    found = answer.headers["x-request-id"]
    assert (found == given) == taken
    assert re.fullmatch("[A-Za-z0-9._-]+", found)


def test_every_request_is_a_line_in_the_log_without_what_was_searched(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "onrecord.requests"):
        client.get("/v1/quotes?q=secret", headers={"X-Request-Id": "r1"})
    (record,) = caplog.records
    fields = record.fields  # type: ignore[attr-defined]
    assert fields.items() >= {"method": "GET", "path": "/v1/quotes", "status": 200}.items()
    assert "secret" not in JsonFormatter().format(record)


def test_nothing_in_a_log_line_can_leave_it() -> None:
    message = "a\r\nb\x1b[2J\x7f\u202eé\u2028\ud800"
    record = logging.makeLogRecord({"msg": message, "fields": {"path": message}})
    line = JsonFormatter().format(record)
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["path"] == json.loads(line)["message"] == message


def test_too_long_a_url_is_refused(client: Client) -> None:
    answer = client.get("/v1/quotes?q=" + "x" * MAX_URL)
    assert answer.status_code == 414
    assert answer.json()["type"] == "urn:onrecord:problem:url-too-long"


def test_head_is_among_the_methods_that_are_answered(client: Client) -> None:
    assert "HEAD" in client.post("/v1/quotes").headers["allow"]


def test_requests_are_counted(client: Client) -> None:
    client.get("/v1/quotes?limit=0")
    text = client.get("/metrics").text
    assert 'onrecord_request_seconds_count{operation="listQuotes",status="400"}' in text
    assert "onrecord_requests_running 1.0" in text
    assert "process_cpu_seconds_total" in text
