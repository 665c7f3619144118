"""Work that asks the database: in a few threads, with a wait that ends, and an end to each query.

    searches   a few at once; the others wait for their turn, and are refused when it does not come.
               On SQLite each is tried without a thread first: most finish sooner than a thread
               starts. Requests that came meanwhile are served before the next search begins
    look-ups   at once on SQLite, where they take less time than a thread; in threads of their own
               where the database is behind a network, which may never answer
    checks     of whether the database can be used: as look-ups, in a thread of their own

So the event loop never waits for a network, and no search keeps a look-up waiting for long.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import thread_time
from typing import Any, TypeVar

from anyio import CancelScope
from litestar import Request

from api.http.disconnect import DisconnectWatcher
from api.http.limits import Slot, SlotLimiter
from api.http.metrics import Metrics
from api.http.problems import BUSY, CLIENT_LEFT, KINDS, RETRY_AFTER, ServiceError
from quotes.errors import StoreError, TooSlowError
from quotes.store import TimeLimit, limit_queries

T = TypeVar("T")

# A search that takes longer begins anew in a thread, so that it keeps others waiting no longer than
# this. Nearly all searches are faster, those ranked by relevance among a million quotes, too.
# SQLite looks at the clock after so many steps.
_TRY_SECONDS = 0.012
_TRY_STEPS = 200

# Seconds after which refused work is worth repeating. Not tuned.
_RETRY_AFTER = 1

# Threads for look-ups in a database behind a network: each takes 1 ms or two there. Not tuned.
_LOOKUP_THREADS = 8

# The longest time for a look-up. Not tuned: one takes milliseconds.
_LOOKUP_SECONDS = 2.0

# The longest time for a check: whoever asks whether the service is ready is told within a second.
_CHECK_SECONDS = 0.8

# A database that keeps a query's time limit has ended the query by then; from one that does not
# answer we hang up. Not tuned.
_GRACE_SECONDS = 0.25


class WorkerPool:
    """Threads for work that asks the database, each piece with a time limit.

    Args:
        name: of the threads.
        threads: how many pieces of work are done at once.
        wait_seconds: the longest wait for a thread; then the work is refused.
        work_seconds: the longest time for one piece.
        metrics: counts what runs and what is refused.
    """

    def __init__(
        self, name: str, *, threads: int, wait_seconds: float, work_seconds: float, metrics: Metrics
    ) -> None:
        self._work_seconds = work_seconds
        self._running = metrics.queries.labels(name)
        self._refused = metrics.refused_queries.labels(name)
        self._has_tried = False
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._limiter = SlotLimiter(
            threads, wait_seconds=wait_seconds, make_refusal=self._make_refusal
        )

    @property
    def taken(self) -> int:
        """How many threads work."""
        return self._limiter.taken

    async def run(self, work: Callable[[], T], *, try_here: bool = False) -> T:
        """What the work returns. If the caller is cancelled, the work is stopped.

        Args:
            work: it may begin twice if it is tried here.
            try_here: do it without a thread if it takes less than 12 ms.

        Raises:
            ServiceError: no thread became free in time.
            TooSlowError: the work took too long.
        """
        slot = await self._limiter.take()
        if try_here:
            try:
                await self._wait_for_others()
                with limit_queries(TimeLimit(_TRY_SECONDS, steps=_TRY_STEPS, clock=thread_time)):
                    value = work()
            except TooSlowError:
                return await self._run_in_thread(work, slot)
            except BaseException:
                slot.release()
                raise
            slot.release()
            return value
        return await self._run_in_thread(work, slot)

    async def _wait_for_others(self) -> None:
        """Wait until the event loop has served whatever came during the last search tried here."""
        while self._has_tried:
            await asyncio.sleep(0)
        self._has_tried = True

        def reset() -> None:
            self._has_tried = False

        asyncio.get_running_loop().call_soon(reset)

    async def _run_in_thread(self, work: Callable[[], T], slot: Slot) -> T:
        loop = asyncio.get_running_loop()
        limit = TimeLimit(self._work_seconds)
        # Emptied at the end, so that no frame keeps an error whose traceback holds the frame: it
        # holds a connection that could not be made in time, too, which would stay open until the
        # garbage collector came by.
        waiting: list[asyncio.Future[T]] = [loop.create_future()]

        def settle(value: Any, error: BaseException | None) -> None:
            for result in waiting:
                if result.done():
                    continue
                if error is None:
                    result.set_result(value)
                else:
                    result.set_exception(error)

        def deliver(value: Any, error: BaseException | None) -> None:
            # Only now: the work may outlive whoever waits for it.
            self._running.dec()
            slot.release()
            settle(value, error)

        def work_and_deliver() -> None:
            value, error = None, None
            try:
                with limit_queries(limit):
                    value = work()
            except BaseException as caught:
                error = caught
            loop.call_soon_threadsafe(deliver, value, error)
            del error

        def give_up() -> None:
            limit.stop()
            settle(None, TooSlowError(self._work_seconds))

        self._running.inc()
        self._pool.submit(work_and_deliver)
        deadline = loop.call_later(self._work_seconds + _GRACE_SECONDS, give_up)
        try:
            return await waiting[0]
        finally:
            deadline.cancel()
            limit.stop()
            waiting.clear()

    def close(self) -> None:
        """Start no further work."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _make_refusal(self) -> ServiceError:
        self._refused.inc()
        return ServiceError(BUSY, "wait a little, then try again", retry_after=_RETRY_AFTER)


class QueryRunner:
    """Runs all work that asks the database.

    Args:
        threads: how many searches run at once.
        wait_seconds: the longest wait for a thread before the request is refused.
        query_seconds: the longest time for one search.
        metrics: counts them.
        is_local: the database runs in this process, and not behind a network that may be slow.
    """

    def __init__(
        self,
        *,
        threads: int,
        wait_seconds: float,
        query_seconds: float,
        metrics: Metrics,
        is_local: bool,
    ) -> None:
        def make_pool(name: str, threads: int, wait: float, seconds: float) -> WorkerPool:
            return WorkerPool(
                name, threads=threads, wait_seconds=wait, work_seconds=seconds, metrics=metrics
            )

        self._is_local = is_local
        self.searches = make_pool("search", threads, wait_seconds, query_seconds)
        self.lookups = make_pool("look-up", _LOOKUP_THREADS, wait_seconds, _LOOKUP_SECONDS)
        self.checks = make_pool("check", 1, _CHECK_SECONDS, _CHECK_SECONDS)

    async def search(
        self, request: Request[Any, Any, Any], work: Callable[[], T], *, asks_database: bool = True
    ) -> T:
        """What the work returns; it may begin twice, and is stopped when the client leaves.

        Args:
            request: whose client may leave.
            work: what to do.
            asks_database: else it can't be stopped in time, and is done in a thread at once.

        Raises:
            ServiceError: too many searches are under way, or the client has left.
            TooSlowError: the work took too long.
        """
        with CancelScope() as scope, DisconnectWatcher(request, scope.cancel):
            return await self.searches.run(work, try_here=self._is_local and asks_database)
        raise ServiceError(CLIENT_LEFT, "nobody waits for the answer")

    async def look_up(self, work: Callable[[], T]) -> T:
        """What the work returns: a few rows by their keys.

        Raises:
            ServiceError: too many look-ups are under way, or the database does not answer.
        """
        if self._is_local:
            return work()
        try:
            return await self.lookups.run(work)
        except TooSlowError as error:
            raise _make_silence(error.seconds) from error

    async def check(self, work: Callable[[], T]) -> T:
        """What the work returns, which asks whether the database can be used.

        Raises:
            ServiceError: the database does not answer.
        """
        if self._is_local:
            return work()
        try:
            async with asyncio.timeout(_CHECK_SECONDS):
                return await self.checks.run(work)
        except TimeoutError as error:
            raise _make_silence(_CHECK_SECONDS) from error

    def close(self) -> None:
        """Start no further work."""
        for pool in (self.searches, self.lookups, self.checks):
            pool.close()


def _make_silence(seconds: float) -> ServiceError:
    detail = f"the database has not answered within {seconds:g} s"
    return ServiceError(KINDS[StoreError], detail, retry_after=RETRY_AFTER)
