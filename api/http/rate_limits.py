"""How many requests a minute a client may make, the same over all processes of a service.

The generic cell rate algorithm (ITU-T I.371): for each client one time, up to which its requests
so far are paid for; a minute's worth may be paid in advance. The times are in memory that forked
processes share, at a place that a digest of the client's name gives. So it takes the same memory
however many clients there are; two that share a place share their limit, which is as unlikely as
there are places.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable
from math import ceil
from time import monotonic
from typing import NamedTuple

# Seconds for which a quota is.
WINDOW = 60
# Places, of 8 bytes each: with 1,000 clients at once one in 131 shares its place. Not tuned.
_PLACES = 2**17
# Errors of adding up are smaller, in seconds, and the time of one request is longer. Not tuned.
_ROUNDING = 1e-6


class RateState(NamedTuple):
    """What is left of a client's quota: of how many requests, how many are left, after how many
    seconds all are left again, and after how many the next is allowed (0: now).
    """

    quota: int
    remaining: int
    reset_seconds: int
    wait_seconds: int


class RateLimiter:
    """A quota of requests for each client.

    Args:
        quota: requests a minute; 0 for no limit.
        clock: the system's own, which all processes share.
    """

    def __init__(self, quota: int, clock: Callable[[], float] = monotonic) -> None:
        self._quota, self._clock = quota, clock
        self._times = memoryview(mmap.mmap(-1, 8 * _PLACES)).cast("d") if quota else None

    def take(self, client: str) -> RateState | None:
        """What is left after one more request; it counts only if it is allowed. None if there is
        no limit.
        """
        if self._times is None:
            return None
        # Python's hash is keyed anew in each service, so that nobody can aim at another's place.
        place = hash(client) % _PLACES
        now, interval = self._clock(), WINDOW / self._quota
        paid_until = max(now, self._times[place]) + interval
        wait = paid_until - WINDOW - now
        if wait > _ROUNDING:
            return RateState(self._quota, 0, WINDOW, _round_up(wait))
        self._times[place] = paid_until
        remaining = int((_ROUNDING - wait) / interval)
        return RateState(self._quota, remaining, _round_up(paid_until - now), 0)


def _round_up(seconds: float) -> int:
    return ceil(seconds - _ROUNDING)
