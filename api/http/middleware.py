"""What every request passes first and its answer last: one ASGI middleware around the framework.

    request   its id (X-Request-Id), its Host, the length of its URL, CORS preflights,
              the key and its limits, If-None-Match -> 304, the response cache, HEAD as GET
    answer    ETag and Vary, security and CORS headers, compression, no body for HEAD
    after     a line in the log, a count in the metrics

It does not use the framework's hooks because those leave out requests that no route answers, and
because they are slow beside a look-up: all of this takes 17 µs, and below /v1 another 20 µs for the
version of the data.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import secrets
from collections.abc import Awaitable, Callable
from itertools import count
from time import perf_counter
from typing import Any

from litestar import Request
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from api.http.access import (
    Access,
    AccessPolicy,
    describe_excess,
    make_rate_headers,
    set_access,
)
from api.http.article_paths import join_article_id
from api.http.compression import (
    MIN_BYTES,
    BodyEncoder,
    choose_encoding,
    is_compressible,
    make_encoder,
)
from api.http.cors import CORSPolicy, Header
from api.http.etag import make_etag, matches_etag
from api.http.hosts import HostPolicy
from api.http.logs import request_id
from api.http.metrics import Metrics
from api.http.problems import (
    HTTP_KINDS,
    MEDIA_TYPE,
    TOO_LONG,
    TOO_MANY_REQUESTS,
    ProblemKind,
    ServiceError,
    encode_problem,
)
from api.http.rate_limits import RateState
from api.http.response_cache import CachedResponse, CacheKey, ResponseCache
from api.http.shutdown import ShutdownState
from quotes.errors import QuotesError

# The longest path and query, in characters: what browsers and proxies carry.
MAX_URL = 16_000

# Bodies of this length are compressed in a thread: gzip takes a millisecond for 64 KB.
_MIN_THREAD_BYTES = 65_536

# Probes of these paths are not counted.
_UNLIMITED = "/health/"

# Paths whose answers depend on the version of the data; the documentation has ETags of its own.
_VERSIONED = "/v1/"

_SECURITY: tuple[Header, ...] = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)
# Our own request ids: different from those of other services, without asking the system for
# randomness each time; workers, which share all that was made before they were forked, have other
# numbers of their process.
_SERVICE_ID = secrets.token_hex(5)
_numbers = count()
# A request id from a proxy or client is used if it can stand in a log as it is.
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,128}")

# Where the state of a request has the error by which the version of the data could not be read.
_VERSION_ERROR = "version_error"

_log = logging.getLogger("onrecord.requests")


class HTTPMiddleware:
    """The application with this middleware around it.

    Args:
        app: the framework's application.
        read_version: the version of the data, read for each request.
        access: who may ask, and how often.
        hosts: the names that are answered to.
        cors: whose web pages may read answers.
        metrics: counts requests.
        shutdown: whether the service is about to stop.
        cache: answers that may be sent again.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        read_version: Callable[[], Awaitable[str]],
        access: AccessPolicy,
        hosts: HostPolicy,
        cors: CORSPolicy,
        metrics: Metrics,
        shutdown: ShutdownState,
        cache: ResponseCache,
    ) -> None:
        self.app, self.read_version, self.hosts, self.cors = app, read_version, hosts, cors
        self.access = access
        self.metrics, self.shutdown, self.cache = metrics, shutdown, cache
        self.vary = b"Accept, Accept-Encoding, Authorization" + (
            b", Origin" if cors.varies else b""
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        exchange = _Exchange(self, scope, send)
        token = request_id.set(exchange.request_id)
        self.metrics.running.inc()
        try:
            await exchange.identify()
            await exchange.read_version()
            if not await exchange.answer_early():
                exchange.find_route()
                await self.app(exchange.scope, receive, exchange.send)
        finally:
            self.metrics.running.dec()
            exchange.finish()
            request_id.reset(token)


class _Exchange:
    """One request and its answer."""

    def __init__(self, middleware: HTTPMiddleware, scope: Any, send: Send) -> None:
        self._middleware, self._send = middleware, send
        self._started = perf_counter()
        self._request_headers: dict[bytes, bytes] = dict(scope["headers"])
        self.request_id = _choose_request_id(self._request_headers.get(b"x-request-id", b""))
        self._method: str = scope["method"]
        self._path: str = scope["path"]
        self._is_head = self._method == "HEAD"
        # The framework's routes know only GET: HEAD is answered as GET without the body. The copy
        # leaves the server's own scope at HEAD, by which it knows that no body will come.
        self.scope: Any = scope | {"method": "GET"} if self._is_head else scope
        self._access = Access()
        self._rate: RateState | None = None
        self._version: str | None = None
        self._etag: bytes | None = None
        self._cache_key: CacheKey | None = None
        self._start: Any = None
        self._encoder: BodyEncoder | None = None
        self._operation, self._status = "other", 500
        self._bytes_sent = 0
        self._is_ended = False

    async def identify(self) -> None:
        """Find out who asks, and count the request."""
        policy = self._middleware.access
        self._access = await policy.identify(self._request_headers.get(b"authorization"))
        set_access(self.scope, self._access)
        if not self.scope["path"].startswith(_UNLIMITED):
            self._rate = policy.count(self._access, self.scope.get("client"))

    async def read_version(self) -> None:
        """Read the version of the data, before anything else: if the data change meanwhile, the
        answer has an old tag, never one that is too new.
        """
        if not self._is_versioned():
            return
        try:
            self._version = await self._middleware.read_version()
        except (QuotesError, ServiceError) as error:
            self.scope["state"] = {**self.scope.get("state", {}), _VERSION_ERROR: error}
        else:
            self._etag = self._make_etag(self._version)

    async def answer_early(self) -> bool:
        """Whether the request has been answered without the framework."""
        scope, headers = self.scope, self._request_headers
        if (problem := self._middleware.hosts.find_problem(scope)) is not None:
            await self._answer_problem(*problem)
            return True
        if len(scope["path"]) + len(scope["query_string"]) > MAX_URL:
            detail = f"path and query together have more than {MAX_URL:,} bytes"
            await self._answer_problem(TOO_LONG, detail)
            return True
        if "\0" in scope["path"]:
            await self._answer_problem(HTTP_KINDS[404], "the path holds a NUL character")
            return True
        if self._rate is not None and self._rate.wait_seconds:
            retry = (b"retry-after", str(self._rate.wait_seconds).encode())
            await self._answer_problem(TOO_MANY_REQUESTS, describe_excess(self._rate), retry)
            return True
        if self._method == "OPTIONS" and b"access-control-request-method" in headers:
            await self._answer(204, b"")
            return True
        if not self._access.may("read"):
            # The guard of the route refuses it.
            return False
        if_none_match = headers.get(b"if-none-match")
        if self._etag and if_none_match is not None and matches_etag(if_none_match, self._etag):
            await self._answer(304, b"")
            return True
        return await self._answer_from_cache()

    def find_route(self) -> None:
        """Make the id of an article one part of the path that is routed."""
        if (path := join_article_id(self.scope)) is not None:
            self.scope = self.scope | {"path": path}

    async def send(self, message: Message) -> None:
        """Pass a message of the answer on; its start waits for the first chunk of the body."""
        if message["type"] == "http.response.start":
            self._start = dict(message)
            self._status = message["status"]
        elif message["type"] != "http.response.body":
            await self._send(message)
        elif not self._is_ended:
            await self._send_body(message.get("body", b""), message.get("more_body", False))

    def finish(self) -> None:
        """Count the request and log it."""
        seconds = perf_counter() - self._started
        self._middleware.metrics.count_request(self._find_operation(), self._status, seconds)
        if _log.isEnabledFor(logging.INFO):
            fields = {
                "method": self._method,
                "path": self._path,
                "status": self._status,
                "ms": round(seconds * 1000, 3),
                "bytes": self._bytes_sent,
            }
            _log.info("request", extra={"fields": fields})

    def _is_versioned(self) -> bool:
        scope = self.scope
        return bool(scope["method"] == "GET" and scope["path"].startswith(_VERSIONED))

    def _make_etag(self, version: str) -> bytes:
        accept = self._request_headers.get(b"accept", b"")
        return make_etag(version, self._find_path(), self.scope["query_string"], accept)

    def _find_path(self) -> bytes:
        path: bytes = self.scope.get("raw_path") or self.scope["path"].encode()
        return path

    def _make_cache_key(self) -> CacheKey:
        """All that an answer depends on besides the data."""
        scope, headers = self.scope, self._request_headers
        names = (b"host", b"accept", b"accept-encoding")
        url = (self._find_path(), scope["query_string"], scope["scheme"])
        return (*url, *map(headers.get, names))

    async def _answer_from_cache(self) -> bool:
        """Whether the answer was cached, and has been sent."""
        cache = self._middleware.cache
        if self._version is None or not cache.is_enabled:
            return False
        self._cache_key = self._make_cache_key()
        cached = cache.get(self._version, self._cache_key)
        if cached is None:
            return False
        self._middleware.metrics.cache_hits.inc()
        self._operation, self._status = cached.operation, 200
        headers = list(cached.headers)
        self._add_headers(headers)
        await self._send({"type": "http.response.start", "status": 200, "headers": headers})
        body = b"" if self._is_head else cached.body
        self._bytes_sent = len(body)
        await self._send({"type": "http.response.body", "body": body, "more_body": False})
        return True

    def _cache(self, headers: list[Header], body: bytes) -> None:
        """Cache the answer, if it depends on nothing but the request and the data."""
        if self._version is None or self._cache_key is None or self._status != 200:
            return
        response = CachedResponse(self._find_operation(), tuple(headers), body)
        self._middleware.cache.put(self._version, self._cache_key, response)

    def _find_operation(self) -> str:
        handler = self.scope.get("route_handler")
        return str(getattr(handler, "operation_id", None) or self._operation)

    async def _answer_problem(self, kind: ProblemKind, detail: str, *headers: Header) -> None:
        content_type = (b"content-type", MEDIA_TYPE.encode())
        await self._answer(kind.status, encode_problem(kind, detail, "/"), content_type, *headers)

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
            self._choose_encoder(headers, len(body), more)
            if self._encoder is not None:
                body = await _encode(self._encoder, body, last=not more)
                if not more:
                    headers.append((b"content-length", str(len(body)).encode()))
            if not more:
                self._cache(headers, body)
            self._add_headers(headers)
            start["headers"] = headers
            await self._send(start)
        elif self._encoder is not None:
            body = await _encode(self._encoder, body, last=not more)
        if self._is_head:
            body, more, self._is_ended = b"", False, True
        self._bytes_sent += len(body)
        await self._send({"type": "http.response.body", "body": body, "more_body": more})

    def _add_headers(self, headers: list[Header]) -> None:
        middleware, status = self._middleware, self._status
        names = {name for name, _ in headers}
        headers += [header for header in _SECURITY if header[0] not in names]
        headers.append((b"x-request-id", self.request_id.encode("ascii")))
        headers.append((b"vary", middleware.vary))
        if self._etag is not None and status in (200, 304) and b"etag" not in names:
            headers.append((b"etag", self._etag))
        if b"cache-control" not in names:
            # Clients may keep an answer, but must ask whether it still holds.
            # What was given for a key is only for its holder.
            fresh = b"no-cache" if self._access.name is None else b"private, no-cache"
            headers.append((b"cache-control", fresh if status < 400 else b"no-store"))
        if self._rate is not None:
            headers += make_rate_headers(self._rate)
        origin = self._request_headers.get(b"origin")
        headers += middleware.cors.make_headers(origin, preflight=self._method == "OPTIONS")
        if b"allow" in names:
            headers[:] = [
                (name, value + b", HEAD" if name == b"allow" and b"GET" in value else value)
                for name, value in headers
            ]
        if middleware.shutdown.is_draining:
            headers.append((b"connection", b"close"))

    def _choose_encoder(self, headers: list[Header], length: int, more: bool) -> None:
        accept_encoding = self._request_headers.get(b"accept-encoding")
        if accept_encoding is None or (length < MIN_BYTES and not more):
            return
        by_name = dict(headers)
        content_type = by_name.get(b"content-type", b"")
        if b"content-encoding" in by_name or not is_compressible(content_type):
            return
        encoding = choose_encoding(accept_encoding)
        if encoding is None:
            return
        headers[:] = [header for header in headers if header[0] != b"content-length"]
        headers.append((b"content-encoding", encoding.encode("ascii")))
        self._encoder = make_encoder(encoding)


def check_version(request: Request[Any, Any, Any]) -> None:
    """Nothing, if the version of the data could be read: else a route would only wait for the
    database once more.

    Raises:
        StoreError: the database can't be used.
        ServiceError: it does not answer.
    """
    if (error := request.scope["state"].get(_VERSION_ERROR)) is not None:
        raise error


def _choose_request_id(given: bytes) -> str:
    if _REQUEST_ID.fullmatch(given):
        return given.decode("ascii")
    return f"{_SERVICE_ID}-{os.getpid():x}-{next(_numbers):x}"


async def _encode(encoder: BodyEncoder, body: bytes, *, last: bool) -> bytes:
    if len(body) < _MIN_THREAD_BYTES:
        return encoder.encode(body, last=last)
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(None, lambda: encoder.encode(body, last=last))
