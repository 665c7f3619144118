"""Which addresses may be asked: public ones, on the ports of the web."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any, cast

import httpcore

from quotes.errors import OutboundError

_PORTS = (80, 443)
# Addresses of a name that are tried. Not tuned.
_TRIES = 3
# Addresses in which an IPv4 address is written: whoever translates them may reach it.
_TRANSLATED = tuple(
    ipaddress.IPv6Network(network) for network in ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")
)


class PublicBackend(httpcore.NetworkBackend):
    """Connections to public addresses alone.

    A name is resolved once, all its addresses are checked, and one of these is connected to, so
    that it can't resolve to another in between. Certificates are still those of the name.

    Args:
        seconds: the longest time for all that happens on a connection.
    """

    def __init__(self, seconds: float) -> None:
        self._backend, self._seconds = httpcore.SyncBackend(), seconds

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        end = time.monotonic() + self._seconds
        addresses = resolve(host, port)
        for address in addresses:
            if not is_allowed(address, port):
                place = host if host == str(address) else f"{host} is {address}"
                raise OutboundError(
                    f"{place}, port {port}: only public addresses are asked, on the "
                    f"ports {_PORTS[0]} and {_PORTS[1]}"
                )
        error: Exception | None = None
        for address in addresses[:_TRIES]:
            try:
                stream = self._backend.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
                return LimitedStream(stream, end)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failure:
                error = failure
        raise error or httpcore.ConnectError(f"{host} has no address")


class LimitedStream(httpcore.NetworkStream):
    """A connection that ends at a time, however slowly the other side sends.

    Args:
        stream: the connection.
        end: when, by `time.monotonic`.
    """

    def __init__(self, stream: httpcore.NetworkStream, end: float) -> None:
        self._stream, self._end = stream, end

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._limit(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._limit(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._limit(timeout))
        return LimitedStream(stream, self._end)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def _limit(self, timeout: float | None) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("it takes too long")
        return left if timeout is None else min(left, timeout)


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, in the system's order.

    Raises:
        httpcore.ConnectError: it has none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"{host} is not found: {error}") from error
    return list(dict.fromkeys(cast(str, address[0]) for *_, address in found))


def is_allowed(address: str, port: int) -> bool:
    """Whether a request may go there."""
    return port in _PORTS and is_public(address)


def is_public(address: str) -> bool:
    """Whether an address is one of the whole Internet's, and so is any that is written in it."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = [found.ipv4_mapped, found.sixtofour]
        if any(found in network for network in _TRANSLATED):
            inner.append(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF))
        if not all(each.is_global for each in inner if each is not None):
            return False
        if found.ipv4_mapped is not None:
            return True
        if found.teredo is not None:
            return False
    return found.is_global and not found.is_multicast
