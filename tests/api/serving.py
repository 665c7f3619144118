"""A server in a process of its own, for tests."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from quotes.settings import Settings

ROOT = Path(__file__).parents[2]
_SERVE = (
    "from api.server import serve; from quotes.settings import load_settings; "
    "serve(load_settings())"
)


def find_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def serving(
    settings: Settings, *, start_new_session: bool = False, **given: str
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server in a process of its own, and its address."""
    port = find_port()
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "ONRECORD_DATABASE_URL": settings.database_url,
        "ONRECORD_PORT": str(port),
        **given,
    }
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=start_new_session,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                httpx.get(f"{address}/health/live")
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield address, process
    finally:
        process.kill()
        process.communicate()
