"""Exports under way: a few at once, each at the pace of its client, none after the client left."""

from __future__ import annotations

from asyncio import get_running_loop
from collections.abc import AsyncIterator, Callable
from typing import Any, cast

from anyio import CancelScope, CapacityLimiter, to_thread
from litestar import Request
from litestar.response import Stream
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from api.http.disconnect import DisconnectWatcher
from api.http.limits import Slot, SlotLimiter
from api.http.problems import CLIENT_LEFT, TOO_MANY_EXPORTS, ServiceError
from quotes.exporting import Export, ExportManifest
from quotes.store import TimeLimit, limit_queries

# The longest time for one chunk of an export, whose filters may pass over many rows. Not tuned.
_CHUNK_SECONDS = 60.0

# Seconds after which a refused export is worth repeating. Not tuned; a million rows take six.
_RETRY_AFTER = 30


class ExportSlots:
    """Slots for the exports of one application.

    Args:
        slots: how many exports may be under way.
    """

    def __init__(self, slots: int) -> None:
        self._limiter = SlotLimiter(slots, wait_seconds=0, make_refusal=self._make_refusal)
        # Threads of their own, so that look-ups needn't wait for those of exports.
        self._threads = CapacityLimiter(slots)

    @property
    def taken(self) -> int:
        """How many exports are under way."""
        return self._limiter.taken

    async def take(self) -> ExportSlot:
        """A slot for one more export; close it.

        Raises:
            ServiceError: too many are under way.
        """
        return ExportSlot(await self._limiter.take(), self._threads)

    def _make_refusal(self) -> ServiceError:
        return ServiceError(
            TOO_MANY_EXPORTS,
            f"{self.taken} are under way; try again when one has ended",
            retry_after=_RETRY_AFTER,
        )


class ExportSlot:
    """One export, from its start to its end. It works in threads, one chunk at a time, and makes a
    chunk only when the one before has been taken.
    """

    def __init__(self, slot: Slot, threads: CapacityLimiter) -> None:
        self._slot, self._threads = slot, threads
        self._export: Export
        self._is_open = False
        self._first_chunk: bytes | None = None
        self._is_closed = False
        self._limit = TimeLimit(_CHUNK_SECONDS)

    async def open(self, make_export: Callable[[], Export]) -> Export:
        """The export, with its first chunk made, so that a request that can't be answered is still
        an error and not a broken stream. An error closes the slot.
        """
        try:
            self._export = await self._run(make_export)
            self._is_open = True
            self._first_chunk = await self._make_chunk()
        except BaseException:
            await self.close()
            raise
        return self._export

    async def read_chunks(self) -> AsyncIterator[bytes]:
        """The chunks of the export."""
        chunk, self._first_chunk = self._first_chunk, None
        while chunk is not None:
            yield chunk
            chunk = await self._make_chunk()

    @property
    def manifest(self) -> ExportManifest:
        """The manifest of the export, once all chunks have been read."""
        return self._export.manifest

    async def close(self) -> None:
        """Release the database and the slot; a second call does nothing."""
        if self._is_closed:
            return
        self._is_closed = True
        try:
            if self._is_open:
                with CancelScope(shield=True):
                    await self._run(self._export.close)
        finally:
            self._slot.release()

    async def _make_chunk(self) -> bytes | None:
        return cast(bytes | None, await self._run(lambda: next(self._export, None)))

    async def _run(self, work: Callable[[], Any]) -> Any:
        def limited() -> Any:
            with limit_queries(self._limit):
                return work()

        self._limit.renew()
        deadline = get_running_loop().call_later(_CHUNK_SECONDS, self._limit.stop)
        try:
            return await to_thread.run_sync(limited, limiter=self._threads)
        finally:
            deadline.cancel()


class ExportResponse(Stream):
    """The response that streams an export, and closes its slot however the response ends."""

    def __init__(self, slot: ExportSlot, *, media_type: str, headers: dict[str, str]) -> None:
        super().__init__(slot.read_chunks(), media_type=media_type, headers=headers)
        self._slot = slot

    def to_asgi_response(self, *args: Any, **options: Any) -> ASGIResponse:
        """The framework's response, with the slot closed after it."""
        respond = super().to_asgi_response(*args, **options)

        async def respond_and_close(scope: Scope, receive: Receive, send: Send) -> None:
            try:
                await respond(scope, receive, send)
            finally:
                await self._slot.close()

        return cast(ASGIResponse, respond_and_close)


async def read_manifest(slot: ExportSlot, request: Request[Any, Any, Any]) -> ExportManifest:
    """The manifest of the slot's export, made by reading all of it; closes the slot.

    Raises:
        ServiceError: the client has left.
    """
    try:
        with (
            CancelScope() as scope,
            DisconnectWatcher(request, scope.cancel, delay_seconds=0),
        ):
            async for _ in slot.read_chunks():
                pass
            return slot.manifest
        raise ServiceError(CLIENT_LEFT, "nobody waits for the manifest")
    finally:
        await slot.close()
