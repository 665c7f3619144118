"""A database server that hangs: liveness does not notice, readiness says so, all other requests
end, and everything is as before when it goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest
from serving import serving

from quotes.settings import Settings

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="there is no /proc")

# A request that takes longer has waited for the database to go on: no time limit comes near it.
_TIMEOUT = 100.0


@contextmanager
def asking(address: str, paths: list[str]) -> Iterator[Callable[[], list[int]]]:
    """Clients that ask for the paths in turns, two for each, while the block lasts; afterwards the
    function has the statuses of all their answers. A request that does not end fails the test.
    """
    ended, statuses = Event(), list[int]()

    def ask(path: str) -> None:
        with httpx.Client(base_url=address, timeout=_TIMEOUT) as client:
            while not ended.is_set():
                statuses.append(client.get(path).status_code)

    with ThreadPoolExecutor(2 * len(paths)) as pool:
        tasks = [pool.submit(ask, path) for path in [*paths, *paths]]
        try:
            yield lambda: statuses
        finally:
            ended.set()
            for task in tasks:
                task.result()


def _wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_hung_database_stops_nothing_for_good(postgres: Any, postgres_settings: Settings) -> None:
    with (
        serving(postgres_settings, ONRECORD_QUERY_SECONDS="1") as (address, process),
        httpx.Client(base_url=address, timeout=_TIMEOUT) as client,
    ):
        (quote,) = client.get("/v1/quotes?limit=1").json()["items"]
        paths = [
            f"/v1/quotes/{quote['id']}",
            f"/v1/articles/{quote['article']['id']}",
            "/v1/quotes?q=dam&facets=speaker",
            "/v1/speakers?name=berg",
            "/v1/export/quotes.ndjson",
        ]
        before = [client.get(path).text for path in paths]
        threads = count_threads(process.pid)
        for _ in range(2):
            with asking(address, paths) as list_statuses:
                _wait_until(lambda: list_statuses().count(200) > 20)
                with postgres.stopped():
                    assert client.get("/health/live").status_code == 200
                    ready = client.get("/health/ready")
                    assert (ready.status_code, ready.headers["retry-after"]) == (503, "5")
                    assert "the database has not answered within" in ready.json()["detail"]
                    # Each client has its answer while the database still hangs.
                    _wait_until(lambda: list_statuses()[-20:] == [503] * 20)
                    assert client.get("/health/live").status_code == 200
                _wait_until(lambda: client.get("/health/ready").status_code == 200)
                _wait_until(lambda: list_statuses()[-20:] == [200] * 20)
            assert set(list_statuses()) == {200, 503}
            assert [client.get(path).text for path in paths] == before
        # Of those that were abandoned none is left: 8 look-ups, 2 searches, 4 exports and a check
        # may run at once, on a pool of 16 connections and those that look-ups and searches keep.
        assert count_threads(process.pid) <= threads + 15
        _wait_until(lambda: postgres.count_connections() <= 26)


def count_threads(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/task").iterdir()))
