"""Whether the client of a request is still there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Any

from litestar import Request

# Most work is done by then, so that most requests need no task that listens. Not tuned.
_DELAY_SECONDS = 0.05


class DisconnectWatcher:
    """Calls a function when the client leaves, as long as a `with` block lasts.

        with DisconnectWatcher(request, limit.stop) as watcher:
            ...
        watcher.has_left

    Args:
        request: whose client to watch; its body is lost.
        on_disconnect: called at most once, in the event loop.
        delay_seconds: how long to wait before listening.
    """

    def __init__(
        self,
        request: Request[Any, Any, Any],
        on_disconnect: Callable[[], object],
        *,
        delay_seconds: float = _DELAY_SECONDS,
    ) -> None:
        self._request, self._on_disconnect = request, on_disconnect
        self._delay_seconds = delay_seconds
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self.has_left = False

    def __enter__(self) -> DisconnectWatcher:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(self._delay_seconds, self._start)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for pending in (self._timer, self._task):
            if pending is not None:
                pending.cancel()

    def _start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._listen())

    async def _listen(self) -> None:
        while (await self._request.receive())["type"] != "http.disconnect":
            pass
        self.has_left = True
        self._on_disconnect()
