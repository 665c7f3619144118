"""The server as a process: it says that it stops, and ends what is under way."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import msgspec
import pytest
from serving import ROOT, serving

from api.server import listen, serve
from quotes.errors import SettingsError
from quotes.settings import Settings, load_settings
from quotes.store import open_store


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


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104 - that is what is refused
def test_listening_beyond_this_machine_has_to_be_told(sample_settings: Settings, host: str) -> None:
    settings = msgspec.structs.replace(sample_settings, host=host, port=0)
    with pytest.raises(SettingsError, match=r"--insecure \(ONRECORD_INSECURE=1\)"):
        listen(settings)
    listen(msgspec.structs.replace(settings, insecure=True)).close()


def test_with_a_key_it_listens_beyond_this_machine(tmp_path: Path) -> None:
    """As long as one can be used."""
    url = f"sqlite:///{tmp_path / 'onrecord.db'}"
    settings = load_settings({}, database_url=url, host="0.0.0.0", port=0)  # noqa: S104
    with pytest.raises(SettingsError, match="onrecord keys create"):
        listen(settings)
    with open_store(url, create=True) as store:
        store.access_keys.create("desk", "read")
        listen(settings).close()
        store.access_keys.revoke("desk")
    with pytest.raises(SettingsError, match="onrecord keys create"):
        listen(settings)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_listening_on_this_machine_needs_no_word(sample_settings: Settings, host: str) -> None:
    listen(msgspec.structs.replace(sample_settings, host=host, port=0)).close()


@pytest.mark.parametrize("proxies", ["proxy.example", "127.0.0.1,", "*"])
def test_trusted_proxies_are_addresses(sample_settings: Settings, proxies: str) -> None:
    with pytest.raises(SettingsError, match="ONRECORD_TRUSTED_PROXIES"):
        serve(msgspec.structs.replace(sample_settings, trusted_proxies=proxies))


def test_what_a_service_does_not_need_is_not_loaded(sample_settings: Settings) -> None:
    """It starts in half of the time, and takes half of the memory."""
    program = """
import sys
import quotes.cli.main
from api.server import create_app
from quotes.settings import load_settings
create_app(load_settings())
unneeded = {"alembic", "pandas", "pyarrow", "pydantic", "quotes.readers", "torch"}
print(*sorted(unneeded & sys.modules.keys()))
"""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert run.stdout == "\n"
