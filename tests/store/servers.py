"""A PostgreSQL server for the tests: created, started and stopped by them, on a socket only."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

_USER = "onrecord"
# Fast, without regard to what a crash of the machine would lose.
_OPTIONS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=")

_EMPTY = """
    DO $$ BEGIN EXECUTE (
        SELECT 'TRUNCATE ' || string_agg(format('%I', tablename), ', ') FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    ); END $$
"""


class PostgresServer:
    """A server on a socket in a folder, which holds its data; the user runs it."""

    def __init__(self, folder: Path, programs: Path, user: dict[str, Any]) -> None:
        self.programs = programs
        self._folder, self._user = folder, user
        self._process: subprocess.Popen[bytes]
        self._count = 0
        self._emptied: list[str] = []

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = [part for option in _OPTIONS for part in ("-c", option)]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(self.programs / "postgres", "-D", self._folder / "data"),
                    *("-k", self._folder, *options),
                ],
                stdout=log,
                stderr=log,
                cwd=self._folder,
                **self._user,
            )
        _wait(self._folder, self._process)

    def stop(self) -> None:
        """End its connections and stop it."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(30)

    @property
    def pid(self) -> int:
        """The process id of the server's main process."""
        return int((self._folder / "data" / "postmaster.pid").read_text().split()[0])

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """All of the server's processes stand still while the block lasts: connections can be
        made, and nothing is ever answered.
        """
        parent = self.pid
        os.kill(parent, signal.SIGSTOP)
        # A signal takes a while: until then it may still make processes.
        while "State:\tT" not in Path(f"/proc/{parent}/status").read_text():
            time.sleep(0.001)
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        stopped = [*map(int, children), parent]
        try:
            for pid in stopped:
                os.kill(pid, signal.SIGSTOP)
            yield
        finally:
            for pid in stopped:
                os.kill(pid, signal.SIGCONT)

    def count_connections(self) -> int:
        """How many connections clients have, without that which counts them."""
        query = (
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        with self._connect("postgres") as connection:
            return int(connection.execute(query).fetchone()[0])

    def make_url(self, database: str) -> str:
        """The URL of a database, whether it exists or not."""
        return f"postgresql+psycopg://{_USER}@/{database}?host={quote(str(self._folder), safe='')}"

    def create(self, template: str = "template1") -> str:
        """The URL of a new database, a copy of the template."""
        self._count += 1
        name = f"test_{self._count}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.make_url(name)

    def borrow(self, template: str) -> str:
        """The URL of a copy of the template, or of an earlier one that is not in use any more, with
        its tables emptied, which is much faster.
        """
        busy = "SELECT datname FROM pg_stat_activity WHERE datname IS NOT NULL"
        with self._connect("postgres") as connection:
            taken = {name for (name,) in connection.execute(busy)}
        for name in self._emptied:
            if name not in taken:
                with self._connect(name) as connection:
                    connection.execute(_EMPTY)
                return self.make_url(name)
        url = self.create(template)
        self._emptied.append(f"test_{self._count}")
        return url

    def _connect(self, database: str) -> Any:
        import psycopg

        return psycopg.connect(host=str(self._folder), user=_USER, dbname=database, autocommit=True)

    def _execute(self, statement: str) -> None:
        with self._connect("postgres") as connection:
            connection.execute(statement)


@contextmanager
def run_postgres() -> Iterator[PostgresServer]:
    """A new server; skips the tests that use it where PostgreSQL is not installed."""
    programs = _find_programs()
    with tempfile.TemporaryDirectory(prefix="onrecord-pg-") as name:
        folder = Path(name)
        user: dict[str, Any] = {}
        if os.geteuid() == 0:
            # The server refuses to run as root.
            user = {"user": "nobody", "group": None, "extra_groups": []}
            shutil.chown(folder, user="nobody")
        words = ("-U", _USER, "-E", "UTF8", "--locale=C.UTF-8", "-N")
        subprocess.run(
            [programs / "initdb", "-D", folder / "data", *words],
            check=True,
            capture_output=True,
            cwd=folder,
            **user,
        )
        server = PostgresServer(folder, programs, user)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _find_programs() -> Path:
    if importlib.util.find_spec("psycopg") is None:
        pytest.skip("psycopg is not installed")
    found = [Path(path).parent for path in [shutil.which("initdb")] if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in found:
        # The version's own folder, where initdb finds its templates.
        folder = (folder / "initdb").resolve().parent
        if (folder / "postgres").exists():
            return folder
    pytest.skip("PostgreSQL is not installed")


def _wait(folder: Path, process: subprocess.Popen[bytes]) -> None:
    import psycopg

    end = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(host=str(folder), user=_USER, dbname="postgres").close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > end:
                raise AssertionError((folder / "log").read_text()) from None
            time.sleep(0.05)
        else:
            return
