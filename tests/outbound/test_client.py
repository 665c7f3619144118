"""One request: who asks, for how long and for how much."""

from __future__ import annotations

import gzip
import socket
import time
from contextlib import suppress
from threading import Thread

import pytest
from web_server import WebServer

from quotes.errors import OutboundError
from quotes.outbound import OutboundClient


def test_an_answer(web: WebServer) -> None:
    """With its status and headers; redirects are not followed."""
    web.pages["/a"] = 302, {"Location": "/b", "ETag": '"1"'}, b"moved"
    with OutboundClient(contact="desk@mail.example") as client:
        answer = client.request("GET", web.url("/a"), headers={"If-None-Match": '"0"'})
    assert (answer.status, answer.content, answer.headers["etag"]) == (302, b"moved", '"1"')
    ((host, path, headers),) = web.requests
    assert (host, path, headers["if-none-match"]) == ("news.example", "/a", '"0"')
    assert headers["user-agent"].startswith("OnRecord/")
    assert headers["user-agent"].endswith(" (+desk@mail.example)")


def test_an_answer_that_is_too_long(web: WebServer) -> None:
    """Packed or not: a bomb is never unpacked whole."""
    bomb = gzip.compress(bytes(50_000_000))
    web.pages["/long"] = 200, {}, bytes(2_000)
    web.pages["/bomb"] = 200, {"Content-Encoding": "gzip"}, bomb
    web.pages["/packed"] = 200, {"Content-Encoding": "gzip"}, gzip.compress(b"x" * 1_000)
    with OutboundClient(contact="", max_bytes=1_000) as client:
        for path in ("/long", "/bomb"):
            with pytest.raises(OutboundError, match="longer than 1,000 bytes"):
                client.request("GET", web.url(path))
        assert client.request("GET", web.url("/packed")).content == b"x" * 1_000


@pytest.mark.parametrize("sent", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_an_answer_that_never_ends(monkeypatch: pytest.MonkeyPatch, sent: bytes) -> None:
    """A byte at a time, in headers or content, is ended after the time for the whole request."""
    monkeypatch.setattr("quotes.outbound.addresses.is_allowed", lambda *_: True)

    def drip(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection, suppress(OSError):
            connection.recv(10_000)
            connection.sendall(sent)
            while True:
                connection.sendall(b"a")
                time.sleep(0.01)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=drip, args=(server,))
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        with (
            OutboundClient(contact="", seconds=0.3) as client,
            pytest.raises(OutboundError, match=r"too long|timed out"),
        ):
            client.request("GET", url)
        thread.join()


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://news.example/", "gopher://news.example/", "/relative", "http://",
     "http://[", "http://news.example@10.0.0.1/", "http://ann:secret@news.example/"],
)  # fmt: skip
def test_what_is_no_web_address(url: str) -> None:
    with OutboundClient(contact="") as client, pytest.raises(OutboundError) as raised:
        client.request("GET", url)
    assert "secret" not in str(raised.value)


def test_a_site_that_is_not_there(web: WebServer) -> None:
    with (
        OutboundClient(contact="") as client,
        pytest.raises(OutboundError, match="can't be"),
    ):
        client.request("GET", "http://nobody.invalid/")
