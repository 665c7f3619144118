"""What the service takes for a request, beside Datasette on the same rows, in one run.

    python tests/load --quotes 1000000 --databases sqlite,postgres

Both serve the same synthetic quotes (`rows`, `stores`), Datasette 0.65.5 as quick as it gets (an
immutable file, inspected; uvloop and httptools). Each case is asked of one server after the other
in short rounds, so that what else the machine does meets all alike. The measure is requests per
second of the server's processor time (of PostgreSQL's, too): it stays within some percent where
requests per second don't.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from types import ModuleType

from measuring import Load, check_wrk, download, send, send_during_export
from processes import ROOT, Server, find_children, serve_ours, serve_peer
from sqlalchemy import create_engine
from stores import KINDS, make_databases

from quotes.store import copy_database, migrate, open_store

_CASES = ("look-up", *KINDS, *(f"{kind}, ranked" for kind in KINDS))
# What the service keeps by default.
_RESPONSE_CACHE_MB = 32
_FORMATS = ("csv", "ndjson", "parquet")


def main(arguments: list[str]) -> None:
    given = _read_options(arguments)
    # So that servers end with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    check_wrk()
    given.folder.mkdir(parents=True, exist_ok=True)
    make_databases(given.folder, given.quotes)
    with ExitStack() as stack:
        servers = list(_start(given, stack))
        _pin(servers)
        print(f"{given.quotes:,} quotes; {given.rounds} rounds of {given.seconds:g} s", flush=True)
        print("| case | clients | server | requests/CPU-s | ratio | p50 ms | p99 ms | errors |")
        print("|---|---|---|---|---|---|---|---|", flush=True)
        for case in given.cases:
            for server in servers:
                send(server, case, given.folder, 4, 1, 0)
            for clients in given.clients:
                _compare(servers, case, clients, given)
        _export([each for each in servers if "csv" in each.paths], given)


def _compare(servers: list[Server], case: str, clients: int, given: argparse.Namespace) -> None:
    loads: dict[str, list[Load]] = {server.name: [] for server in servers}
    for number in range(given.rounds):
        for server in servers:
            loads[server.name].append(
                send(server, case, given.folder, clients, given.seconds, number + 1)
            )
    rates = {name: median(_rate(each) for each in some) for name, some in loads.items()}
    for name, some in loads.items():
        ratio = f"{rates[name] / rates['Datasette']:.1f}" if "Datasette" in rates else "-"
        middle, late = median(each.p50 for each in some), median(each.p99 for each in some)
        errors = sum(each.errors for each in some)
        print(
            f"| {case} | {clients} | {name} | {rates[name]:,.0f} | {ratio} | {middle:.1f} "
            f"| {late:.1f} | {errors} |",
            flush=True,
        )


def _rate(load: Load) -> float:
    return load.requests / max(load.server_seconds, 0.01)


def _export(servers: list[Server], given: argparse.Namespace) -> None:
    print("\n| export | server | rows/CPU-s | ratio to Datasette's CSV | growth MB |")
    print("|---|---|---|---|---|", flush=True)
    peer: float | None = None
    for case in _FORMATS:
        for server in servers:
            if case not in server.paths or (server.name == "Datasette" and case != "csv"):
                continue
            done = download(server, case, given.quotes)
            rate = done.rows / max(done.server_seconds, 0.01)
            name, growth = server.name, done.growth
            if server.name == "Datasette":
                peer = rate
            ratio = f"{rate / peer:.1f}" if peer else "-"
            print(f"| {case} | {name} | {rate:,.0f} | {ratio} | {growth:.0f} |", flush=True)
    print("\n| look-ups during an export | idle/s | during/s | share | p99 ms | errors |")
    print("|---|---|---|---|---|---|", flush=True)
    for server in servers:
        idle, during = send_during_export(server, given.folder, 16, given.seconds)
        alone, beside = idle.requests / idle.seconds, during.requests / during.seconds
        print(
            f"| {server.name} | {alone:,.0f} | {beside:,.0f} | {beside / alone:.0%} "
            f"| {during.p99:.1f} | {idle.errors + during.errors} |",
            flush=True,
        )


def _start(given: argparse.Namespace, stack: ExitStack) -> Iterator[Server]:
    def serve(name: str, url: str, *others: int) -> Iterator[Server]:
        yield stack.enter_context(serve_ours(name, url, others))
        if given.again:
            cached = serve_ours(f"{name}, again", url, others, response_cache_mb=_RESPONSE_CACHE_MB)
            yield stack.enter_context(cached)

    # Datasette first: the others are told as ratios to it.
    if not given.without_peer:
        yield stack.enter_context(serve_peer(given.folder / "peer.db", given.peer))
    file = f"sqlite:///{given.folder / 'ours.db'}"
    if "sqlite" in given.databases:
        migrate(file)
        yield from serve("SQLite", file)
    if "postgres" in given.databases:
        url, process = stack.enter_context(_reach_postgres(given.postgres))
        _copy(file, url)
        yield from serve("PostgreSQL", url, process)


@contextmanager
def _reach_postgres(url: str | None) -> Iterator[tuple[str, int]]:
    """The URL and the process of the PostgreSQL that is given, or of one that is started for this
    as the tests' is.
    """
    if url:
        yield url, _find_postmaster(url)
        return
    with _load_postgres().run_postgres() as postgres:
        yield postgres.create(), postgres.pid


def _copy(file: str, url: str) -> None:
    """Our file in PostgreSQL, as its own housekeeping leaves it some minutes later; what is there
    already is left as it is.
    """
    migrate(url)
    with open_store(file) as ours, open_store(url) as theirs:
        if ours.count() == theirs.count():
            return
    copy_database(file, url)
    with create_engine(url, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def _find_postmaster(url: str) -> int:
    """The process of a server on this machine that its others come from: their time counts, too."""
    with create_engine(url).connect() as connection:
        folder = connection.exec_driver_sql("SHOW data_directory").scalar_one()
    return int((Path(folder) / "postmaster.pid").read_text().split()[0])


def _load_postgres() -> ModuleType:
    """How the tests of the store start a server."""
    file = ROOT / "tests" / "store" / "servers.py"
    spec = importlib.util.spec_from_file_location("store_servers", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _pin(servers: list[Server]) -> None:
    """Servers on one core and what asks them on another, where there are several."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        return
    for server in servers:
        for pid in (server.process.pid, *server.others):
            for each in (pid, *find_children(pid)):
                os.sched_setaffinity(each, cores[:1])
    os.sched_setaffinity(0, cores[1:])


def _read_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests/load", description=__doc__.partition("\n")[0])
    parser.add_argument("--quotes", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=5, help="of a round")
    parser.add_argument("--rounds", type=int, default=3, help="of which the median is told")
    parser.add_argument("--clients", type=_split_numbers, default=(1, 16, 64), help="1,16,64")
    parser.add_argument("--cases", type=_split_cases, default=_CASES, help="look-up;rare;…")
    parser.add_argument("--databases", type=_split, default=("sqlite", "postgres"))
    parser.add_argument(
        "--postgres",
        help="URL of a database on this machine, empty or filled by an earlier run; else a server "
        "is started",
    )
    parser.add_argument("--folder", type=Path, default=ROOT / "bench", help="where databases stay")
    parser.add_argument("--peer", type=Path, default=ROOT / ".venv-datasette")
    parser.add_argument(
        "--again", action="store_true", help="also a server that keeps answers, on each"
    )
    parser.add_argument("--without-peer", action="store_true", help="only our servers")
    return parser.parse_args(arguments)


def _split(names: str) -> tuple[str, ...]:
    return tuple(names.split(","))


def _split_cases(names: str) -> tuple[str, ...]:
    return tuple(names.split(";"))


def _split_numbers(numbers: str) -> tuple[int, ...]:
    return tuple(map(int, numbers.split(",")))


if __name__ == "__main__":
    main(sys.argv[1:])
