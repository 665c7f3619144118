"""Exports under way: a few at once, each with the pace of its client, none after it has left."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any, cast

from anyio import CancelScope, CapacityLimiter, create_task_group, to_thread
from litestar import Request
from litestar.response import Stream
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from api.problems import LEFT, Kind, ServiceError
from quotes.exporting import Export, Manifest

TOO_MANY = Kind(503, "too-many-exports", "Too many exports are under way")

# Seconds after which a refused export is worth repeating.
_RETRY_AFTER = 30


class Exports:
    """The exports of one application.

    Args:
        at_once: how many may be under way.
    """

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self.running = 0
        # Threads of their own: those of look-ups must not wait for them.
        self.threads = CapacityLimiter(at_once)

    def take_turn(self) -> Turn:
        """A turn for one more export; end it.

        Raises:
            ServiceError: too many are under way.
        """
        if self.running >= self._at_once:
            raise ServiceError(
                TOO_MANY,
                f"{self.running} are under way; try again when one has ended",
                retry_after=_RETRY_AFTER,
            )
        self.running += 1
        return Turn(self)


class Turn:
    """One export, from its opening to its end; it works in threads, one step at a time, and only
    when the chunk before has been taken.
    """

    def __init__(self, exports: Exports) -> None:
        self._exports = exports
        self._opened: Export
        self._is_open = False
        self._first: bytes | None = None
        self._ended = False

    async def open(self, make: Callable[[], Export]) -> Export:
        """The export, with its first chunk made: so that what can't be answered or read is still
        an error and no broken stream. Ends the turn if it is.
        """
        try:
            self._opened = await self._run(make)
            self._is_open = True
            self._first = await self._run(lambda: next(self._opened, None))
        except BaseException:
            await self.end()
            raise
        return self._opened

    async def read(self) -> AsyncIterator[bytes]:
        """The chunks of the export."""
        chunk, self._first = self._first, None
        while chunk is not None:
            yield chunk
            chunk = await self._run(lambda: next(self._opened, None))

    @property
    def manifest(self) -> Manifest:
        """That of the export, once it has been read."""
        return self._opened.manifest

    async def end(self) -> None:
        """Let go of the database and of the turn; a second time does nothing."""
        if self._ended:
            return
        self._ended = True
        try:
            if self._is_open:
                with CancelScope(shield=True):
                    await self._run(self._opened.close)
        finally:
            self._exports.running -= 1

    async def _run(self, work: Callable[[], Any]) -> Any:
        return await to_thread.run_sync(work, limiter=self._exports.threads)


class ExportStream(Stream):
    """The answer that sends an export, and ends its turn however the answer ends."""

    def __init__(self, turn: Turn, *, media_type: str, headers: dict[str, str]) -> None:
        super().__init__(turn.read(), media_type=media_type, headers=headers)
        self._turn = turn

    def to_asgi_response(self, *args: Any, **options: Any) -> ASGIResponse:
        """The answer with the end of the turn behind it."""
        answer = super().to_asgi_response(*args, **options)

        async def answer_and_end(scope: Scope, receive: Receive, send: Send) -> None:
            try:
                await answer(scope, receive, send)
            finally:
                await self._turn.end()

        return cast(ASGIResponse, answer_and_end)


async def read_manifest(turn: Turn, request: Request[Any, Any, Any]) -> Manifest:
    """The manifest of the turn's export, which is read to its end; ends the turn.

    Raises:
        ServiceError: the client has left.
    """
    try:
        async with create_task_group() as group:
            group.start_soon(_watch, request, group.cancel_scope)
            async for _ in turn.read():
                pass
            manifest = turn.manifest
            group.cancel_scope.cancel()
            return manifest
        raise ServiceError(LEFT, "nobody waits for the manifest")
    finally:
        await turn.end()


async def _watch(request: Request[Any, Any, Any], scope: CancelScope) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    scope.cancel()
