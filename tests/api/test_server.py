"""The server as a process: it says that it stops, and ends what is under way."""

from __future__ import annotations

import json
import signal
import socket
import time

import httpx
import msgspec
import pytest
from serving import serving

from api.server import listen
from quotes.errors import SettingsError
from quotes.settings import Settings


def test_a_draining_server_is_not_ready_but_answers(sample_settings: Settings) -> None:
    with serving(sample_settings, ONRECORD_DRAIN_SECONDS="1.5") as (address, process):
        with httpx.Client(base_url=address) as client:
            assert client.get("/health/ready").status_code == 200
            process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            ready = client.get("/health/ready")
            assert ready.status_code == 503
            assert ready.json()["type"] == "urn:onrecord:problem:stopping"
            quotes = client.get("/v1/quotes")
            assert quotes.status_code == 200
            assert quotes.headers["connection"] == "close"
        assert process.wait(timeout=20) in (0, -signal.SIGTERM)


def test_the_log_is_a_json_line_a_request(sample_settings: Settings) -> None:
    with serving(sample_settings, ONRECORD_LOG_LEVEL="info") as (address, process):
        httpx.get(f"{address}/v1/quotes?q=dam", headers={"X-Request-Id": "seen"})
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=20)
    lines = [json.loads(line) for line in log.splitlines()]
    (line,) = [each for each in lines if each.get("request_id") == "seen"]
    assert (line["path"], line["status"], line["level"]) == ("/v1/quotes", 200, "info")
    assert "dam" not in json.dumps(lines)


@pytest.mark.parametrize(
    "path",
    [
        "/v1/quotes",
        "/v1/quotes?q=dam",
        "/v1/quotes/nothing",
        "/v1/export/quotes.ndjson",
        "/docs",
        "/health/ready",
    ],
)
def test_head_is_answered_without_an_error_in_the_log(sample_settings: Settings, path: str) -> None:
    """The server knows that no body comes, and the connection serves the next request."""
    with serving(sample_settings, ONRECORD_LOG_LEVEL="info") as (address, process):
        with httpx.Client(base_url=address) as client:
            expected = client.get(path)
            for _ in range(2):
                head = client.head(path)
                assert (head.status_code, head.content) == (expected.status_code, b"")
                length = expected.headers.get("content-length")
                assert head.headers.get("content-length") == length
            assert client.get(path).content == expected.content
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=20)
    lines = [json.loads(line) for line in log.splitlines()]
    assert [line["method"] for line in lines if "method" in line][-4:] == [
        "GET",
        "HEAD",
        "HEAD",
        "GET",
    ]
    assert {line["level"] for line in lines} == {"info"}
    assert "Traceback" not in log


def test_ctrl_c_ends_it_without_output(sample_settings: Settings) -> None:
    with serving(sample_settings) as (_, process):
        process.send_signal(signal.SIGINT)
        _, log = process.communicate(timeout=20)
        assert (process.returncode, log) == (0, "")


def test_a_taken_port_names_the_setting_to_change(sample_settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"port {port} .*ONRECORD_PORT"):
            listen(msgspec.structs.replace(sample_settings, port=port))
