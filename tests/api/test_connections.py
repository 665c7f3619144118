"""One client can't take the service from the others: there are limits on what it sends and how long
it takes, and the others' answers come meanwhile.
"""

from __future__ import annotations

import json
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
from serving import serving

from quotes.settings import Settings

GET = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n"
# Long enough for the checks, which happen once a second, on a busy machine.
PATIENCE = 30


class Connection:
    """A client that says anything."""

    def __init__(self, address: str, receive_bytes: int | None) -> None:
        host, _, port = address.rpartition("/")[2].partition(":")
        self._socket = socket.socket()
        self._socket.settimeout(PATIENCE)
        if receive_bytes is not None:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        self._socket.connect((host, int(port)))

    def send(self, data: bytes, times: int = 1) -> int:
        """How often the data was sent before the server closed the connection."""
        for number in range(times):
            try:
                self._socket.sendall(data)
            except OSError:
                return number
        return times

    def read(self) -> bytes:
        """All that the server sends until it closes the connection."""
        received = b""
        try:
            while data := self._socket.recv(65_536):
                received += data
        except ConnectionResetError:
            pass
        return received

    def read_problem(self) -> tuple[int, str]:
        """The status and the type of the one problem that the server sends before it closes."""
        head, _, body = self.read().partition(b"\r\n\r\n")
        match = re.match(rb"HTTP/1.1 (\d+) ", head)
        assert match, head
        assert b"connection: close" in head
        assert b"content-type: application/problem+json" in head
        assert f"content-length: {len(body)}".encode() in head
        return int(match[1]), json.loads(body)["type"].removeprefix("urn:onrecord:problem:")

    def close(self) -> None:
        self._socket.close()


@contextmanager
def connecting(address: str, receive_bytes: int | None = None) -> Iterator[Connection]:
    connection = Connection(address, receive_bytes)
    try:
        yield connection
    finally:
        connection.close()


def read_peak(process: subprocess.Popen[str]) -> float:
    """The most memory that the process has had, in MB."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if "VmHWM" in line)) / 1024


@pytest.fixture(scope="module")
def server(sample_settings: Settings) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server with the limits that are the defaults."""
    with serving(sample_settings) as server:
        yield server


@pytest.fixture(scope="module")
def quick(sample_settings: Settings) -> Iterator[str]:
    """A server whose patience is short."""
    limits = {"HEADER_SECONDS": "1", "BODY_SECONDS": "1", "IDLE_SECONDS": "1", "STALL_SECONDS": "1"}
    variables = {f"ONRECORD_{name}": value for name, value in limits.items()}
    with serving(sample_settings, ONRECORD_MAX_BODY_BYTES="1000", **variables) as (address, _):
        yield address


@pytest.mark.parametrize(
    "start",
    [
        pytest.param(GET + b"X-Endless: ", id="a header"),
        pytest.param(b"GET /health/live?", id="a URL"),
        pytest.param(GET + b"X-", id="a header's name"),
    ],
)
def test_a_request_without_end_is_refused_and_takes_no_memory(
    server: tuple[str, subprocess.Popen[str]], start: bytes
) -> None:
    address, process = server
    httpx.get(f"{address}/health/live")
    before = read_peak(process)
    with connecting(address) as attacker, httpx.Client(base_url=address) as other:
        attacker.send(start)
        for _ in range(100):
            sent = attacker.send(b"a" * 65_536, 10)
            assert other.get("/health/live").status_code == 200
            if sent < 10:
                break
        assert attacker.read_problem() == (431, "headers-too-large")
    assert read_peak(process) - before < 8


def test_many_short_headers_are_refused(server: tuple[str, subprocess.Popen[str]]) -> None:
    with connecting(server[0]) as attacker:
        attacker.send(GET + b"a: b\r\n" * 20_000)
        assert attacker.read_problem() == (431, "headers-too-large")


def test_headers_up_to_the_limit_are_read(server: tuple[str, subprocess.Popen[str]]) -> None:
    with httpx.Client(base_url=server[0]) as client:
        for _ in range(3):
            assert client.get("/health/live", headers={"X-Long": "a" * 60_000}).status_code == 200
        assert client.get("/health/live", headers={"X-Long": "a" * 70_000}).status_code == 431


def test_only_the_headers_count_of_requests_in_one_chunk(
    server: tuple[str, subprocess.Popen[str]],
) -> None:
    """The body before a request, and the requests before it, are not taken for its headers."""
    body = b"POST /v1/quotes HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n" + (
        b"b" * 60_000
    )
    with connecting(server[0]) as client:
        client.send(body + GET + b"X-Long: " + b"a" * 40_000)
        client.send(b"a" * 20_000 + b"\r\nConnection: close\r\n\r\n")
        answers = client.read()
    assert re.findall(rb"HTTP/1.1 (\d+) ", answers) == [b"405", b"200"]


def test_what_is_not_http_is_a_problem(server: tuple[str, subprocess.Popen[str]]) -> None:
    with connecting(server[0]) as client:
        client.send(b"what?\r\n\r\n")
        assert client.read_problem() == (400, "bad-request")


@pytest.mark.parametrize(
    "start", [b"", GET + b"\r\n"], ids=["on a new connection", "after another request"]
)
def test_a_tunnel_is_refused(server: tuple[str, subprocess.Popen[str]], start: bytes) -> None:
    """Its target is no URL."""
    with connecting(server[0]) as client:
        client.send(start)
        if start:
            time.sleep(0.5)
        client.send(b"CONNECT elsewhere.example:80 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answer = client.read()
    assert re.findall(rb"HTTP/1.1 (\d+) ", answer)[-1] == b"400"


@pytest.mark.parametrize(
    ("url", "status"),
    [("http://localhost/health/live", b"200"), ("http://evil.example/health/live", b"421")],
)
def test_the_host_of_a_whole_url_counts(
    server: tuple[str, subprocess.Popen[str]], url: str, status: bytes
) -> None:
    """And not the one in the headers, by which another server on the way may have gone."""
    with connecting(server[0]) as client:
        client.send(f"GET {url} HTTP/1.1\r\nHost: localhost\r\n".encode())
        client.send(b"Connection: close\r\n\r\n")
        assert re.findall(rb"HTTP/1.1 (\d+) ", client.read()) == [status]


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(b"Content-Length: 1001\r\n\r\n", id="as it says"),
        pytest.param(
            b"Transfer-Encoding: chunked\r\n\r\n" + b"100\r\n%b\r\n" % (b"a" * 256) * 4,
            id="in chunks",
        ),
    ],
)
def test_a_long_body_is_refused(quick: str, headers: bytes) -> None:
    with connecting(quick) as client:
        client.send(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n" + headers)
        answer = client.read()
    # The answer to the request may be the first: it needs no body.
    assert re.findall(rb"HTTP/1.1 (\d+) ", answer) in ([b"413"], [b"200"], [b"200", b"413"])
    assert b"body-too-large" in answer or answer.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("start", "statuses"),
    [
        pytest.param(b"", [], id="nothing"),
        pytest.param(b"GET /health/li", [b"408"], id="half of a line"),
        pytest.param(GET, [b"408"], id="half of the headers"),
        pytest.param(GET + b"\r\n", [b"200"], id="idle after an answer"),
        pytest.param(GET + b"\r\n" + GET, [b"200"], id="half of a second request"),
        pytest.param(GET + b"Content-Length: 9\r\n\r\n", [b"200"], id="no body"),
        pytest.param(GET + b"\r\n\r\n\r\n", [b"200"], id="empty lines after an answer"),
    ],
)
def test_whoever_stops_half_way_is_closed(quick: str, start: bytes, statuses: list[bytes]) -> None:
    with connecting(quick) as client:
        client.send(start)
        assert re.findall(rb"HTTP/1.1 (\d+) ", client.read())[: len(statuses)] == statuses


def test_a_hundred_half_sent_requests_are_closed_and_keep_nobody_waiting(quick: str) -> None:
    with ExitStack() as stack:
        clients = [stack.enter_context(connecting(quick)) for _ in range(100)]
        for client in clients:
            client.send(GET)
        assert httpx.get(f"{quick}/health/live").status_code == 200
        assert {client.read_problem() for client in clients} == {(408, "too-late")}


def test_a_request_that_trickles_is_closed(quick: str) -> None:
    """A byte now and then doesn't prolong the time."""
    with connecting(quick) as client:
        client.send(GET + b"X-Slow: ")
        for _ in range(PATIENCE * 10):
            time.sleep(0.1)
            if not client.send(b"a"):
                break
        else:
            pytest.fail("the connection is still open")


def test_too_many_connections_close_those_that_wait_longest(sample_settings: Settings) -> None:
    limits = {"ONRECORD_MAX_CONNECTIONS": "20", "ONRECORD_HEADER_SECONDS": "2"}
    with serving(sample_settings, **limits) as (address, _), ExitStack() as stack:
        clients = [stack.enter_context(connecting(address)) for _ in range(50)]
        for client in clients:
            client.send(GET)
        assert httpx.get(f"{address}/health/live").status_code == 200
        # The others are told that they are late.
        assert sum(client.read() == b"" for client in clients) >= 30


def test_a_client_that_takes_nothing_of_its_answer_is_closed(quick: str) -> None:
    """An answer that nobody takes can't hold its place for ever."""
    path = b"/docs/assets/swagger-ui-bundle.js"
    with connecting(quick, receive_bytes=4_096) as client:
        client.send(b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(5)
        assert len(client.read()) < 500_000
