"""Connections that can't take more than their share: limits on what a client sends, and on how long
it takes.

Uvicorn with httptools has none. A header without end was kept in memory, twice, and read in time
that grows with the square of its length; a request that stopped half-way stayed open for ever.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, NamedTuple

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from api.http.problems import (
    BAD_REQUEST,
    BODY_TOO_LARGE,
    HEADERS_TOO_LARGE,
    MEDIA_TYPE,
    TOO_LATE,
    ProblemKind,
    encode_problem,
)
from quotes.settings import Settings

# A refused client has this long to read why, in seconds, while what it sends is dropped: to close
# at once would reset the connection, and the answer could be lost. Not tuned.
_LINGER_SECONDS = 2.0

# The colon, the space and the line's end.
_SEPARATOR_BYTES = 4

_NOT_HTTP = "this is not a request of HTTP/1.1"


class ConnectionLimits(NamedTuple):
    """How many connections there may be; what each may send, in bytes; how long it may take, in
    seconds.
    """

    connections: int
    header_bytes: int
    body_bytes: int
    header_seconds: float
    body_seconds: float
    idle_seconds: float

    @classmethod
    def of(cls, settings: Settings) -> ConnectionLimits:
        """The limits in the settings."""
        return cls(
            connections=settings.max_connections,
            header_bytes=settings.max_header_bytes,
            body_bytes=settings.max_body_bytes,
            header_seconds=settings.header_seconds,
            body_seconds=settings.body_seconds,
            idle_seconds=settings.idle_seconds,
        )


class _Phase(Enum):
    """What a connection waits for."""

    HEADERS = "a request's line and headers"
    BODY = "the rest of a request's body"
    ANSWER = "our answer, or the next request after it"
    END = "a refused client to read why"


class _RefusedError(Exception):
    """Stops the parser."""


class LimitedProtocol(HttpToolsProtocol):
    """A connection of uvicorn's with limits. The server calls `close_if_late` each second.

    When there are too many connections, the one is closed that has waited longest for its client,
    so that clients who keep many open can't keep others out.
    """

    def __init__(self, limits: ConnectionLimits, config: Config, **options: Any) -> None:
        super().__init__(config, **options)
        self._limits = limits
        self._refusal: tuple[ProblemKind, str] = (BAD_REQUEST, _NOT_HTTP)
        # Bytes of the request's line and headers as far as they are parsed; bytes that came since
        # the chunk in which the request began; bytes of its body.
        self._header_bytes = self._unparsed_bytes = self._body_bytes = 0
        self._has_begun = False
        self._start(_Phase.HEADERS)

    @property
    def waits_for_client(self) -> bool:
        """Whether every request that arrived has been answered."""
        return self.cycle is None or self.cycle.response_complete

    def connection_made(self, transport: Any) -> None:
        """Make room for the connection, if there are too many."""
        super().connection_made(transport)
        if len(self.connections) > self._limits.connections:
            ours = (one for one in self.connections if isinstance(one, LimitedProtocol))
            oldest = min((one for one in ours if one.waits_for_client), key=lambda one: one.since)
            self.connections.discard(oldest)
            oldest.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Parse what arrived, and refuse the request if its headers are too long."""
        if self.phase is _Phase.END:
            return
        if self.phase is _Phase.ANSWER:
            self._start(_Phase.HEADERS)
        self._has_begun = False
        super().data_received(data)
        # The parser keeps an unfinished header to itself. The chunk in which a request begins may
        # hold other requests before it and is not counted: it has 256 KB at most.
        if self.phase is _Phase.HEADERS and not self._has_begun:
            self._unparsed_bytes += len(data)
            if self._unparsed_bytes > self._limits.header_bytes:
                self._refuse(*self._describe_long_headers())

    def close_if_late(self, now: float) -> None:
        """Close the connection if its client has taken too long; `now` by the loop's clock."""
        waited, limits = now - self.since, self._limits
        if self.phase is _Phase.END:
            if waited > _LINGER_SECONDS:
                self.transport.abort()
        elif self.phase is _Phase.ANSWER:
            if waited > limits.idle_seconds and self.waits_for_client:
                self.transport.close()
        elif self.phase is _Phase.HEADERS:
            if waited > limits.header_seconds:
                self._refuse(TOO_LATE, f"the headers took more than {limits.header_seconds:g} s")
        elif waited > limits.body_seconds and not self.flow.read_paused:
            self._refuse(TOO_LATE, f"the body took more than {limits.body_seconds:g} s")

    def on_message_begin(self) -> None:
        """A request begins."""
        self._has_begun = True
        self._header_bytes = self._unparsed_bytes = self._body_bytes = 0
        self._start(_Phase.HEADERS)
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """A part of the URL."""
        self._count_header_bytes(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A whole header."""
        self._count_header_bytes(len(name) + len(value) + _SEPARATOR_BYTES)
        if name.lower() == b"content-length" and int(value) > self._limits.body_bytes:
            self._stop_parsing(*self._describe_long_body())
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The application may start."""
        self._take_host_from_url()
        # It raises an error for a URL that it can't read, while the answer is still to begin.
        super().on_headers_complete()
        self._start(_Phase.BODY)

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self._body_bytes += len(body)
        if self._body_bytes > self._limits.body_bytes:
            self._stop_parsing(*self._describe_long_body())
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request has arrived."""
        self._start(_Phase.ANSWER)
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """The time counts in which the client sends nothing."""
        self.since = self.loop.time()
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what the parser, or one of the methods above, could not take."""
        self._refuse(*self._refusal)

    def _start(self, phase: _Phase) -> None:
        self.phase, self.since = phase, self.loop.time()

    def _take_host_from_url(self) -> None:
        """Let a whole URL count instead of the `Host` beside it (RFC 9112, 3.2.2)."""
        if self.url.startswith((b"http://", b"https://")):
            host = self.url.split(b"/", 3)[2].partition(b"?")[0]
            self.headers[:] = [header for header in self.headers if header[0] != b"host"]
            self.headers.append((b"host", host))

    def _count_header_bytes(self, length: int) -> None:
        self._header_bytes += length
        if self._header_bytes > self._limits.header_bytes:
            self._stop_parsing(*self._describe_long_headers())

    def _describe_long_headers(self) -> tuple[ProblemKind, str]:
        limit = self._limits.header_bytes
        return HEADERS_TOO_LARGE, f"its line and headers have more than {limit:,} bytes"

    def _describe_long_body(self) -> tuple[ProblemKind, str]:
        return BODY_TOO_LARGE, f"its body has more than {self._limits.body_bytes:,} bytes"

    def _stop_parsing(self, kind: ProblemKind, detail: str) -> None:
        self._refusal = kind, detail
        raise _RefusedError

    def _refuse(self, kind: ProblemKind, detail: str) -> None:
        """Answer with a problem if the client can take it for the answer to this request, and close
        the connection.
        """
        cycle, is_body = self.cycle, self.phase is _Phase.BODY
        can_answer = not cycle.response_started if is_body else self.waits_for_client
        self._start(_Phase.END)
        if cycle is not None:
            cycle.disconnected = True
            cycle.message_event.set()
        if not can_answer:
            self.transport.close()
            return
        body = encode_problem(kind, detail, "/")
        headers = [
            *self.server_state.default_headers,
            (b"content-type", MEDIA_TYPE.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        lines = b"".join(b"%s: %s\r\n" % header for header in headers)
        self.transport.write(STATUS_LINE[kind.status] + lines + b"\r\n" + body)
        self.transport.write_eof()
        self.flow.resume_reading()
