"""One writer for all processes of a SQLite file, in processes of their own."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from sqlalchemy import text

from quotes.errors import StoreError
from quotes.store import open_store
from quotes.store.engine import file_lock, sqlite
from quotes.store.engine.opening import open_database

ROOT = Path(__file__).parents[3]
PROCESSES, ARTICLES = 6, 25

# Saves articles, each with 40 KB of text, so that the log is written back again and again.
_SAVE = """
import sys
from quotes.records import Article, Extraction
from quotes.store import open_store
from quotes.store.engine import file_lock
file_lock.CHECKPOINT_BYTES = 100_000
name = sys.argv[2]
with open_store(sys.argv[1]) as store:
    for number in range(int(sys.argv[3])):
        article = Article(id=f"{name}-{number}", text=f"{name} {number} rose. " * 2000)
        store.articles.save(Extraction(article=article, attributions=(), topics=()))
        print(article.id, flush=True)
"""
# Holds the lock in a transaction until it is killed.
_HOLD = """
import sys, time
from quotes.store.engine.opening import open_database
with open_database(sys.argv[1]).write():
    print("held", flush=True)
    time.sleep(600)
"""


def start(code: str, *words: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, words)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def check_file(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_no_connection_checkpoints_by_itself(database: Path) -> None:
    """Neither those that read nor the one that writes."""
    opened = open_database(f"sqlite:///{database}")
    for transaction in (opened.read, opened.write):
        with transaction() as connection:
            assert connection.execute(text("PRAGMA wal_autocheckpoint")).scalar_one() == 0
    opened.close()


@pytest.mark.timeout(600)
def test_processes_write_and_checkpoint_in_turn(new_url: Callable[[], str]) -> None:
    """Several processes save while others read: all is stored, once, and the database is sound."""
    url = new_url()
    writers = [start(_SAVE, url, f"p{number}", ARTICLES) for number in range(PROCESSES)]
    saved: set[str] = set()
    with open_store(url) as store:
        while any(writer.poll() is None for writer in writers):
            store.count()
        for writer in writers:
            saved |= set(writer.communicate()[0].split())
            assert writer.returncode == 0
        assert store.count().articles == len(saved) == PROCESSES * ARTICLES
        assert not [finding for finding in store.verify() if finding.broken]


def test_the_log_stays_short(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a transaction that made it long, it is written back and begun anew."""
    monkeypatch.setattr(file_lock, "CHECKPOINT_BYTES", 100_000)
    log = database.with_name(f"{database.name}-wal")
    opened = open_database(f"sqlite:///{database}")
    sizes = []
    for number in range(40):
        with opened.write() as connection:
            connection.execute(text("CREATE TABLE IF NOT EXISTS filler (words TEXT)"))
            connection.execute(text("INSERT INTO filler VALUES (:words)"), {"words": "x" * 50_000})
        sizes.append(log.stat().st_size)
        if number == 20:
            check_file(database)
    assert max(sizes) < 300_000
    opened.close()
    check_file(database)


@pytest.mark.parametrize("signal_", [signal.SIGKILL, signal.SIGTERM], ids=["kill -9", "kill"])
def test_the_lock_of_a_killed_process_is_free(database: Path, signal_: int) -> None:
    """However its holder ends, the next one writes, and what was not committed is not there."""
    url = f"sqlite:///{database}"
    holder = start(_HOLD, url)
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    holder.send_signal(signal_)
    holder.communicate()
    with open_store(url) as store:
        assert [finding.broken for finding in store.verify()]
    opened = open_database(url)
    with opened.write() as connection:
        connection.execute(text("CREATE TABLE filler (words TEXT)"))
    opened.close()


def test_waiting_has_an_end(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that never gets its turn says why."""
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    opened = open_database(f"sqlite:///{database}")
    with (
        FileLock(database.with_name(f"{database.name}.lock")),
        pytest.raises(StoreError, match="another process is writing"),
        opened.write(),
    ):
        pass


def test_a_lock_that_can_not_be_made(database: Path) -> None:
    """It is an error of the store that names the file."""
    database.with_name(f"{database.name}.lock").mkdir()
    with (
        pytest.raises(StoreError, match=r"\.lock can't be made"),
        open_database(f"sqlite:///{database}").write(),
    ):
        pass
