"""The watcher calls back once its client has left, and only within its block."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest
from litestar import Request

from api.http.disconnect import DisconnectWatcher


def make_request(*messages: str) -> Request[Any, Any, Any]:
    """A request whose client sends these messages, and then nothing."""
    left = list(messages)

    async def receive() -> dict[str, str]:
        if left:
            return {"type": left.pop(0)}
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    return cast(Request[Any, Any, Any], SimpleNamespace(receive=receive))


@pytest.mark.parametrize(
    ("messages", "delay_seconds", "expected"),
    [
        pytest.param(["http.request", "http.disconnect"], 0, True, id="the client leaves"),
        pytest.param(["http.request"], 0, False, id="the client stays"),
        pytest.param(["http.disconnect"], 30, False, id="the block ends before it listens"),
    ],
)
def test_the_watcher_knows_whether_the_client_has_left(
    messages: list[str], delay_seconds: float, expected: bool
) -> None:
    calls: list[bool] = []

    async def watch() -> DisconnectWatcher:
        request = make_request(*messages)
        with DisconnectWatcher(
            request, lambda: calls.append(True), delay_seconds=delay_seconds
        ) as watcher:
            await asyncio.sleep(0.02)
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}
        return watcher

    watcher = asyncio.run(watch())
    assert (watcher.has_left, len(calls)) == (expected, int(expected))
