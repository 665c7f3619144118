"""A database server that is restarted while requests run: they are answered, or told when to come
again, and all is well as soon as it is back.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import httpx
from serving import serving

from quotes.settings import Settings

PATHS = [
    "/v1/quotes?q=dam&facets=speaker",
    "/v1/articles/dam-cable",
    "/v1/speakers/ola-berg",
    "/v1/outlets",
    "/v1/export/quotes.ndjson",
]


def test_a_restarted_database(postgres: Any, postgres_settings: Settings) -> None:
    ended, statuses = Event(), set[int]()

    def ask(path: str) -> None:
        with httpx.Client(base_url=address, timeout=100) as client:
            while not ended.is_set():
                try:
                    answer = client.get(path)
                except httpx.RemoteProtocolError:
                    assert "export" in path  # it had begun, and is seen to be broken off
                    continue
                statuses.add(answer.status_code)
                assert answer.status_code == 200 or "retry-after" in answer.headers, answer.text

    with (
        serving(postgres_settings, stderr=None) as (address, _),
        httpx.Client(base_url=address, timeout=100) as client,
        ThreadPoolExecutor(2 * len(PATHS)) as pool,
    ):
        before = [wait_for(client, path) for path in PATHS]
        clients = [pool.submit(ask, path) for path in [*PATHS, *PATHS]]
        try:
            for _ in range(2):
                time.sleep(0.5)
                postgres.stop()
                assert client.get("/health/live").status_code == 200
                assert client.get("/health/ready").status_code == 503
                postgres.start()
        finally:
            ended.set()
            for task in clients:
                task.result()
        assert statuses == {200, 503}
        assert [wait_for(client, path) for path in PATHS] == before
        assert client.get("/health/ready").status_code == 200


def wait_for(client: httpx.Client, path: str) -> str:
    """The answer, as soon as there is one: on a busy machine the first may take too long."""
    end = time.monotonic() + 60
    while (answer := client.get(path)).status_code != 200:
        assert time.monotonic() < end, answer.text
    return answer.text
