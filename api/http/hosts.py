"""Which names the service answers to.

A web page elsewhere can have its own name resolve to this machine (DNS rebinding), and would then
read the answers as those of its own origin. Its requests carry that name in `Host`. And permalinks
are made from `Host` where no public address is set, so that they must not follow just any.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from api.http.problems import BAD_HOST, WRONG_HOST, ProblemKind

# A name or address as RFC 3986 has it, without percent-encoding, and a port.
_HOST = re.compile(rb"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~-]+)(?::([0-9]{0,5}))?")
# The longest name (253, RFC 1035) with a port.
_MAX_BYTES = 260
_MAX_PORT = 65_535


class HostPolicy:
    """The names that are answered to: those of the loopback interface, the public address's, those
    given, and the address at which the connection arrived. The last lets the probes of containers
    in, which ask for an address: it is where the client is connected, so that no page of another
    origin can have been led here by it. Ports are not compared, for tunnels and proxies change
    them.

    Args:
        names: allowed besides, without ports and with commas between; may be empty.
        public_url: whose host is allowed; may be empty.
    """

    def __init__(self, names: str, public_url: str) -> None:
        hosts = (*names.split(","), urlsplit(public_url).hostname or "")
        self._names = {_normalize(host.strip()) for host in hosts} - {""}
        self._judge = lru_cache(maxsize=1_024)(self._judge_host)

    def find_problem(self, scope: Any) -> tuple[ProblemKind, str] | None:
        """The problem with the request's host and what it is; None if it may be answered."""
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if not hosts and scope["http_version"] == "1.0":
            return None
        if len(hosts) != 1 or len(hosts[0]) > _MAX_BYTES:
            return BAD_HOST, "a request has one Host header, of a name or an address"
        server = scope.get("server")
        return self._judge(hosts[0], server[0] if server else "")

    def _judge_host(self, host: bytes, own_address: str) -> tuple[ProblemKind, str] | None:
        match = _HOST.fullmatch(host)
        if match is None or int(match[2] or 0) > _MAX_PORT:
            return BAD_HOST, "the Host header is not a name or an address with a port up to 65535"
        name = _normalize(match[1].decode("ascii"))
        if name in self._names or is_loopback(name) or name == _normalize(own_address):
            return None
        return WRONG_HOST, (
            f"the service does not go by the name {name}; whoever runs it can allow the name with "
            "ONRECORD_ALLOWED_HOSTS or ONRECORD_PUBLIC_URL"
        )


def is_loopback(name: str) -> bool:
    """Whether a name or an address is of the loopback interface."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _normalize(name: str) -> str:
    """A name without case and final stop, or an address without brackets in its shortest form."""
    name = name.strip("[]").removesuffix(".").lower()
    try:
        return str(ip_address(name))
    except ValueError:
        return name
