"""Queries: a few at once in threads of their own, each with a time limit, and stopped when the
client leaves. Searches are tried without a thread first: most finish sooner than a thread starts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import thread_time
from typing import Any, TypeVar

from litestar import Request

from api.http.disconnect import DisconnectWatcher
from api.http.limits import SlotLimiter
from api.http.metrics import Metrics
from api.http.problems import BUSY, CLIENT_LEFT, ServiceError
from quotes.errors import TooSlowError
from quotes.store import TimeLimit, limit_queries

T = TypeVar("T")

# A search that takes longer begins anew in a thread, so that it keeps others waiting no longer than
# this. Nearly all searches are faster, those ranked by relevance among a million quotes, too.
# SQLite looks at the clock after so many steps.
_TRY_SECONDS = 0.012
_TRY_STEPS = 200

# Seconds after which a refused search is worth repeating. Not tuned.
_RETRY_AFTER = 1


class QueryRunner:
    """Runs queries that may take a while, so that look-ups needn't wait for them.

    Args:
        threads: how many queries run at once.
        wait_seconds: the longest wait for a thread before the request is refused.
        query_seconds: the longest time for one query.
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
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="query")
        self._limiter = SlotLimiter(
            threads, wait_seconds=wait_seconds, make_refusal=self._make_refusal
        )
        self._query_seconds = query_seconds
        self._metrics, self._is_local = metrics, is_local

    async def run_short(self, request: Request[Any, Any, Any], work: Callable[[], T]) -> T:
        """As `run`, but without a thread if the work takes less than 12 ms; it may start twice.

        Raises:
            ServiceError: as `run`.
            TooSlowError: as `run`.
        """
        if self._is_local and not self._limiter.is_full:
            limit = TimeLimit(_TRY_SECONDS, steps=_TRY_STEPS, clock=thread_time)
            try:
                return _run_limited(limit, work)
            except TooSlowError:
                pass
        return await self.run(request, work)

    async def run(self, request: Request[Any, Any, Any], work: Callable[[], T]) -> T:
        """What the work returns, done in a thread.

        Raises:
            ServiceError: too many queries are under way, or the client has left.
            TooSlowError: the query took too long.
        """
        slot = await self._limiter.take()
        limit = TimeLimit(self._query_seconds)
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._pool, _run_limited, limit, work)
        self._metrics.queries.inc()

        def finish(_: asyncio.Future[T]) -> None:
            self._metrics.queries.dec()
            slot.release()

        # Only the end of the thread's work frees the slot: the work may outlive this request.
        future.add_done_callback(finish)
        try:
            with DisconnectWatcher(request, limit.stop) as watcher:
                return await future
        except TooSlowError as error:
            if watcher.has_left:
                raise ServiceError(CLIENT_LEFT, "nobody waits for the answer") from error
            raise
        finally:
            limit.stop()

    def close(self) -> None:
        """Start no further query."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _make_refusal(self) -> ServiceError:
        self._metrics.refused_queries.inc()
        return ServiceError(BUSY, "wait a little, then try again", retry_after=_RETRY_AFTER)


def _run_limited(limit: TimeLimit, work: Callable[[], T]) -> T:
    with limit_queries(limit):
        return work()
