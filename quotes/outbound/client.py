"""One request with limits of time and size, to a public address."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from urllib.parse import urlsplit

import httpcore
import httpx

from quotes.errors import OutboundError
from quotes.outbound.addresses import PublicBackend
from quotes.records import Record

# The name by which robots.txt may address us.
AGENT = "OnRecord"


class OutboundResponse(Record, frozen=True, kw_only=True):
    """An answer; names of headers are in small letters."""

    url: str
    status: int
    headers: dict[str, str]
    content: bytes


class OutboundClient:
    """Asks public addresses, without following redirects.

    Args:
        contact: a mail address or web page by which whoever is asked reaches the one who asks.
        seconds: the longest time for a whole request.
        max_bytes: the longest answer, unpacked.
    """

    def __init__(self, *, contact: str, seconds: float = 30.0, max_bytes: int = 10_000_000) -> None:
        self._max_bytes = max_bytes
        transport = httpx.HTTPTransport()
        # httpx has no parameter for it (encode/httpx#3749).
        transport._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            # A connection is one request, whose time is limited with it.
            max_keepalive_connections=0,
            network_backend=PublicBackend(seconds),
        )
        self._client = httpx.Client(
            transport=transport,
            trust_env=False,
            timeout=min(seconds, 10.0),
            headers={"User-Agent": make_agent(contact), "Accept-Encoding": "gzip"},
        )

    def __enter__(self) -> OutboundClient:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._client.close()

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> OutboundResponse:
        """The answer, whatever its status.

        Raises:
            OutboundError: the address may not be asked, does not answer in time, or answers with
                more than it may.
        """
        check_url(url)
        try:
            with self._client.stream(
                method, url, headers=dict(headers or {}), content=content
            ) as response:
                body = b"".join(self._read(response))
        except (httpx.HTTPError, httpx.InvalidURL, zlib.error) as error:
            reason = str(error) or type(error).__name__
            raise OutboundError(f"{url} can't be reached: {reason}") from error
        found = {name.lower(): value for name, value in response.headers.items()}
        return OutboundResponse(url=url, status=response.status_code, headers=found, content=body)

    def _read(self, response: httpx.Response) -> Iterator[bytes]:
        """The body, unpacked here and not by httpx, which would unpack a piece whole."""
        is_packed = response.headers.get("content-encoding", "identity").lower() == "gzip"
        unpack = zlib.decompressobj(wbits=31) if is_packed else None
        length = 0
        for piece in response.iter_raw():
            if unpack is not None:
                piece = unpack.decompress(piece, self._max_bytes + 1)
            length += len(piece)
            if length > self._max_bytes:
                raise OutboundError(f"{response.url} is longer than {self._max_bytes:,} bytes")
            yield piece


def make_agent(contact: str) -> str:
    """The User-Agent: who asks, and how to reach them."""
    try:
        release = version("onrecord")
    except PackageNotFoundError:
        release = "0"
    return f"{AGENT}/{release}" + (f" (+{contact})" if contact else "")


def check_url(url: str) -> None:
    """Nothing, if it is a web address without a password.

    Raises:
        OutboundError: it is not.
    """
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
        has_password = "@" in parts.netloc
    except ValueError:
        is_web, has_password = False, False
    if not is_web:
        raise OutboundError(f"{url!r} is no web address such as https://example.org/story")
    if has_password:
        raise OutboundError("a web address with a name or password in it is not asked")
