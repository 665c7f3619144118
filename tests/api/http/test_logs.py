"""A line of JSON for each request, without what was searched for."""

from __future__ import annotations

import json
import logging

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.http.logs import JsonFormatter

Client = TestClient[Litestar]


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
