"""What every request meets first and its answer passes last, whatever it asks: one layer of plain
ASGI around the framework.

    request   its id (X-Request-Id), the length of its URL, a preflight from a web page,
              an answer that the client holds already (If-None-Match -> 304), or that was sent
              before and still holds, HEAD as GET
    answer    ETag and Vary, security and CORS headers, the body's encoding, no body for HEAD
    after     a line in the log, a count in the metrics

It is here and not in the framework's hooks because those leave out what no route answers, and
because a look-up should spend its time on looking up: all of it costs 17 µs, and below /v1 another
20 for the version of the data.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections.abc import Callable
from itertools import count
from time import perf_counter
from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from api.compression import (
    MIN_BYTES,
    Compressor,
    choose_encoding,
    is_compressible,
    start_compressor,
)
from api.conditional import is_held, make_tag
from api.health import Condition
from api.kept import KeptAnswer, KeptAnswers, Key
from api.logs import request_id
from api.metrics import Meter
from api.origins import Header, Origins
from api.problems import MEDIA_TYPE, TOO_LONG, write_problem

# Characters of path and query: what browsers and proxies carry.
MAX_URL = 16_000

# Bodies from here on are compressed in a thread: 64 KB take gzip a millisecond.
_LARGE = 65_536

# Data is versioned below here; the documentation brings tags of its own.
_VERSIONED = "/v1/"

_SECURITY: tuple[Header, ...] = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)
# Ids of our own: told apart from those of other processes, and without asking the system for chance
# each time.
_PROCESS = secrets.token_hex(5)
_numbers = count()
# Ids that a proxy or client gives are taken over if they can stand in a log as they are.
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,128}")

_log = logging.getLogger("onrecord.requests")


class Edge:
    """The application with this layer around it.

    Args:
        app: what answers.
        version: of the data, read anew for each request; None if there is none to be had.
        origins: whose web pages may read answers.
        meter: where requests are counted.
        condition: whether the service is about to stop.
        kept: answers to be sent again.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        version: Callable[[], str | None],
        origins: Origins,
        meter: Meter,
        condition: Condition,
        kept: KeptAnswers,
    ) -> None:
        self.app, self.version, self.origins = app, version, origins
        self.meter, self.condition, self.kept = meter, condition, kept
        self.vary = b"Accept, Accept-Encoding" + (b", Origin" if origins.vary else b"")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        exchange = _Exchange(self, scope, send)
        token = request_id.set(exchange.request_id)
        self.meter.running.inc()
        try:
            if not await exchange.answer_early():
                await self.app(scope, receive, exchange.send)
        finally:
            self.meter.running.dec()
            exchange.finish()
            request_id.reset(token)


class _Exchange:
    """One request and its answer."""

    def __init__(self, edge: Edge, scope: Any, send: Send) -> None:
        self._edge, self._scope, self._send = edge, scope, send
        self._started = perf_counter()
        self._given: dict[bytes, bytes] = dict(scope["headers"])
        given = self._given.get(b"x-request-id", b"")
        self.request_id = (
            given.decode("ascii")
            if given and _REQUEST_ID.fullmatch(given)
            else f"{_PROCESS}-{next(_numbers):x}"
        )
        self._method: str = scope["method"]
        self._is_head = self._method == "HEAD"
        if self._is_head:
            # Answered as GET is, without the body: the framework's routes know only GET.
            scope["method"] = "GET"
        # Before anything is read: data that changes meanwhile leaves the answer with an old tag,
        # never with too new a one.
        self._version = edge.version() if self._is_versioned() else None
        self._tag = self._make_tag()
        self._key: Key | None = None
        self._start: Any = None
        self._compressor: Compressor | None = None
        self._operation, self._status = "other", 500
        self._bytes = 0
        self._ended = False

    async def answer_early(self) -> bool:
        """Whether the request has been answered without the framework."""
        scope, given = self._scope, self._given
        if len(scope["path"]) + len(scope["query_string"]) > MAX_URL:
            body = write_problem(
                TOO_LONG, f"path and query together have more than {MAX_URL:,} bytes", "/"
            )
            await self._answer(TOO_LONG.status, body, (b"content-type", MEDIA_TYPE.encode()))
            return True
        if self._method == "OPTIONS" and b"access-control-request-method" in given:
            await self._answer(204, b"")
            return True
        held = given.get(b"if-none-match")
        if self._tag is not None and held is not None and is_held(held, self._tag):
            await self._answer(304, b"")
            return True
        return await self._answer_again()

    async def send(self, message: Message) -> None:
        """Pass a message of the answer on; its start waits for the first piece of the body."""
        if message["type"] == "http.response.start":
            self._start = dict(message)
            self._status = message["status"]
        elif message["type"] != "http.response.body":
            await self._send(message)
        elif not self._ended:
            await self._send_body(message.get("body", b""), message.get("more_body", False))

    def finish(self) -> None:
        """Count the request and write it down."""
        edge, seconds = self._edge, perf_counter() - self._started
        edge.meter.count(self._find_operation(), self._status, seconds)
        if _log.isEnabledFor(logging.INFO):
            fields = {
                "method": self._method,
                "path": self._scope["path"],
                "status": self._status,
                "ms": round(seconds * 1000, 3),
                "bytes": self._bytes,
            }
            _log.info("request", extra={"fields": fields})

    def _is_versioned(self) -> bool:
        scope = self._scope
        return bool(scope["method"] == "GET" and scope["path"].startswith(_VERSIONED))

    def _make_tag(self) -> bytes | None:
        if self._version is None:
            return None
        scope = self._scope
        path = scope.get("raw_path") or scope["path"].encode()
        accept = self._given.get(b"accept", b"")
        return make_tag(self._version, path, scope["query_string"], accept)

    def _make_key(self) -> Key:
        """All that an answer depends on beside the data."""
        scope, given = self._scope, self._given
        names = (b"host", b"accept", b"accept-encoding")
        asked = (scope.get("raw_path") or scope["path"].encode(), scope["query_string"])
        return (*asked, scope["scheme"], *map(given.get, names))

    async def _answer_again(self) -> bool:
        """Whether the same has been asked before and could be answered as then."""
        if self._version is None or not self._edge.kept.keeps_any:
            return False
        self._key = self._make_key()
        kept = self._edge.kept.find(self._version, self._key)
        if kept is None:
            return False
        self._edge.meter.again.inc()
        self._operation, self._status = kept.operation, 200
        headers = list(kept.headers)
        self._add_headers(headers)
        await self._send({"type": "http.response.start", "status": 200, "headers": headers})
        body = b"" if self._is_head else kept.body
        self._bytes = len(body)
        await self._send({"type": "http.response.body", "body": body, "more_body": False})
        return True

    def _keep(self, headers: list[Header], body: bytes) -> None:
        """Have the answer sent again, if it is one that the version of the data stands for."""
        if self._version is None or self._key is None or self._status != 200:
            return
        answer = KeptAnswer(self._find_operation(), tuple(headers), body)
        self._edge.kept.keep(self._version, self._key, answer)

    def _find_operation(self) -> str:
        handler = self._scope.get("route_handler")
        return str(getattr(handler, "operation_id", None) or self._operation)

    async def _answer(self, status: int, body: bytes, *headers: Header) -> None:
        length = () if status in (204, 304) else ((b"content-length", str(len(body)).encode()),)
        await self.send(
            {"type": "http.response.start", "status": status, "headers": [*headers, *length]}
        )
        await self.send({"type": "http.response.body", "body": body, "more_body": False})

    async def _send_body(self, body: bytes, more: bool) -> None:
        if (start := self._start) is not None:
            self._start = None
            headers = list(start["headers"])
            self._choose_compressor(headers, len(body), more)
            if self._compressor is not None:
                body = await _compress(self._compressor, body, last=not more)
                if not more:
                    headers.append((b"content-length", str(len(body)).encode()))
            if not more:
                self._keep(headers, body)
            self._add_headers(headers)
            start["headers"] = headers
            await self._send(start)
        elif self._compressor is not None:
            body = await _compress(self._compressor, body, last=not more)
        if self._is_head:
            body, more, self._ended = b"", False, True
        self._bytes += len(body)
        await self._send({"type": "http.response.body", "body": body, "more_body": more})

    def _add_headers(self, headers: list[Header]) -> None:
        edge, status = self._edge, self._status
        own = {name for name, _ in headers}
        headers += [each for each in _SECURITY if each[0] not in own]
        headers.append((b"x-request-id", self.request_id.encode("ascii")))
        headers.append((b"vary", edge.vary))
        if self._tag is not None and status in (200, 304) and b"etag" not in own:
            headers.append((b"etag", self._tag))
        if b"cache-control" not in own:
            # Kept by whoever asks, used again only after asking whether it still holds.
            headers.append((b"cache-control", b"no-cache" if status < 400 else b"no-store"))
        preflight = self._method == "OPTIONS"
        headers += edge.origins.allow(self._given.get(b"origin"), preflight=preflight)
        if b"allow" in own:
            headers[:] = [
                (name, value + b", HEAD" if name == b"allow" and b"GET" in value else value)
                for name, value in headers
            ]
        if edge.condition.draining:
            headers.append((b"connection", b"close"))

    def _choose_compressor(self, headers: list[Header], length: int, more: bool) -> None:
        accepted = self._given.get(b"accept-encoding")
        if accepted is None or (length < MIN_BYTES and not more):
            return
        own = dict(headers)
        if b"content-encoding" in own or not is_compressible(own.get(b"content-type", b"")):
            return
        encoding = choose_encoding(accepted)
        if encoding is None:
            return
        headers[:] = [each for each in headers if each[0] != b"content-length"]
        headers.append((b"content-encoding", encoding.encode("ascii")))
        self._compressor = start_compressor(encoding)


async def _compress(compressor: Compressor, body: bytes, *, last: bool) -> bytes:
    if len(body) < _LARGE:
        return compressor.add(body, last=last)
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(None, lambda: compressor.add(body, last=last))
