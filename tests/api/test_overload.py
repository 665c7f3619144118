"""Under more requests than can be answered: searches wait or are refused, look-ups and health
checks come first, and afterwards all is as before. On both databases.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable
from threading import Event

import httpx
import msgspec
from serving import serving

from api import create_app
from api.service import Service
from quotes.settings import Settings

_SEARCHES = ["/v1/quotes?q=dam", "/v1/speakers?name=berg", "/v1/outlets", "/v1/stats/timeline"]


def overload(
    settings: Settings, check: Callable[[httpx.AsyncClient], Awaitable[None]], **changes: float
) -> None:
    """Run the check while every thread for searches is taken; afterwards searches are answered."""

    async def run() -> None:
        app, go = create_app(msgspec.structs.replace(settings, **changes)), Event()
        service: Service = app.state["service"]
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://onrecord") as client:
            searches = service.queries.searches
            blocking = [asyncio.create_task(searches.run(go.wait)) for _ in range(2)]
            await asyncio.sleep(0)
            assert searches.taken == settings.max_queries == 2
            try:
                await check(client)
            finally:
                go.set()
                await asyncio.gather(*blocking)
            for path in _SEARCHES:
                assert (await client.get(path)).status_code == 200
            assert searches.taken == 0
        service.queries.close()
        service.lazy_store.close()

    asyncio.run(run())


def test_searches_are_refused_when_their_turn_does_not_come(either_settings: Settings) -> None:
    async def check(client: httpx.AsyncClient) -> None:
        for answer in await asyncio.gather(*map(client.get, _SEARCHES * 16)):
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
            assert answer.json()["type"] == "urn:onrecord:problem:busy"

    overload(either_settings, check, wait_seconds=0.05)


def test_look_ups_and_health_checks_need_no_turn(either_settings: Settings) -> None:
    """200 clients at once, more than there are threads and connections, while none can search."""

    async def check(client: httpx.AsyncClient) -> None:
        export = (await client.get("/v1/export/quotes.ndjson?columns=id")).text.splitlines()
        ids = [msgspec.json.decode(line)["id"] for line in export]
        paths = [f"/v1/quotes/{ids[number % len(ids)]}" for number in range(200)]
        paths += ["/health/live", "/health/ready", "/v1/articles/dam-cable"]
        waiting = asyncio.create_task(client.get(_SEARCHES[0]))
        answers = await asyncio.gather(*map(client.get, paths))
        assert {answer.status_code for answer in answers} == {200}
        assert not waiting.done()
        waiting.cancel()

    # Long enough for all look-ups on a slow machine: those on PostgreSQL wait for each other.
    overload(either_settings, check, wait_seconds=120)


def test_200_clients_share_the_connections_that_there_are(either_settings: Settings) -> None:
    """They search, look up and export at once: each is answered or told when to come again."""

    async def run() -> None:
        app = create_app(msgspec.structs.replace(either_settings, wait_seconds=0.2))
        service: Service = app.state["service"]
        transport = httpx.ASGITransport(app)
        paths = [*_SEARCHES, "/v1/articles/dam-cable", "/v1/export/quotes.ndjson"]
        async with httpx.AsyncClient(transport=transport, base_url="http://onrecord") as client:
            requests = (client.get(paths[number % len(paths)]) for number in range(200))
            for answer in await asyncio.gather(*requests):
                assert answer.status_code == 200 or answer.headers["retry-after"]
                assert answer.status_code in (200, 503)
            for path in paths:
                assert (await client.get(path)).status_code == 200
        service.queries.close()
        service.lazy_store.close()

    asyncio.run(run())


def test_clients_that_leave_free_what_they_had(either_settings: Settings) -> None:
    """64 clients send a search and are gone."""
    with serving(either_settings, ONRECORD_WAIT_SECONDS="60") as (address, _):
        host, _, port = address.removeprefix("http://").partition(":")
        for number in range(64):
            with socket.create_connection((host, int(port))) as client:
                path = f"/v1/quotes?q=dam&facets=speaker,topic,month&limit={number % 9 + 1}"
                client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        end = time.monotonic() + 60
        idle = ['onrecord_queries_running{kind="search"} 0.0', "onrecord_requests_running 1.0"]
        while not all(line in httpx.get(f"{address}/metrics").text for line in idle):
            assert time.monotonic() < end
            time.sleep(0.05)
        assert httpx.get(f"{address}/v1/quotes?q=dam").status_code == 200
