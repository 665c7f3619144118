"""Who asks, and what they may do: keys in `Authorization: Bearer`, and scopes of routes.

A route of HTTP GET needs the scope `read` and every other one `admin`, unless its handler names
another: `@post(…, scope="write")`, or `scope=OPEN` for all. So a route that forgets to say is
closed. Keys are sent by programs and never by browsers on their own, so that no page elsewhere can
make a reader's browser use one (CSRF).

A key is looked up in the database once a second at most; so a revoked one is refused after a second
by every process.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Any, Final

from cachetools import TTLCache
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from api.http.hosts import is_loopback
from api.http.problems import FORBIDDEN, UNAUTHORIZED, ServiceError
from api.http.rate_limits import WINDOW, RateLimiter, RateState
from quotes.errors import QuotesError
from quotes.records import Scope
from quotes.settings import Settings
from quotes.store import AccessKey, find_prefix, is_valid

OPEN: Final = "open"

# Where the state of a request has who asks.
_ACCESS = "access"

_GRANTED: Final[dict[Scope, frozenset[str]]] = {
    "read": frozenset({"read"}),
    "write": frozenset({"read", "write"}),
    "review": frozenset({"read", "review"}),
    "admin": frozenset({"read", "write", "review", "admin"}),
}

_BEARER = re.compile(rb"(?i:bearer) +([\x21-\x7e]+) *")

# How long a key that was looked up is used, in seconds, and how many are remembered. Documented.
_KEY_SECONDS = 1.0
_MOST_KEYS = 10_000

FindKey = Callable[[str], Awaitable[AccessKey | None]]


class Access:
    """Who asks, and what they may do.

    Args:
        name: of the key; None without one.
        granted: the scopes.
        error: why the key could not be looked up.
        refusal: what is wrong with the key; None for a good one and for none.
    """

    def __init__(
        self,
        name: str | None = None,
        granted: frozenset[str] = frozenset(),
        *,
        error: Exception | None = None,
        refusal: str | None = None,
    ) -> None:
        self.name, self._granted = name, granted
        self._error, self._refusal = error, refusal

    def may(self, scope: str) -> bool:
        """Whether what needs the scope may be done."""
        return scope in self._granted

    def check(self, scope: str) -> None:
        """Nothing, if what needs the scope may be done.

        Raises:
            QuotesError, ServiceError: the key could not be looked up.
            ServiceError: there is no good key (401), or it is for other things (403).
        """
        if scope in self._granted:
            return
        if self._error is not None:
            raise self._error
        if self.name is None:
            detail = self._refusal or "send a key in the header: Authorization: Bearer KEY"
            challenge = 'Bearer realm="onrecord"'
            if self._refusal is not None:
                challenge += ', error="invalid_token"'
            raise ServiceError(UNAUTHORIZED, detail, headers={"WWW-Authenticate": challenge})
        challenge = f'Bearer realm="onrecord", error="insufficient_scope", scope="{scope}"'
        detail = f"the key of {self.name} has not the scope {scope}"
        raise ServiceError(FORBIDDEN, detail, headers={"WWW-Authenticate": challenge})


class AccessPolicy:
    """The keys, and the limits of requests a minute for each key and each address.

    Args:
        settings: limits, and whether requests without a key may read.
        find_key: finds a key by its prefix.
    """

    def __init__(self, settings: Settings, find_key: FindKey) -> None:
        self._find_key = find_key
        self._keys: TTLCache[str, AccessKey | None] = TTLCache(_MOST_KEYS, _KEY_SECONDS)
        self._by_key = RateLimiter(settings.key_requests_per_minute)
        self._by_address = RateLimiter(settings.address_requests_per_minute)
        granted = _GRANTED["read"] if allows_anonymous_reading(settings) else frozenset[str]()
        self._anonymous = Access(granted=granted)

    async def identify(self, authorization: bytes | None) -> Access:
        """Who sends the header, and what they may do."""
        if authorization is None:
            return self._anonymous
        match = _BEARER.fullmatch(authorization)
        text = match[1].decode("ascii") if match else ""
        if (prefix := find_prefix(text)) is None:
            return Access(refusal="the header is not: Authorization: Bearer onrecord_…")
        try:
            key = self._keys[prefix]
        except KeyError:
            try:
                key = self._keys[prefix] = await self._find_key(prefix)
            except (QuotesError, ServiceError) as error:
                return Access(error=error)
        if key is None or not is_valid(key, text, datetime.now(UTC)):
            return Access(refusal="the key is unknown, expired or revoked")
        return Access(key.name, _GRANTED[key.scope])

    def count(self, access: Access, client: tuple[str, int] | None) -> RateState | None:
        """What is left of the quota of the key, or of the address where there is none; None
        without a limit. This machine has none.
        """
        if access.name is not None:
            return self._by_key.take(access.name)
        address = _find_network(client[0] if client else "")
        return None if address is None else self._by_address.take(address)


def allows_anonymous_reading(settings: Settings) -> bool:
    """Whether requests without a key may read: where only this machine reaches the service, or
    whoever runs it said so.
    """
    is_local = is_loopback(settings.host.strip("[]"))
    is_public = bool(settings.public_url or settings.trusted_proxies)
    return settings.insecure or (settings.anonymous_reading and is_local and not is_public)


def set_access(scope: Any, access: Access) -> None:
    """Put who asks into the state of a request."""
    scope["state"] = {**scope.get("state", {}), _ACCESS: access}


def find_access(connection: ASGIConnection[Any, Any, Any, Any]) -> Access:
    """Who sent the request."""
    access: Access = connection.scope["state"][_ACCESS]
    return access


def find_scope(handler: BaseRouteHandler) -> str:
    """The scope that a route needs; answers to OPTIONS, which the framework makes, are for all."""
    methods = frozenset(getattr(handler, "http_methods", ()))
    default = {frozenset({"GET"}): "read", frozenset({"OPTIONS"}): OPEN}.get(methods, "admin")
    return str(handler.opt.get("scope", default))


def check_access(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Nothing, if who asks may use the route; a guard of all routes.

    Raises:
        ServiceError: they may not.
    """
    if (scope := find_scope(handler)) != OPEN:
        find_access(connection).check(scope)


def make_rate_headers(state: RateState) -> list[tuple[bytes, bytes]]:
    """The headers that say what is left (draft-ietf-httpapi-ratelimit-headers-10)."""
    return [
        (b"ratelimit-policy", b'"requests";q=%d;w=%d' % (state.quota, WINDOW)),
        (b"ratelimit", b'"requests";r=%d;t=%d' % (state.remaining, state.reset_seconds)),
    ]


def describe_excess(state: RateState) -> str:
    """What a client is told that has used up its quota."""
    return f"more than {state.quota} requests a minute; try again in {state.wait_seconds} s"


@lru_cache(maxsize=4_096)
def _find_network(address: str) -> str | None:
    """What counts as one client: an IPv4 address, or the network of 64 bits that a provider gives
    to one customer; None for this machine.
    """
    if is_loopback(address):
        return None
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return parsed.exploded[:19]
    return str(parsed)
