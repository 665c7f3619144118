"""Queries wait for a thread, end in time, and end when their client leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Event, current_thread, main_thread
from time import monotonic
from types import SimpleNamespace
from typing import Any, cast

import pytest
from litestar import Request
from sqlalchemy import text

from api.http.metrics import Metrics
from api.http.problems import BUSY, CLIENT_LEFT, ServiceError
from api.http.queries import QueryRunner
from quotes.errors import TooSlowError
from quotes.settings import Settings
from quotes.store import migrate
from quotes.store.engine.database import begin
from quotes.store.engine.sqlite import find_file, make_reader

_FOREVER = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


def make_runner(**changes: Any) -> QueryRunner:
    options = {"threads": 1, "wait_seconds": 0.05, "query_seconds": 5.0, "is_local": True}
    return QueryRunner(**options | {"metrics": Metrics()} | changes)


def make_request(*messages: str) -> Request[Any, Any, Any]:
    """A request whose client sends these messages and then waits."""
    left = list(messages)

    async def receive() -> dict[str, str]:
        if left:
            return {"type": left.pop(0)}
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    return cast(Request[Any, Any, Any], SimpleNamespace(receive=receive))


@pytest.fixture
def endless(lost_settings: Settings) -> Callable[[], Any]:
    """A query that never ends by itself."""
    migrate(lost_settings.database_url)
    engine = make_reader(find_file(lost_settings.database_url))

    def work() -> Any:
        with begin(engine) as connection:
            return connection.execute(text(_FOREVER)).scalar()

    return work


def test_results_and_errors_of_the_work_come_back() -> None:
    async def check() -> None:
        runner = make_runner()
        assert await runner.run(make_request(), lambda: 7) == 7
        with pytest.raises(ZeroDivisionError):
            await runner.run(make_request(), lambda: 1 // 0)
        assert await runner.run(make_request(), lambda: 8) == 8
        runner.close()

    asyncio.run(check())


def test_too_many_are_refused_and_the_others_continue() -> None:
    async def check() -> None:
        runner, go = make_runner(), Event()
        first = asyncio.create_task(runner.run(make_request(), go.wait))
        await asyncio.sleep(0)
        with pytest.raises(ServiceError) as caught:
            await runner.run(make_request(), lambda: 7)
        assert (caught.value.kind, caught.value.retry_after) == (BUSY, 1)
        go.set()
        assert await first
        assert await runner.run(make_request(), lambda: 7) == 7
        runner.close()

    asyncio.run(check())


def test_a_query_ends_in_time(endless: Callable[[], Any]) -> None:
    async def check() -> None:
        runner = make_runner(query_seconds=0.1)
        with pytest.raises(TooSlowError):
            await runner.run(make_request(), endless)
        runner.close()

    started = monotonic()
    asyncio.run(check())
    assert monotonic() - started < 5


def test_a_query_ends_when_its_client_leaves(endless: Callable[[], Any]) -> None:
    async def check() -> None:
        runner = make_runner(query_seconds=60)
        with pytest.raises(ServiceError) as caught:
            await runner.run(make_request("http.request", "http.disconnect"), endless)
        assert caught.value.kind is CLIENT_LEFT
        assert await runner.run(make_request(), lambda: 7) == 7
        runner.close()

    started = monotonic()
    asyncio.run(check())
    assert monotonic() - started < 5


def test_a_query_ends_when_its_request_is_cancelled(endless: Callable[[], Any]) -> None:
    async def check() -> None:
        runner = make_runner(query_seconds=60, wait_seconds=5)
        task = asyncio.create_task(runner.run(make_request(), endless))
        await asyncio.sleep(0.02)
        task.cancel()
        assert await runner.run(make_request(), lambda: 7) == 7
        runner.close()

    started = monotonic()
    asyncio.run(check())
    assert monotonic() - started < 5


@pytest.mark.parametrize("is_local", [True, False], ids=["in this process", "by a network"])
def test_short_work_needs_no_thread_where_the_database_is_local(is_local: bool) -> None:
    async def check() -> None:
        runner = make_runner(is_local=is_local)
        thread = await runner.run_short(make_request(), current_thread)
        assert (thread is main_thread()) == is_local
        with pytest.raises(ZeroDivisionError):
            await runner.run_short(make_request(), lambda: 1 // 0)
        runner.close()

    asyncio.run(check())


def test_longer_work_begins_anew_in_a_thread(endless: Callable[[], Any]) -> None:
    threads = []

    def work() -> Any:
        threads.append(current_thread())
        return endless()

    async def check() -> None:
        runner = make_runner(query_seconds=0.3)
        task = asyncio.create_task(runner.run_short(make_request(), work))
        await asyncio.sleep(0)
        started = monotonic()
        # Its slot is taken: others wait for one.
        with pytest.raises(ServiceError) as caught:
            await runner.run_short(make_request(), endless)
        assert caught.value.kind is BUSY
        assert monotonic() - started < 0.3
        with pytest.raises(TooSlowError):
            await task
        runner.close()

    asyncio.run(check())
    assert threads[0] is main_thread()
    assert threads[1] is not main_thread()
