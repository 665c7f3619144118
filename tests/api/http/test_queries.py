"""Searches are bounded, wait for a thread, end in time, and end when their client leaves; look-ups
never wait for them.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from threading import Event, Lock, current_thread, main_thread
from time import sleep
from types import SimpleNamespace
from typing import Any, cast
from weakref import ref

import pytest
from litestar import Request
from sqlalchemy import text

from api.http import queries
from api.http.metrics import Metrics
from api.http.problems import BUSY, CLIENT_LEFT, ServiceError
from api.http.queries import QueryRunner
from quotes.errors import StoreError, TooSlowError
from quotes.settings import Settings
from quotes.store.engine.opening import open_database

_FOREVER = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i % 9 + 1 FROM n) SELECT max(i) FROM n"
)


def make_runner(**changes: Any) -> QueryRunner:
    options = {"threads": 1, "wait_seconds": 0.05, "query_seconds": 5.0, "is_local": False}
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
def endless(either_settings: Settings) -> Iterator[Callable[[], Any]]:
    """A query that never ends by itself, on SQLite and on PostgreSQL."""
    with closing(open_database(either_settings.database_url)) as database:

        def work() -> Any:
            with database.read() as connection:
                return connection.execute(text(_FOREVER)).scalar()

        yield work


def test_an_error_goes_with_all_that_its_traceback_holds() -> None:
    """Without the garbage collector: such as connections that could not be made in time."""
    held: list[ref[Event]] = []

    def work() -> None:
        event = Event()
        held.append(ref(event))
        raise StoreError("it is down")

    async def check() -> None:
        runner = make_runner()
        for ask in (partial(runner.search, make_request()), runner.look_up, runner.check):
            with pytest.raises(StoreError):
                await ask(work)
        await asyncio.sleep(0)
        runner.close()

    gc.disable()
    try:
        asyncio.run(check())
        assert [event() for event in held] == [None] * 3
    finally:
        gc.enable()


def test_results_and_errors_of_the_work_come_back() -> None:
    async def check() -> None:
        runner = make_runner()
        assert await runner.search(make_request(), lambda: 7) == 7
        with pytest.raises(ZeroDivisionError):
            await runner.search(make_request(), lambda: 1 // 0)
        assert await runner.search(make_request(), lambda: 8) == 8
        runner.close()

    asyncio.run(check())


def test_no_more_searches_run_than_there_are_threads() -> None:
    running, most, lock = 0, 0, Lock()

    def work() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        sleep(0.01)
        with lock:
            running -= 1

    async def check() -> None:
        runner = make_runner(threads=3, wait_seconds=60)
        await asyncio.gather(*(runner.search(make_request(), work) for _ in range(30)))
        runner.close()

    asyncio.run(check())
    assert most == 3


def test_too_many_are_refused_and_the_others_continue() -> None:
    async def check() -> None:
        runner, go = make_runner(), Event()
        first = asyncio.create_task(runner.search(make_request(), go.wait))
        await asyncio.sleep(0)
        with pytest.raises(ServiceError) as caught:
            await runner.search(make_request(), lambda: 7)
        assert (caught.value.kind, caught.value.retry_after) == (BUSY, 1)
        go.set()
        assert await first
        assert await runner.search(make_request(), lambda: 7) == 7
        runner.close()

    asyncio.run(check())


@pytest.mark.parametrize("is_local", [True, False], ids=["in this process", "by a network"])
def test_look_ups_are_answered_while_all_threads_search(is_local: bool) -> None:
    async def check() -> None:
        runner, go = make_runner(is_local=is_local), Event()
        search = asyncio.create_task(runner.searches.run(go.wait))
        await asyncio.sleep(0)
        thread = await runner.look_up(current_thread)
        # In this process a look-up takes less time than a thread does.
        assert (thread is main_thread()) == is_local
        assert await runner.check(lambda: 7) == 7
        with pytest.raises(ZeroDivisionError):
            await runner.look_up(lambda: 1 // 0)
        assert not search.done()
        go.set()
        await search
        runner.close()

    asyncio.run(check())


@pytest.mark.parametrize("is_local", [True, False], ids=["in this process", "by a network"])
def test_short_searches_need_no_thread_where_the_database_is_local(is_local: bool) -> None:
    async def check() -> None:
        runner = make_runner(is_local=is_local)
        thread = await runner.search(make_request(), current_thread)
        assert (thread is main_thread()) == is_local
        with pytest.raises(ZeroDivisionError):
            await runner.search(make_request(), lambda: 1 // 0)
        assert runner.searches.taken == 0
        runner.close()

    asyncio.run(check())


def test_requests_are_served_between_short_searches() -> None:
    """However many search at once: what arrives during a search is served before the next."""
    order: list[str] = []

    async def look_up() -> None:
        await asyncio.sleep(0)
        order.append("look-up")

    async def check() -> None:
        runner = make_runner(is_local=True, threads=4, wait_seconds=60)

        def search() -> None:
            order.append("search")
            looking_up.append(asyncio.create_task(look_up()))

        looking_up: list[asyncio.Task[None]] = []
        await asyncio.gather(*(runner.search(make_request(), search) for _ in range(50)))
        await asyncio.gather(*looking_up)
        runner.close()

    asyncio.run(check())
    assert order.count("search") == order.count("look-up") == 50
    behind = [order[:at].count("search") - order[:at].count("look-up") for at in range(100)]
    assert max(behind) <= 3


def test_longer_searches_begin_anew_in_a_thread(sample_settings: Settings) -> None:
    threads = []

    async def check() -> None:
        with closing(open_database(sample_settings.database_url)) as database:

            def work() -> Any:
                threads.append(current_thread())
                with database.read() as connection:
                    return connection.execute(text(_FOREVER)).scalar()

            runner = make_runner(is_local=True, query_seconds=0.3)
            with pytest.raises(TooSlowError):
                await runner.search(make_request(), work)
            runner.close()

    asyncio.run(check())
    assert threads[0] is main_thread()
    assert threads[1] is not main_thread()


def test_a_query_ends_in_time(endless: Callable[[], Any]) -> None:
    async def check() -> None:
        runner = make_runner(query_seconds=0.1)
        with pytest.raises(TooSlowError):
            await runner.search(make_request(), endless)
        runner.close()

    asyncio.run(check())


def test_a_query_ends_when_its_client_leaves(endless: Callable[[], Any]) -> None:
    async def check() -> None:
        runner = make_runner(query_seconds=3600, wait_seconds=60)
        with pytest.raises(ServiceError) as caught:
            await runner.search(make_request("http.request", "http.disconnect"), endless)
        assert caught.value.kind is CLIENT_LEFT
        assert await runner.search(make_request(), lambda: 7) == 7
        runner.close()

    asyncio.run(check())


def test_who_leaves_before_its_turn_gives_it_up() -> None:
    begun: list[int] = []

    async def check() -> None:
        runner, go = make_runner(wait_seconds=3600), Event()
        first = asyncio.create_task(runner.search(make_request(), go.wait))
        await asyncio.sleep(0)
        leaving = [
            runner.search(make_request("http.disconnect"), lambda: begun.append(1))
            for _ in range(64)
        ]
        errors = await asyncio.gather(*leaving, return_exceptions=True)
        assert {getattr(error, "kind", error) for error in errors} == {CLIENT_LEFT}
        go.set()
        await first
        assert await runner.search(make_request(), lambda: 7) == 7
        assert runner.searches.taken == 0
        runner.close()

    asyncio.run(check())
    assert begun == []


def test_a_query_ends_when_its_request_is_cancelled(endless: Callable[[], Any]) -> None:
    async def check() -> None:
        runner = make_runner(query_seconds=3600, wait_seconds=60)
        task = asyncio.create_task(runner.search(make_request(), endless))
        await asyncio.sleep(0.02)
        task.cancel()
        assert await runner.search(make_request(), lambda: 7) == 7
        runner.close()

    asyncio.run(check())


def test_a_thread_is_taken_until_its_work_ends() -> None:
    """Who is told that it took too long has not freed the thread, which still works."""

    async def check() -> None:
        runner, go = make_runner(query_seconds=0.01), Event()
        with pytest.raises(TooSlowError):
            await runner.search(make_request(), go.wait)
        assert runner.searches.taken == 1
        with pytest.raises(ServiceError):
            await runner.search(make_request(), lambda: 7)
        go.set()
        while runner.searches.taken:
            await asyncio.sleep(0.01)
        assert await runner.search(make_request(), lambda: 7) == 7
        runner.close()

    asyncio.run(check())


def test_nobody_waits_for_a_database_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "_LOOKUP_SECONDS", 0.01)
    monkeypatch.setattr(queries, "_CHECK_SECONDS", 0.01)

    async def check() -> None:
        runner, go = make_runner(is_local=False), Event()
        for ask in (runner.look_up, runner.check):
            with pytest.raises(ServiceError, match="has not answered within") as caught:
                await ask(go.wait)
            assert caught.value.kind.slug == "store-unavailable"
            assert caught.value.retry_after
        go.set()
        assert await runner.look_up(lambda: 7) == 7
        runner.close()

    asyncio.run(check())
