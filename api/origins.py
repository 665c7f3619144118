"""Which web pages of other hosts may read answers (CORS, as the Fetch standard has it).

None by default. The service asks for no key and listens on this machine: with every origin allowed,
any page that somebody opens in a browser could read what the newsroom keeps here.
"""

from __future__ import annotations

Header = tuple[bytes, bytes]

_EXPOSED = (b"access-control-expose-headers", b"ETag, Link, Retry-After, X-Request-Id")
_PREFLIGHT: tuple[Header, ...] = (
    (b"access-control-allow-methods", b"GET, HEAD"),
    (b"access-control-allow-headers", b"If-None-Match, X-Request-Id"),
    (b"access-control-max-age", b"86400"),
)


class Origins:
    """The origins that a setting such as "https://desk.example, https://lab.example" or "*"
    names. Credentials are never allowed.
    """

    def __init__(self, given: str) -> None:
        named = {each.strip().rstrip("/") for each in given.split(",")} - {""}
        self._all = "*" in named
        self._named = {each.encode("ascii") for each in named}
        # Then answers differ by who asks, and caches must know.
        self.vary = bool(self._named) and not self._all

    def allow(self, origin: bytes | None, *, preflight: bool) -> tuple[Header, ...]:
        """The headers that let a page of the origin read the answer; none for others."""
        if self._all:
            allowed = b"*"
        elif origin is not None and origin in self._named:
            allowed = origin
        else:
            return ()
        grant = ((b"access-control-allow-origin", allowed), _EXPOSED)
        return grant + _PREFLIGHT if preflight else grant
