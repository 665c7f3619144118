"""As many slots as there are, a short wait for the next, then a refusal."""

from __future__ import annotations

import asyncio

import pytest

from api.http.limits import SlotLimiter
from api.http.problems import BUSY, ServiceError


def make_limiter(slots: int, wait_seconds: float) -> SlotLimiter:
    return SlotLimiter(
        slots, wait_seconds=wait_seconds, make_refusal=lambda: ServiceError(BUSY, "wait")
    )


def test_slots_are_counted_and_refused() -> None:
    async def check() -> None:
        limiter = make_limiter(2, 0)
        slots = [await limiter.take() for _ in range(2)]
        assert (limiter.taken, limiter.is_full) == (2, True)
        with pytest.raises(ServiceError):
            await limiter.take()
        slots[0].release()
        assert (limiter.taken, limiter.is_full) == (1, False)
        await limiter.take()

    asyncio.run(check())


def test_whoever_waits_gets_the_next_slot() -> None:
    async def check() -> None:
        limiter = make_limiter(1, 5)
        slot = await limiter.take()
        waiting = asyncio.create_task(limiter.take())
        await asyncio.sleep(0.01)
        slot.release()
        await waiting
        assert limiter.taken == 1

    asyncio.run(check())


def test_a_refused_or_cancelled_wait_leaves_no_slot_taken() -> None:
    async def check() -> None:
        limiter = make_limiter(1, 0.01)
        slot = await limiter.take()
        with pytest.raises(ServiceError):
            await limiter.take()
        waiting = asyncio.create_task(limiter.take())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.sleep(0)
        slot.release()
        assert limiter.taken == 0

    asyncio.run(check())
