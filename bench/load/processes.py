"""The servers that are measured, each a process, with the time and memory that they took."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode

from statements import find_statements

ROOT = Path(__file__).parents[2]
_TICKS = os.sysconf("SC_CLK_TCK")
_START_SECONDS = 120
_OURS = "from quotes.cli.main import main; main()"
_PEER_PACKAGES = ("datasette==0.65.5", "uvloop", "httptools")
# The columns of our export that the peer's rows have.
_COLUMNS = (
    "id,text,speaker_name,type,cue,confidence,article_id,article_title,article_outlet,"
    "article_url,article_published"
)
# The files of values of the cases that are not called as their file; those of our server have ids.
_VALUES = {
    "look-up": "numbers",
    "speaker": "speakers",
    "speaker's quotes": "speakers",
    "topic": "topics",
    "facets": "mid",
    "timeline": "speakers",
}


class MeasuredServer(NamedTuple):
    """A running server. `paths` are requested, by case, with `{}` for a value of the file that
    `values` names. `others` are processes that work for it, such as a database's.
    """

    name: str
    process: subprocess.Popen[bytes]
    address: str
    paths: dict[str, str]
    values: dict[str, str]
    others: tuple[int, ...] = ()

    def read_seconds(self) -> float:
        """The processor time of it and its processes."""
        return sum(map(_read_seconds, (self.process.pid, *self.others)))

    def read_memory(self, kind: str = "VmRSS") -> float:
        """MB in memory, of its first process; `VmHWM` is the most since `forget_peak`."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        (line,) = (line for line in status.splitlines() if line.startswith(kind))
        return int(line.split()[1]) / 1024

    def forget_peak(self) -> None:
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")


@contextmanager
def serve_ours(
    name: str,
    database_url: str,
    others: Sequence[int] = (),
    *,
    response_cache_mb: int = 0,
    workers: int = 1,
) -> Iterator[MeasuredServer]:
    """Our server over a database; without `response_cache_mb` it has no response cache."""
    port = _find_port()
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "ONRECORD_DATABASE_URL": database_url,
        "ONRECORD_RESPONSE_CACHE_MB": str(response_cache_mb),
        "ONRECORD_WORKERS": str(workers),
    }
    command = [sys.executable, "-c", _OURS, "serve", "--port", str(port)]
    search = "/v1/quotes?q={}&limit=20"
    paths = {
        "look-up": "/v1/quotes/{}",
        "speaker": "/v1/speakers/{}",
        "speaker's quotes": "/v1/quotes?speaker={}&limit=20",
        "topic": "/v1/quotes?topic={}&limit=20",
        "facets": "/v1/quotes?q={}&facets=speaker,outlet,type&limit=1",
        "timeline": "/v1/stats/timeline?speaker={}",
    }
    # Exports are never cached.
    for kind in () if response_cache_mb else ("csv", "ndjson", "parquet"):
        paths[kind] = f"/v1/export/quotes.{kind}?columns={_COLUMNS}"
    for kind in ("rare", "mid", "common"):
        paths[kind] = search
        paths[f"{kind}, ranked"] = f"{search}&order-by=relevance"
    with _run(command, environment, port, "/health/ready") as process:
        address = f"http://127.0.0.1:{port}"
        values = _VALUES | {
            "look-up": "ids",
            "speaker": "speaker_ids",
            "speaker's quotes": "speaker_ids",
            "timeline": "speaker_ids",
        }
        yield MeasuredServer(name, process, address, paths, values, tuple(others))


@contextmanager
def run_server(
    name: str, command: Sequence[str], environment: dict[str, str], paths: dict[str, str]
) -> Iterator[MeasuredServer]:
    """Another server around our application, by a command that takes the port as its last word."""
    port = _find_port()
    whole = [*command, str(port)]
    with _run(whole, os.environ | environment, port, "/health/ready") as process:
        address = f"http://127.0.0.1:{port}"
        yield MeasuredServer(name, process, address, paths, {"look-up": "ids"})


@contextmanager
def serve_peer(file: Path, environment: Path) -> Iterator[tuple[MeasuredServer, MeasuredServer]]:
    """Datasette over a file, by its own pages and by SQL by hand; its virtual environment is
    created if it is not there.

    Its search is by id, which is newest first as the rows were made: any other order would take
    more time.
    """
    python = environment / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", environment], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *_PEER_PACKAGES], check=True)
    inspected = file.with_suffix(".json")
    inspect = [python, "-m", "datasette", "inspect", file, "--inspect-file", inspected]
    subprocess.run(inspect, check=True)
    port = _find_port()
    search = "/peer/quotes.json?_search={}&_size=20&_nocount=1&_nofacet=1&_nosuggest=1"
    own = {"look-up": "/peer/quotes/{}.json"} | dict.fromkeys(("rare", "mid", "common"), search)
    own["csv"] = own["ndjson"] = "/peer/quotes.csv?_stream=on&_size=max"
    by_hand = {
        case: "/peer.json?" + urlencode({"_shape": "array", "sql": sql}) + "&value={}"
        for case, sql in find_statements().items()
    }
    command = [python, Path(__file__).with_name("peer.py"), file, inspected, port]
    with _run(
        [str(part) for part in command], dict(os.environ), port, "/-/versions.json"
    ) as process:
        address = f"http://127.0.0.1:{port}"
        yield (
            MeasuredServer("Datasette", process, address, own, _VALUES),
            MeasuredServer("Datasette, SQL", process, address, by_hand, _VALUES),
        )


@contextmanager
def serve_bare(file: Path) -> Iterator[MeasuredServer]:
    """A handler that only runs a statement and encodes its rows, on the same file."""
    port = _find_port()
    command = [sys.executable, Path(__file__).with_name("bare.py"), file, port]
    paths = {case: f"/{quote(case)}?{{}}" for case in (*find_statements(), "csv", "ndjson")}
    with _run([str(part) for part in command], dict(os.environ), port, "/health") as process:
        yield MeasuredServer("bare handler", process, f"http://127.0.0.1:{port}", paths, _VALUES)


def find_children(pid: int) -> tuple[int, ...]:
    """The processes that a process has started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return tuple(map(int, children))


def _read_seconds(pid: int) -> float:
    """The processor time of a process and its children, ended or running."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        living = sum(map(_read_seconds, find_children(pid)))
    except FileNotFoundError:
        return 0.0
    return sum(map(int, fields[11:15])) / _TICKS + living


@contextmanager
def _run(
    command: Sequence[str], environment: dict[str, str], port: int, health: str
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(process, f"http://127.0.0.1:{port}{health}")
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    end = time.monotonic() + _START_SECONDS
    while True:
        try:
            urllib.request.urlopen(address).close()  # noqa: S310 - an address of our own
        except OSError as error:
            if process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"{address} does not answer: {error}") from error
            time.sleep(0.1)
        else:
            return


def _find_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
