"""Which web pages of other hosts may read answers (CORS, as in the Fetch standard).

None by default. On this machine the service needs no key to read: if every origin were allowed, any
page that somebody opens in a browser could read the newsroom's data.
"""

from __future__ import annotations

Header = tuple[bytes, bytes]

_EXPOSED = (
    b"access-control-expose-headers",
    b"ETag, Link, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id",
)
_PREFLIGHT: tuple[Header, ...] = (
    (b"access-control-allow-methods", b"GET, HEAD, POST"),
    (b"access-control-allow-headers", b"Authorization, Content-Type, If-None-Match, X-Request-Id"),
    # A day: how long a browser may remember the preflight. Not tuned.
    (b"access-control-max-age", b"86400"),
)


class CORSPolicy:
    """The allowed origins. Cookies are never allowed; a page may send a key that it was given.

    Args:
        origins: such as "https://desk.example, https://lab.example", or "*" for all.
    """

    def __init__(self, origins: str) -> None:
        names = {origin.strip().rstrip("/") for origin in origins.split(",")} - {""}
        self._allows_all = "*" in names
        self._allowed = {name.encode("ascii") for name in names}
        # Whether answers differ by origin, which caches must know.
        self.varies = bool(self._allowed) and not self._allows_all

    def make_headers(self, origin: bytes | None, *, preflight: bool) -> tuple[Header, ...]:
        """The headers that let a page of the origin read the answer; none if it may not."""
        if self._allows_all:
            allowed = b"*"
        elif origin is not None and origin in self._allowed:
            allowed = origin
        else:
            return ()
        headers = ((b"access-control-allow-origin", allowed), _EXPOSED)
        return headers + _PREFLIGHT if preflight else headers
