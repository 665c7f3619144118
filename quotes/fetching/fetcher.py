"""One address at a time, politely: robots.txt, a delay, and nothing that has not changed."""

from __future__ import annotations

import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from quotes.errors import OutboundError
from quotes.fetching.robots import RobotsRules, find_origin, join_url, read_robots
from quotes.outbound import OutboundClient, OutboundResponse

_REDIRECTS = 5
# Seconds that a site may make us wait for it; RobotsRules has the same. Not tuned.
_LONGEST_WAIT = 61.0
# Seconds for which a site is left alone that says it is too much or is not there, and says not how
# long. Not tuned.
_PAUSE = 300.0
# As the robots.txt of a day may be kept, by RFC 9309.
_ROBOTS_SECONDS = 86_400.0


class Fetched(NamedTuple):
    """An answer with content, and what tells whether it changes."""

    response: OutboundResponse
    etag: str | None
    last_modified: str | None


class Fetcher:
    """Asks one address after the other, each site at its pace.

    Args:
        client: that asks.
        delay: seconds between two requests to a site; longer if its robots.txt says so.
        wait: what waits for some seconds.
    """

    def __init__(
        self, client: OutboundClient, *, delay: float, wait: Callable[[float], object] = time.sleep
    ) -> None:
        self._client, self._delay, self._wait = client, delay, wait
        self._robots: dict[str, tuple[float, RobotsRules]] = {}
        self._next: dict[str, float] = {}  # when a site may be asked again, by its origin

    def fetch(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None
    ) -> Fetched | None:
        """The page; None if it is still what it was.

        Args:
            url: its address; redirects are followed, each as a request of its own.
            etag, last_modified: of the page as it was read before.

        Raises:
            OutboundError: it can't be had, or may not be asked for.
        """
        headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        conditions = {name: value for name, value in headers.items() if value is not None}
        for _ in range(_REDIRECTS + 1):
            response = self._request(url, conditions)
            location = response.headers.get("location")
            if response.status in (301, 302, 303, 307, 308) and location:
                url = join_url(url, location)
                continue
            if response.status == 304 and conditions:
                return None
            if response.status != 200:
                raise OutboundError(f"{url} answers with {response.status}")
            found = response.headers
            return Fetched(response, found.get("etag"), found.get("last-modified"))
        raise OutboundError(f"{url}: more than {_REDIRECTS} redirects")

    def _request(self, url: str, headers: dict[str, str]) -> OutboundResponse:
        origin = find_origin(url)
        rules = self._read_rules(origin)
        if not rules.allow(url):
            raise OutboundError(f"{url} is not read: robots.txt of {origin} does not allow it")
        self._wait_for(origin, url)
        response = self._client.request("GET", url, headers=headers)
        self._next[origin] = time.monotonic() + max(self._delay, rules.find_delay())
        if response.status in (429, 503):
            self._next[origin] = time.monotonic() + _find_pause(response)
        return response

    def _read_rules(self, origin: str) -> RobotsRules:
        read_at, rules = self._robots.get(origin, (-_ROBOTS_SECONDS, RobotsRules(None)))
        if time.monotonic() - read_at >= _ROBOTS_SECONDS or rules.rules is None:
            self._wait_for(origin, f"{origin}/robots.txt")
            rules = read_robots(self._client, origin)
            self._robots[origin] = time.monotonic(), rules
            self._next[origin] = time.monotonic() + (self._delay if rules.rules else _PAUSE)
        return rules

    def _wait_for(self, origin: str, url: str) -> None:
        """Wait for the site's turn.

        Raises:
            OutboundError: it asked to be left alone for long.
        """
        seconds = self._next.get(origin, 0.0) - time.monotonic()
        if seconds > _LONGEST_WAIT:
            raise OutboundError(f"{url} is not read: {origin} is left alone for {seconds:.0f} s")
        if seconds > 0:
            self._wait(seconds)


def _find_pause(response: OutboundResponse) -> float:
    """The seconds that Retry-After asks for (RFC 9110, 10.2.3)."""
    value = response.headers.get("retry-after", "").strip()
    if value.isdigit():
        return min(float(value[:9]), 86_400.0)
    try:
        return max(0.0, min(parsedate_to_datetime(value).timestamp() - time.time(), 86_400.0))
    except (ValueError, OverflowError):
        return _PAUSE
