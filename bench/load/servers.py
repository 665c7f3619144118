"""HTTP servers beside each other, each around our application: what a look-up costs with each, and
what two attacks do to it.

    pip install --target /tmp/servers granian hypercorn zttp
    PYTHONPATH=.:/tmp/servers python bench/load/servers.py

Look-ups are sent to one server after the other in short rounds, as in `bench/load`. The attacks are
a request header without end, and a hundred requests that stop in the middle of their headers.
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
import tempfile
import threading
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from measuring import send
from processes import MeasuredServer, find_children, run_server, serve_ours
from stores import make_databases

_HALF_SENT = 100
_HEADER_BYTES = 32_000_000
_BLOCK = b"a" * 65_536


class EndlessHeader(NamedTuple):
    """What a header without end did; `growth` in MB, `wait` is the longest of another client."""

    megabytes_taken: float
    growth: float
    server_seconds: float
    wait: float


def serve(name: str, port: int) -> None:
    """Serve our application by one of `SERVERS` until SIGTERM."""
    SERVERS[name](port)


def _serve_uvicorn(http: str, port: int) -> None:
    import uvicorn

    uvicorn.run(_create_app(), port=port, http=http, log_config=None, access_log=False)  # type: ignore[arg-type]  # typed as a literal


def _serve_hypercorn(port: int) -> None:
    import asyncio

    import uvloop
    from hypercorn.asyncio import serve as serve_app
    from hypercorn.config import Config

    config = Config()
    config.bind = [f"127.0.0.1:{port}"]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve_app(_create_app(), config))


def _serve_granian(port: int) -> None:
    from granian import Granian

    Granian(
        "servers:create_app",
        address="127.0.0.1",
        port=port,
        interface="asgi",
        factory=True,
        loop="uvloop",
    ).serve()


def _create_app() -> Any:
    from api import create_app

    return create_app()


def create_app() -> Any:
    """Our application, for servers that load it by its name."""
    return _create_app()


SERVERS = {
    "uvicorn, httptools": lambda port: _serve_uvicorn("httptools", port),
    "uvicorn, h11": lambda port: _serve_uvicorn("h11", port),
    "uvicorn, zttp": lambda port: _serve_uvicorn("zttp", port),
    "granian": _serve_granian,
    "hypercorn": _serve_hypercorn,
}


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench/load/servers.py")
    parser.add_argument("--serve", nargs=2, metavar=("NAME", "PORT"), help="only serve")
    parser.add_argument("--quotes", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--wait", type=float, default=45, help="seconds for half-sent requests")
    options = parser.parse_args(arguments)
    if options.serve:
        serve(options.serve[0], int(options.serve[1]))
        return
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        make_databases(folder, options.quotes)
        servers = list(_start(folder, stack))
        rates = _measure_rates(servers, folder, options)
        attacks = [_send_endless_header(server) for server in servers]
        left = _count_half_sent(servers, options.wait)
        print(
            "| server | look-ups/CPU-s | ratio | header without end: MB taken | MB of memory "
            f"| CPU seconds | others wait, s | half-sent after {options.wait:g} s |"
        )
        print("|---|---|---|---|---|---|---|---|")
        for server, attack in zip(servers, attacks, strict=True):
            rate = rates[server.name]
            print(
                f"| {server.name} | {rate:,.0f} | {rate / rates[servers[0].name]:.2f} "
                f"| {attack.megabytes_taken:.1f} | {attack.growth:.0f} "
                f"| {attack.server_seconds:.1f} | {attack.wait:.2f} | {left[server.name]} |"
            )


def _start(folder: Path, stack: ExitStack) -> Any:
    database = f"sqlite:///{folder / 'ours.db'}"
    yield stack.enter_context(serve_ours("onrecord serve", database))
    for name in SERVERS:
        yield stack.enter_context(_run(name, database))


def _run(name: str, database: str) -> Any:
    environment = {"ONRECORD_DATABASE_URL": database, "ONRECORD_RESPONSE_CACHE_MB": "0"}
    path = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    environment["PYTHONPATH"] = path
    command = [sys.executable, __file__, "--serve", name]
    return run_server(name, command, environment, {"look-up": "/v1/quotes/{}"})


def _measure_rates(
    servers: list[MeasuredServer], folder: Path, options: argparse.Namespace
) -> dict[str, float]:
    rates: dict[str, list[float]] = {server.name: [] for server in servers}
    for number in range(options.rounds):
        for server in servers:
            load = send(server, "look-up", folder, options.clients, 2, number)
            assert not load.errors, f"{server.name}: {load}"
            rates[server.name].append(load.requests / load.server_seconds)
    return {name: median(some) for name, some in rates.items()}


def _send_endless_header(server: MeasuredServer) -> EndlessHeader:
    memory, before = _read_memory(server), server.read_seconds()
    waits, done = [0.0], threading.Event()
    other = threading.Thread(target=_ask_health, args=(server, waits, done))
    other.start()
    taken = 0
    try:
        with _connect(server) as client:
            client.settimeout(60)
            client.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Endless: ")
            while taken < _HEADER_BYTES:
                client.sendall(_BLOCK)
                taken += len(_BLOCK)
            # What is in the socket's buffers counts only once the server has read it.
            time.sleep(1)
    except OSError:
        pass
    done.set()
    other.join()
    growth = _read_memory(server) - memory
    return EndlessHeader(taken / 1e6, growth, server.read_seconds() - before, max(waits))


def _read_memory(server: MeasuredServer) -> float:
    """The most MB that the server has had: granian answers in a child."""
    processes = (server.process.pid, *find_children(server.process.pid))
    statuses = [Path(f"/proc/{pid}/status").read_text() for pid in processes]
    lines = (line for status in statuses for line in status.splitlines() if "VmHWM" in line)
    return sum(int(line.split()[1]) / 1024 for line in lines)


def _ask_health(server: MeasuredServer, waits: list[float], done: threading.Event) -> None:
    while not done.wait(0.02):
        start = time.monotonic()
        urllib.request.urlopen(f"{server.address}/health/live").close()  # noqa: S310  # our own server
        waits.append(time.monotonic() - start)


def _count_half_sent(servers: list[MeasuredServer], seconds: float) -> dict[str, int]:
    """How many of a hundred half-sent requests are still open after so many seconds."""
    with ExitStack() as stack:
        clients = {
            server.name: [stack.enter_context(_connect(server)) for _ in range(_HALF_SENT)]
            for server in servers
        }
        for some in clients.values():
            for client in some:
                client.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n")
        time.sleep(seconds)
        return {name: sum(map(_is_open, some)) for name, some in clients.items()}


def _is_open(client: socket.socket) -> bool:
    client.setblocking(False)
    try:
        while client.recv(65_536):
            pass
    except BlockingIOError:
        return True
    except OSError:
        pass
    return False


def _connect(server: MeasuredServer) -> socket.socket:
    host, _, port = server.address.rpartition("/")[2].partition(":")
    return socket.create_connection((host, int(port)))


if __name__ == "__main__":
    main(sys.argv[1:])
