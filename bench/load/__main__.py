"""What a request costs the service, beside Datasette on the same rows, in one run.

    python bench/load --quotes 1000000 --databases sqlite,postgres

All serve the same synthetic quotes (`rows`, `stores`): Datasette 0.65.5 in its fastest form (an
immutable file, inspected; uvloop and httptools), by its own pages and by SQL written by hand
(`statements`), and a handler of sqlite3 and msgspec alone (`bare`), which nothing that checks a
request can reach. Before anything is measured all must have found the same quotes. Each case is
sent to one server after the other in short rounds, so that other work of the machine slows all of
them alike. The measure is requests per second of processor time of the server (and of PostgreSQL):
it varies by some percent where requests per second vary by much more.
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

from measuring import (
    SEARCHES,
    Load,
    check_words,
    check_wrk,
    download,
    send,
    send_during_export,
)
from processes import ROOT, MeasuredServer, find_children, serve_bare, serve_ours, serve_peer
from sqlalchemy import create_engine
from stores import make_databases

from quotes.store import copy_database, migrate, open_store

_CASES = (
    "look-up",
    *SEARCHES,
    "speaker",
    "speaker's quotes",
    "topic",
    "facets",
    "timeline",
)
# The size of the response cache by default.
_RESPONSE_CACHE_MB = 32
_PEERS = ("Datasette", "Datasette, SQL")
_FORMATS = ("csv", "ndjson", "parquet")


def main(arguments: list[str]) -> None:
    options = _read_options(arguments)
    # So that the servers end with this process.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    check_wrk()
    options.folder.mkdir(parents=True, exist_ok=True)
    make_databases(options.folder, options.quotes)
    with ExitStack() as stack:
        servers = list(_start(options, stack))
        _pin(servers)
        check_words(servers, options.folder)
        print(
            f"{options.quotes:,} quotes; {options.rounds} rounds of {options.seconds:g} s",
            flush=True,
        )
        print(
            "| case | clients | server | requests/CPU-s | ratio | p50 ms | p99 ms | KB | errors |"
        )
        print("|---|---|---|---|---|---|---|---|---|", flush=True)
        for case in options.cases:
            answering = [server for server in servers if case in server.paths]
            for server in answering:
                send(server, case, options.folder, 4, 1, 0)
            for clients in options.clients:
                _compare(answering, case, clients, options)
        if not options.without_exports:
            _export([server for server in servers if "csv" in server.paths], options)


def _compare(
    servers: list[MeasuredServer], case: str, clients: int, options: argparse.Namespace
) -> None:
    loads: dict[str, list[Load]] = {server.name: [] for server in servers}
    for number in range(options.rounds):
        for server in servers:
            loads[server.name].append(
                send(server, case, options.folder, clients, options.seconds, number + 1)
            )
    rates = {name: median(map(_rate, some)) for name, some in loads.items()}
    # Of Datasette by its own page, or by hand where it has none; the peers come first.
    peer = next((rate for name, rate in rates.items() if name in _PEERS), None)
    for name, some in loads.items():
        ratio = f"{rates[name] / peer:.2f}" if peer else "-"
        middle, late = median(load.p50 for load in some), median(load.p99 for load in some)
        errors = sum(load.errors for load in some)
        print(
            f"| {case} | {clients} | {name} | {rates[name]:,.0f} | {ratio} | {middle:.1f} "
            f"| {late:.1f} | {median(load.kilobytes for load in some):.1f} | {errors} |",
            flush=True,
        )


def _rate(load: Load) -> float:
    return load.requests / max(load.server_seconds, 0.01)


def _export(servers: list[MeasuredServer], options: argparse.Namespace) -> None:
    print("\n| export | server | rows/CPU-s | ratio to Datasette's CSV | growth MB |")
    print("|---|---|---|---|---|", flush=True)
    peer: float | None = None
    for case in _FORMATS:
        for server in servers:
            if case not in server.paths or (server.name == "Datasette" and case != "csv"):
                continue
            result = download(server, case, options.quotes)
            rate = result.rows / max(result.server_seconds, 0.01)
            name, growth = server.name, result.growth
            if server.name == "Datasette":
                peer = rate
            ratio = f"{rate / peer:.1f}" if peer else "-"
            print(f"| {case} | {name} | {rate:,.0f} | {ratio} | {growth:.0f} |", flush=True)
    print("\n| look-ups during an export | idle/s | during/s | share | p99 ms | errors |")
    print("|---|---|---|---|---|---|", flush=True)
    for server in (server for server in servers if server.name != "bare handler"):
        idle, during = send_during_export(server, options.folder, 16, options.seconds)
        alone, beside = idle.requests / idle.seconds, during.requests / during.seconds
        print(
            f"| {server.name} | {alone:,.0f} | {beside:,.0f} | {beside / alone:.0%} "
            f"| {during.p99:.1f} | {idle.errors + during.errors} |",
            flush=True,
        )


def _start(options: argparse.Namespace, stack: ExitStack) -> Iterator[MeasuredServer]:
    def serve(name: str, url: str, *others: int) -> Iterator[MeasuredServer]:
        yield stack.enter_context(serve_ours(name, url, others))
        if options.again:
            cached = serve_ours(f"{name}, again", url, others, response_cache_mb=_RESPONSE_CACHE_MB)
            yield stack.enter_context(cached)

    # Datasette first: the others are printed as ratios to it.
    if not options.without_peer:
        file = options.folder / "peer.db"
        yield from stack.enter_context(serve_peer(file, options.peer))
        yield stack.enter_context(serve_bare(file))
    url = f"sqlite:///{options.folder / 'ours.db'}"
    if "sqlite" in options.databases:
        migrate(url)
        yield from serve("SQLite", url)
    if "postgres" in options.databases:
        their_url, process = stack.enter_context(_reach_postgres(options.postgres))
        _copy(url, their_url)
        yield from serve("PostgreSQL", their_url, process)


@contextmanager
def _reach_postgres(url: str | None) -> Iterator[tuple[str, int]]:
    """The URL and the process of the given PostgreSQL, or of one that is started as for the
    tests.
    """
    if url:
        yield url, _find_postmaster(url)
        return
    with _load_postgres().run_postgres() as postgres:
        yield postgres.create(), postgres.pid


def _copy(file: str, url: str) -> None:
    """Copy our file to PostgreSQL, and vacuum it as autovacuum would some minutes later; a database
    with as many rows is left as it is.
    """
    migrate(url)
    with open_store(file) as ours, open_store(url) as theirs:
        if ours.count() == theirs.count():
            return
    copy_database(file, url)
    with create_engine(url, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def _find_postmaster(url: str) -> int:
    """The main process of a server on this machine; the time of its children counts too."""
    with create_engine(url).connect() as connection:
        folder = connection.exec_driver_sql("SHOW data_directory").scalar_one()
    return int((Path(folder) / "postmaster.pid").read_text().split()[0])


def _load_postgres() -> ModuleType:
    """The module by which the store's tests start a server."""
    file = ROOT / "tests" / "store" / "servers.py"
    spec = importlib.util.spec_from_file_location("store_servers", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _pin(servers: list[MeasuredServer]) -> None:
    """Put servers on one core and clients on another, where there are several."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        return
    for server in servers:
        for pid in (server.process.pid, *server.others):
            for process in (pid, *find_children(pid)):
                os.sched_setaffinity(process, cores[:1])
    os.sched_setaffinity(0, cores[1:])


def _read_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/load", description=__doc__.partition("\n")[0])
    parser.add_argument("--quotes", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=5, help="of a round")
    parser.add_argument("--rounds", type=int, default=3, help="of which the median is printed")
    parser.add_argument("--clients", type=_split_numbers, default=(1, 16, 64), help="1,16,64")
    parser.add_argument("--cases", type=_split_cases, default=_CASES, help="look-up;rare;…")
    parser.add_argument("--databases", type=_split, default=("sqlite", "postgres"))
    parser.add_argument(
        "--postgres",
        help="URL of a database on this machine, empty or filled by an earlier run; else a server "
        "is started",
    )
    parser.add_argument(
        "--folder", type=Path, default=ROOT / "bench" / "data", help="where databases are kept"
    )
    parser.add_argument("--peer", type=Path, default=ROOT / ".venv-datasette")
    parser.add_argument(
        "--again", action="store_true", help="also a server with its response cache, on each"
    )
    parser.add_argument("--without-peer", action="store_true", help="only our servers")
    parser.add_argument("--without-exports", action="store_true", help="only requests")
    return parser.parse_args(arguments)


def _split(names: str) -> tuple[str, ...]:
    return tuple(names.split(","))


def _split_cases(names: str) -> tuple[str, ...]:
    return tuple(names.split(";"))


def _split_numbers(numbers: str) -> tuple[int, ...]:
    return tuple(map(int, numbers.split(",")))


if __name__ == "__main__":
    main(sys.argv[1:])
