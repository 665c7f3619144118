"""SIGTERM while requests and an export run: whoever was heard is answered whole, and an export is
whole or, to whoever reads it, seen to be broken off.
"""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from serving import serving
from store_builders import attribute

from quotes.records import Article, Extraction
from quotes.settings import Settings, load_settings
from quotes.store import open_store

ARTICLES, LETTERS = 60, 300_000
PATIENCE = 60
EXPORT = "/v1/export/articles.ndjson"


def fill(url: str) -> Settings:
    """Settings of a database whose export is larger than what the system keeps for a reader."""
    with open_store(url, create=True) as store:
        for number in range(ARTICLES):
            text = f"Ola Berg said it was {number}.\n\n{'x' * LETTERS}"
            article = Article(id=f"a{number}", text=text)
            quote = attribute(article, f"it was {number}", "said", "Ola Berg")
            store.articles.save(Extraction(article=article, attributions=(quote,)))
    return load_settings({}, database_url=url)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    if request.param == "postgres":
        return fill(request.getfixturevalue("postgres").create())
    return fill(f"sqlite:///{tmp_path_factory.mktemp('stopping') / 'onrecord.db'}")


class Client:
    """A connection that reads when it is told to."""

    def __init__(self, address: str) -> None:
        host, _, port = address.rpartition("/")[2].partition(":")
        self._socket = socket.socket()
        self._socket.settimeout(PATIENCE)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
        self._socket.connect((host, int(port)))

    def send(self, path: str) -> None:
        self._socket.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())

    def read(self, size: int) -> bytes:
        """What the server sends next; nothing when it has closed the connection."""
        try:
            return self._socket.recv(size)
        except ConnectionResetError:
            return b""

    def read_rest(self) -> bytes:
        return b"".join(iter(lambda: self.read(1_000_000), b""))

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def connect(stack: ExitStack, address: str) -> Client:
    client = Client(address)
    stack.callback(client.close)
    return client


@pytest.mark.parametrize("workers", ["1", "2"])
def test_what_runs_is_answered_whole(settings: Settings, workers: str, stack: ExitStack) -> None:
    options = {"ONRECORD_WORKERS": workers, "ONRECORD_DRAIN_SECONDS": "1"}
    with serving(settings, **options, ONRECORD_STOP_SECONDS="50") as (address, process):
        reader, clients = connect(stack, address), [connect(stack, address) for _ in range(32)]
        reader.send(EXPORT)
        answer = reader.read(1_000)
        for number, client in enumerate(clients):
            client.send(f"/v1/quotes?q={number}&facets=speaker,topic")
        process.send_signal(signal.SIGTERM)
        for client in clients:
            assert client.read_rest().startswith(b"HTTP/1.1 200 ")
        answer += reader.read_rest()
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert answer.endswith(b"\r\n0\r\n\r\n")
        assert answer.count(b'"id":"a') == ARTICLES
        assert process.wait(PATIENCE) == -signal.SIGTERM


@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_export_that_is_broken_off_shows_it(
    settings: Settings, workers: str, stack: ExitStack
) -> None:
    """Its last chunk never comes, so that no client takes it for whole."""
    options = {"ONRECORD_WORKERS": workers, "ONRECORD_DRAIN_SECONDS": "0"}
    with serving(settings, **options, ONRECORD_STOP_SECONDS="1") as (address, process):
        reader = connect(stack, address)
        reader.send(EXPORT)
        answer = reader.read(1_000)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == -signal.SIGTERM
        answer += reader.read_rest()
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert not answer.endswith(b"\r\n0\r\n\r\n")
        assert answer.count(b'"id":"a') < ARTICLES


def test_a_slow_reader_of_an_export_takes_nothing_from_others(
    settings: Settings, stack: ExitStack
) -> None:
    """Nor memory: what it has not taken is not made."""
    with serving(settings) as (address, process), httpx.Client(base_url=address) as others:
        others.get(EXPORT)
        before = read_memory(process.pid)
        reader = connect(stack, address)
        reader.send(EXPORT)
        taken = 0
        for _ in range(30):
            time.sleep(0.05)
            taken += len(reader.read(100))
            assert others.get("/v1/quotes?q=berg").status_code == 200
            assert others.get("/health/ready").status_code == 200
        assert 0 < taken <= 3_000
        assert read_memory(process.pid) < before + 50_000_000
        assert "onrecord_requests_running 2.0" in others.get("/metrics").text


def read_memory(pid: int) -> int:
    """The bytes that the process has in memory."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096
