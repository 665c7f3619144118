"""Requests to a server, and what they cost it."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from processes import MeasuredServer
from stores import KINDS

_CHUNK = 1 << 20
# The words of each kind of search whose answers are looked at.
_CHECKED = 5
SEARCHES = tuple(f"{kind}{ranked}" for ranked in ("", ", ranked") for kind in KINDS)
_INSTALL = "wrk is needed: apt-get install wrk, or brew install wrk"


class Load(NamedTuple):
    """The result of some seconds of requests; `p50` and `p99` in milliseconds, `kilobytes` of an
    answer with its headers.
    """

    requests: int
    seconds: float
    server_seconds: float
    p50: float
    p99: float
    kilobytes: float
    errors: int


class Download(NamedTuple):
    """The result of an export; `growth` of memory in MB."""

    rows: int
    server_seconds: float
    growth: float


def check_wrk() -> None:
    """Nothing, if wrk is installed; else exits, saying how to install it."""
    if shutil.which("wrk") is None:
        raise SystemExit(_INSTALL)


def send(
    server: MeasuredServer, case: str, folder: Path, clients: int, seconds: float, seed: int
) -> Load:
    """The result of requests of a case by so many clients, each of which sends one at a time."""
    values = folder / server.values.get(case, case.partition(",")[0])
    command = ["wrk", "--threads", "1", "--connections", str(clients), "--timeout", "30s"]
    command += ["--duration", f"{max(1, round(seconds))}s"]
    command += ["--script", str(Path(__file__).with_name("send.lua")), server.address, "--"]
    before = server.read_seconds()
    run = subprocess.run(
        [*command, server.paths[case], str(values), str(seed)],
        capture_output=True,
        text=True,
        check=True,
    )
    taken = server.read_seconds() - before
    result = json.loads(next(line for line in run.stdout.splitlines() if line.startswith("{")))
    return Load(
        requests=result["requests"],
        seconds=result["seconds"],
        server_seconds=taken,
        p50=result["p50"],
        p99=result["p99"],
        kilobytes=result["bytes"] / max(1, result["requests"]) / 1000,
        errors=result["errors"],
    )


def check_words(servers: Sequence[MeasuredServer], folder: Path) -> None:
    """Nothing, if all servers find the same quotes by words: the newest twenty, each of which has
    the word, also where they are ranked; else exits, for then no figure would be worth anything.
    """
    for case, kind in ((case, case.partition(",")[0]) for case in SEARCHES):
        searching = [server for server in servers if case in server.paths]
        words = (folder / kind).read_text().split("\n")
        for word in words[:: max(1, len(words) // _CHECKED)]:
            answers = {server.name: _read_texts(server, case, word) for server in searching}
            for name, texts in answers.items():
                if not texts or any(word not in text.split() for text in texts):
                    raise SystemExit(f"{name} answers {case} without searching for {word!r}")
            if case == kind and len({tuple(texts) for texts in answers.values()}) > 1:
                raise SystemExit(f"the newest quotes with {word!r} differ: {answers}")


def _read_texts(server: MeasuredServer, case: str, word: str) -> list[str]:
    """The words of the quotes that a server answers a search with."""
    address = server.address + server.paths[case].replace("{}", word)
    with urllib.request.urlopen(address) as answer:  # noqa: S310  # our own server
        page = json.load(answer)
    if isinstance(page, list):
        return [row["text"] for row in page]
    if "items" in page:
        return [item["text"] for item in page["items"]]
    return [dict(zip(page["columns"], row, strict=True))["text"] for row in page["rows"]]


def download(server: MeasuredServer, case: str, rows: int) -> Download:
    """The result of a whole export, read at once; it must have so many rows."""
    server.forget_peak()
    memory, before = server.read_memory(), server.read_seconds()
    lines = 0
    with urllib.request.urlopen(server.address + server.paths[case]) as answer:  # noqa: S310  # our own server
        while chunk := answer.read(_CHUNK):
            lines += chunk.count(b"\n")
    if case != "parquet" and lines != rows + (case == "csv"):
        raise SystemExit(f"{server.name} exported {lines:,} lines as {case}, not {rows:,}")
    return Download(rows, server.read_seconds() - before, server.read_memory("VmHWM") - memory)


def send_during_export(
    server: MeasuredServer, folder: Path, clients: int, seconds: float
) -> tuple[Load, Load]:
    """The results of look-ups without and with a CSV export that is read at full speed."""
    idle = send(server, "look-up", folder, clients, seconds, 91)
    done = threading.Event()
    reading = threading.Thread(target=_read_until, args=(server, done))
    reading.start()
    try:
        return idle, send(server, "look-up", folder, clients, seconds, 92)
    finally:
        done.set()
        reading.join()


def _read_until(server: MeasuredServer, done: threading.Event) -> None:
    while not done.is_set():
        with urllib.request.urlopen(server.address + server.paths["csv"]) as answer:  # noqa: S310  # our own server
            while not done.is_set() and answer.read(_CHUNK):
                pass
