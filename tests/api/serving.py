"""A server in a process of its own, for tests."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quotes.settings import Settings

ROOT = Path(__file__).parents[2]
_SERVE = (
    "from api.server import serve; from quotes.settings import load_settings; "
    "serve(load_settings(), on_ready=lambda address: print(address, flush=True))"
)


def find_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def serving(
    settings: Settings,
    *,
    start_new_session: bool = False,
    stderr: int | None = subprocess.PIPE,
    **given: str,
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server in a process of its own, and its address.

    Whoever makes it print more than a pipe holds (64 KB) and doesn't read it gives `stderr` None.
    """
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
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        start_new_session=start_new_session,
    )
    try:
        assert process.stdout is not None
        process.stdout.readline()  # the address, when all workers answer; nothing if it has ended
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.kill()
        process.communicate()
