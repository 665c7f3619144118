"""What a site's robots.txt allows (RFC 9309)."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urldefrag, urljoin, urlsplit

from protego import Protego

from quotes.errors import OutboundError
from quotes.outbound import OutboundClient
from quotes.outbound.client import AGENT

# RFC 9309 has a reader take at least 500 KiB, and follow at least five redirects.
_MAX_BYTES = 512_000
_REDIRECTS = 5
# The longest delay that is kept, in seconds; a site that asks for more is not read.
_LONGEST_DELAY = 60.0


class RobotsRules(NamedTuple):
    """What a site allows; `rules` is None where it could not be asked, and so allows nothing."""

    rules: Protego | None

    def allow(self, url: str) -> bool:
        """Whether we may ask for the address."""
        return (
            self.rules is not None
            and bool(self.rules.can_fetch(url, AGENT))
            and self.find_delay() <= _LONGEST_DELAY
        )

    def find_delay(self) -> float:
        """The seconds between two requests that the site asks for; 0 if it does not."""
        delay = self.rules.crawl_delay(AGENT) if self.rules is not None else None
        return float(delay or 0.0)


def read_robots(client: OutboundClient, origin: str) -> RobotsRules:
    """The rules of a site: all is allowed without a file, nothing while it can't be asked.

    Args:
        origin: scheme, host and port.

    Raises:
        OutboundError: the site can't be reached.
    """
    url = f"{origin}/robots.txt"
    for _ in range(_REDIRECTS + 1):
        response = client.request("GET", url)
        location = response.headers.get("location")
        if response.status in (301, 302, 303, 307, 308) and location:
            url = join_url(url, location)
            continue
        if response.status >= 500 or response.status == 429:
            return RobotsRules(None)
        text = response.content[:_MAX_BYTES].decode("utf-8", "replace")
        return RobotsRules(Protego.parse(text if response.status == 200 else ""))
    return RobotsRules(Protego.parse(""))


def find_origin(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def join_url(base: str, reference: str) -> str:
    """The address that a reference on a page means, without its fragment.

    Raises:
        OutboundError: it means none.
    """
    try:
        return urldefrag(urljoin(base, reference.strip())).url
    except ValueError as error:
        raise OutboundError(f"{base} leads to no web address: {reference!r}") from error
