"""Slots for work that takes long: a few at once, a short wait for a free one, then a refusal."""

from __future__ import annotations

from collections.abc import Callable

from anyio import CapacityLimiter, WouldBlock, move_on_after

from api.http.problems import ServiceError


class Slot:
    """The right to do one piece of work; release it when the work is done."""

    def __init__(self, limiter: CapacityLimiter) -> None:
        self._limiter = limiter

    def release(self) -> None:
        """Give the slot to whoever waits for one. Call it once."""
        self._limiter.release_on_behalf_of(self)


class SlotLimiter:
    """A fixed number of slots, shared by all clients. For one event loop.

    Args:
        slots: how many there are.
        wait_seconds: the longest wait for a free slot; 0 refuses at once.
        make_refusal: makes the error for whoever gets no slot.
    """

    def __init__(
        self, slots: int, *, wait_seconds: float, make_refusal: Callable[[], ServiceError]
    ) -> None:
        self._limiter = CapacityLimiter(slots)
        self._wait_seconds, self._make_refusal = wait_seconds, make_refusal

    @property
    def taken(self) -> int:
        """How many slots are taken."""
        return self._limiter.borrowed_tokens

    @property
    def is_full(self) -> bool:
        return self._limiter.available_tokens <= 0

    async def take(self) -> Slot:
        """A slot.

        Raises:
            ServiceError: none became free in time.
        """
        slot = Slot(self._limiter)
        try:
            self._limiter.acquire_on_behalf_of_nowait(slot)
        except WouldBlock:
            await self._wait(slot)
        return slot

    async def _wait(self, slot: Slot) -> None:
        with move_on_after(self._wait_seconds):
            await self._limiter.acquire_on_behalf_of(slot)
            return
        raise self._make_refusal()
