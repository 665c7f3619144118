"""Quotas of requests: used up, won back with time, apart for each client, shared by processes."""

from __future__ import annotations

import os
from math import ceil

import pytest

from api.http.rate_limits import WINDOW, RateLimiter


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("quota", [1, 7, 60, 6_000])
def test_the_whole_quota_may_be_used_at_once(quota: int) -> None:
    """Then no more, until the time of one request has passed."""
    clock = Clock()
    limiter = RateLimiter(quota, clock)
    for number in range(quota):
        state = limiter.take("a")
        assert state is not None
        assert (state.remaining, state.wait_seconds) == (quota - number - 1, 0)
    refused = limiter.take("a")
    assert refused is not None
    assert refused.remaining == 0
    assert 1 <= refused.wait_seconds <= ceil(WINDOW / quota)
    clock.now += WINDOW / quota
    assert limiter.take("a").wait_seconds == 0  # type: ignore[union-attr]
    assert limiter.take("a").wait_seconds > 0  # type: ignore[union-attr]


def test_all_is_won_back_in_a_minute() -> None:
    clock = Clock()
    limiter = RateLimiter(10, clock)
    for _ in range(15):
        limiter.take("a")
    clock.now += WINDOW
    state = limiter.take("a")
    assert state is not None
    assert (state.remaining, state.reset_seconds) == (9, 6)


def test_clients_have_quotas_of_their_own() -> None:
    limiter = RateLimiter(1, Clock())
    assert [limiter.take(name).wait_seconds > 0 for name in "abab"] == [False, False, True, True]  # type: ignore[union-attr]


def test_without_a_quota_there_is_no_limit() -> None:
    assert RateLimiter(0).take("a") is None


def test_processes_share_quotas() -> None:
    limiter = RateLimiter(2, Clock())
    pid = os.fork()
    if pid == 0:
        limiter.take("a")
        os._exit(0)
    os.waitpid(pid, 0)
    assert limiter.take("a").remaining == 0  # type: ignore[union-attr]
