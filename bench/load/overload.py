"""What look-ups and health checks wait while many clients search without a pause.

    python bench/load/overload.py --clients 256

Each client sends its next search as soon as it has an answer, even if that was 503. Beside them a
look-up and both health checks are sent at a steady pace: before, during and after, in one run, so
that the times under load can be divided by those of the idle service. It uses the SQLite database
of `python bench/load`, and makes it if it is not there.
"""

from __future__ import annotations

import argparse
import http.client
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from measuring import Load, check_wrk, send
from processes import ROOT, MeasuredServer, serve_ours
from stores import make_databases

# Requests a second of each probe: enough for a 99th percentile, too few to be a load.
_PACE = 50
# Between the end of the load and the probes after it.
_REST_SECONDS = 1.0

_PROBES = ("look-up", "/health/live", "/health/ready")


def main(arguments: list[str]) -> None:
    options = _read_options(arguments)
    check_wrk()
    options.folder.mkdir(parents=True, exist_ok=True)
    make_databases(options.folder, options.quotes)
    url = options.url or f"sqlite:///{options.folder / 'ours.db'}"
    with serve_ours("service", url) as server:
        for case in options.cases:
            send(server, case, options.folder, 4, 1, 0)
            _measure(server, case, options)


def _measure(server: MeasuredServer, case: str, options: argparse.Namespace) -> None:
    ids = (options.folder / server.values["look-up"]).read_text().splitlines()
    with ThreadPoolExecutor(len(_PROBES) + 1) as pool:

        def probe(seconds: float) -> list[list[float]]:
            tasks = [pool.submit(_probe, server, name, ids, seconds) for name in _PROBES]
            return [task.result() for task in tasks]

        idle = probe(options.seconds)
        load = pool.submit(send, server, case, options.folder, options.clients, options.seconds, 1)
        time.sleep(_REST_SECONDS)
        during = probe(options.seconds - 2 * _REST_SECONDS)
        _print_load(case, options.clients, load.result())
        time.sleep(_REST_SECONDS)
        after = probe(options.seconds)
    print("| probe | idle p50, p99 ms | under load | p99 to idle | after | errors |")
    print("|---|---|---|---|---|---|")
    for name, *phases in zip(_PROBES, idle, during, after, strict=True):
        before, loaded, later = (f"{median(times):.1f}, {_p99(times):.1f}" for times in phases)
        errors = sum(times.count(float("inf")) for times in phases)
        ratio = _p99(phases[1]) / _p99(phases[0])
        print(f"| {name} | {before} | {loaded} | {ratio:.1f} | {later} | {errors} |", flush=True)


def _probe(server: MeasuredServer, name: str, ids: list[str], seconds: float) -> list[float]:
    """Milliseconds of each answer; infinite if it was an error. Health checks connect each time."""
    address = urlsplit(server.address).netloc
    times, next_id = list[float](), cycle(ids)
    connection = http.client.HTTPConnection(address, timeout=30)
    start = time.monotonic()
    for number in range(round(seconds * _PACE)):
        time.sleep(max(0.0, start + number / _PACE - time.monotonic()))
        if name != "look-up":
            connection.close()
        begun = time.perf_counter()
        path = f"/v1/quotes/{next(next_id)}" if name == "look-up" else name
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        taken = (time.perf_counter() - begun) * 1000
        times.append(taken if answer.status == 200 else float("inf"))
    connection.close()
    return times


def _p99(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]


def _print_load(case: str, clients: int, load: Load) -> None:
    answered, refused, cores = (
        amount / load.seconds
        for amount in (load.requests - load.errors, load.errors, load.server_seconds)
    )
    print(f"\n{clients} clients, {case}: {answered:,.0f} answers, {refused:,.0f} refusals a second")
    print(f"by {cores:.2f} cores; p50 {load.p50:,.0f} ms, p99 {load.p99:,.0f} ms\n", flush=True)


def _read_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bench/load/overload.py", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("--quotes", type=int, default=200_000)
    parser.add_argument("--clients", type=int, default=256)
    parser.add_argument("--seconds", type=float, default=10, help="of each phase")
    parser.add_argument(
        "--cases", type=lambda names: names.split(";"), default=("mid", "common, ranked")
    )
    parser.add_argument("--url", help="of another database with the same rows")
    parser.add_argument(
        "--folder", type=Path, default=ROOT / "bench" / "data", help="where the database is kept"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
