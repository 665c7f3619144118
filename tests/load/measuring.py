"""Requests sent to a server and what they cost it."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
import urllib.request
from pathlib import Path
from typing import NamedTuple

from processes import Server

_CHUNK = 1 << 20
_INSTALL = "wrk is needed: apt-get install wrk, or brew install wrk"


class Load(NamedTuple):
    """What came of some seconds of requests; `p50` and `p99` in milliseconds."""

    requests: int
    seconds: float
    server_seconds: float
    p50: float
    p99: float
    errors: int


class Download(NamedTuple):
    """What came of an export; memory in MB over what the server had before."""

    rows: int
    server_seconds: float
    growth: float


def check_wrk() -> None:
    """Nothing, if wrk is there; else the end, with how to install it."""
    if shutil.which("wrk") is None:
        raise SystemExit(_INSTALL)


def send(server: Server, case: str, folder: Path, clients: int, seconds: float, seed: int) -> Load:
    """Requests of a case by so many clients, each with one after the other."""
    values = folder / server.values.get(case, case.partition(",")[0])
    command = ["wrk", "--threads", "1", "--connections", str(clients), "--timeout", "30s"]
    command += ["--duration", f"{max(1, round(seconds))}s"]
    command += ["--script", str(Path(__file__).with_name("ask.lua")), server.address, "--"]
    before = server.read_seconds()
    done = subprocess.run(
        [*command, server.paths[case], str(values), str(seed)],
        capture_output=True,
        text=True,
        check=True,
    )
    taken = server.read_seconds() - before
    told = json.loads(next(line for line in done.stdout.splitlines() if line.startswith("{")))
    return Load(
        requests=told["requests"],
        seconds=told["seconds"],
        server_seconds=taken,
        p50=told["p50"],
        p99=told["p99"],
        errors=told["errors"],
    )


def download(server: Server, case: str, rows: int) -> Download:
    """A whole export, read as it comes; it must have so many rows."""
    server.forget_peak()
    memory, before = server.read_memory(), server.read_seconds()
    lines = 0
    with urllib.request.urlopen(server.address + server.paths[case]) as answer:  # noqa: S310
        while chunk := answer.read(_CHUNK):
            lines += chunk.count(b"\n")
    if case != "parquet" and lines != rows + (case == "csv"):
        raise SystemExit(f"{server.name} exported {lines:,} lines as {case}, not {rows:,}")
    return Download(rows, server.read_seconds() - before, server.read_memory("VmHWM") - memory)


def send_during_export(
    server: Server, folder: Path, clients: int, seconds: float
) -> tuple[Load, Load]:
    """Look-ups without, and with a CSV export that is read as quickly as it comes."""
    idle = send(server, "look-up", folder, clients, seconds, 91)
    left = threading.Event()
    reading = threading.Thread(target=_read_until, args=(server, left))
    reading.start()
    try:
        return idle, send(server, "look-up", folder, clients, seconds, 92)
    finally:
        left.set()
        reading.join()


def _read_until(server: Server, left: threading.Event) -> None:
    while not left.is_set():
        with urllib.request.urlopen(server.address + server.paths["csv"]) as answer:  # noqa: S310
            while not left.is_set() and answer.read(_CHUNK):
                pass
