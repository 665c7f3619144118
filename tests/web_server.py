"""A web server of this machine, for tests: what it answers, and what it was asked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

# Status, headers and content; or what makes them of the headers of a request.
Answer = tuple[int, dict[str, str], bytes]
Page = Answer | Callable[[dict[str, str]], Answer]


class WebServer:
    """Answers for all names that end with `.example`; a page is its path, on all of them.

    Attributes:
        pages: by path.
        requests: host, path and headers (names in small letters), in their order.
        times: of the requests, by `time.monotonic`.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.pages: dict[str, Page] = {}
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.times: list[float] = []

    def url(self, path: str, host: str = "news.example") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """The paths that were asked for, without robots.txt."""
        return [path for _, path, _ in self.requests if path != "/robots.txt"]


@contextmanager
def run_web_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    """The server, which the outbound client may reach."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            web.times.append(time.monotonic())
            web.requests.append((headers["host"].partition(":")[0], self.path, headers))
            page = web.pages.get(self.path, (404, {}, b"not found"))
            status, sent, content = page(headers) if callable(page) else page
            self.send_response(status)
            for name, value in sent.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    web = WebServer(server.server_address[1])
    _let_through(monkeypatch, web.port)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()


def _let_through(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    """Names of `.example` are this machine, whose port may be asked."""
    from quotes.outbound import addresses

    resolve, is_allowed = addresses.resolve, addresses.is_allowed

    def resolve_example(host: str, number: int) -> list[str]:
        return ["127.0.0.1"] if host.endswith(".example") else resolve(host, number)

    def is_server(address: str, number: int) -> bool:
        return (address, number) == ("127.0.0.1", port) or is_allowed(address, number)

    monkeypatch.setattr(addresses, "resolve", resolve_example)
    monkeypatch.setattr(addresses, "is_allowed", is_server)
