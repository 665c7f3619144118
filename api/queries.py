"""Turns: a few queries at once in threads of their own, a short queue before them, and an end to
those that take too long or that nobody waits for any more. Searches are tried without a thread
first: most are done sooner than one could be told of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import thread_time
from typing import Any, TypeVar

from litestar import Request

from api.metrics import Meter
from api.problems import BUSY, LEFT, ServiceError
from quotes.errors import TooSlowError
from quotes.store import TimeLimit, limit_queries

T = TypeVar("T")

# Most queries are done by then; only for the others is it worth listening whether the client is
# still there.
_SHORT_SECONDS = 0.05

# A search that isn't done after so many seconds of work begins anew in a thread: others wait no
# longer for it. Nearly all are done by then, those ranked by relevance among a million quotes, too.
# SQLite looks at the clock after so many steps.
_TRY_SECONDS = 0.012
_TRY_STEPS = 200

# Seconds after which a refused search is worth repeating.
_RETRY_AFTER = 1


class Queries:
    """Runs what may take a while, so that look-ups needn't wait for it.

    Args:
        threads: how many run at once.
        wait_seconds: how long one waits for its turn before it is refused.
        query_seconds: how long one may run.
        meter: where they are counted.
        is_local: the database answers in this process, and not by a network that may be slow.
    """

    def __init__(
        self,
        *,
        threads: int,
        wait_seconds: float,
        query_seconds: float,
        meter: Meter,
        is_local: bool,
    ) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="query")
        self._turns = asyncio.Semaphore(threads)
        self._wait_seconds, self._query_seconds = wait_seconds, query_seconds
        self._meter, self._is_local = meter, is_local

    async def run_short(self, request: Request[Any, Any, Any], work: Callable[[], T]) -> T:
        """The same as `run`, sooner if it takes less than 12 ms; the work may be begun twice.

        Raises:
            ServiceError: as `run`.
            TooSlowError: as `run`.
        """
        if self._is_local and not self._turns.locked():
            try:
                return _run(TimeLimit(_TRY_SECONDS, steps=_TRY_STEPS, clock=thread_time), work)
            except TooSlowError:
                pass
        return await self.run(request, work)

    async def run(self, request: Request[Any, Any, Any], work: Callable[[], T]) -> T:
        """What the work returns, done in a thread.

        Raises:
            ServiceError: too many are waiting, or the client has left.
            TooSlowError: it took too long.
        """
        await self._take_turn()
        limit = TimeLimit(self._query_seconds)
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._pool, _run, limit, work)
        self._meter.queries.inc()
        # The turn ends with the thread's work, which may outlive this request.
        future.add_done_callback(self._end_turn)
        watch = _Watch(request, limit)
        timer = loop.call_later(_SHORT_SECONDS, watch.begin)
        try:
            return await future
        except TooSlowError as error:
            if watch.left:
                raise ServiceError(LEFT, "nobody waits for the answer") from error
            raise
        finally:
            timer.cancel()
            watch.end()
            limit.stop()

    def close(self) -> None:
        """Take nothing more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _take_turn(self) -> None:
        if not self._turns.locked():
            await self._turns.acquire()
            return
        try:
            async with asyncio.timeout(self._wait_seconds):
                await self._turns.acquire()
        except TimeoutError as error:
            self._meter.shed.inc()
            raise ServiceError(
                BUSY, "wait a little, then try again", retry_after=_RETRY_AFTER
            ) from error

    def _end_turn(self, _: asyncio.Future[Any]) -> None:
        self._meter.queries.dec()
        self._turns.release()


class _Watch:
    """Ends a query when its client leaves."""

    def __init__(self, request: Request[Any, Any, Any], limit: TimeLimit) -> None:
        self._request, self._limit = request, limit
        self._task: asyncio.Task[None] | None = None
        self.left = False

    def begin(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._listen())

    def end(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _listen(self) -> None:
        while (await self._request.receive())["type"] != "http.disconnect":
            pass
        self.left = True
        self._limit.stop()


def _run(limit: TimeLimit, work: Callable[[], T]) -> T:
    with limit_queries(limit):
        return work()
