"""Readers can't write, writers wait for each other, and a killed process leaves whole articles."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from store_builders import make_sample

from quotes.errors import StoreError
from quotes.store import Store, open_store

_WRITER = """
import sys, msgspec
from quotes.records import Extraction
from quotes.store import open_store

sample = msgspec.json.decode(sys.stdin.buffer.read(), type=Extraction)
with open_store(sys.argv[1]) as store:
    for number in range(100_000):
        name = f"a{number}"
        article = msgspec.structs.replace(sample.article, id=name, url=None)
        found = tuple(
            msgspec.structs.replace(each, id=f"{name}-{each.id}", article_id=name)
            for each in sample.attributions
        )
        store.articles.save(msgspec.structs.replace(sample, article=article, attributions=found))
        print(name, flush=True)
"""


def test_a_reader_can_not_write(store: Store) -> None:
    with (
        pytest.raises(StoreError, match=r"readonly|read-only"),
        store._database.read() as connection,
    ):
        connection.exec_driver_sql("DELETE FROM articles")


def test_an_error_of_the_driver_is_a_store_error(store: Store) -> None:
    with (
        pytest.raises(StoreError, match=r"no such table|does not exist"),
        store._database.read() as connection,
    ):
        connection.exec_driver_sql("SELECT * FROM absent")


def test_threads_share_a_store(store: Store) -> None:
    """Eight threads that write and read at once lose nothing."""
    sample = make_sample()[2]
    failures: list[Exception] = []

    def work(worker: int) -> None:
        try:
            for number in range(5):
                name = f"{worker}-{number}"
                article = msgspec.structs.replace(sample.article, id=name, url=None)
                store.articles.save(
                    msgspec.structs.replace(sample, article=article, attributions=())
                )
                store.count()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert store.count().articles == 40


def test_a_killed_writer_leaves_each_article_whole_or_absent(database: Path) -> None:
    """Every article whose save returned is there, and none is there in part."""
    sample = make_sample()[0]
    process = subprocess.Popen(
        [sys.executable, "-c", _WRITER, f"sqlite:///{database}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    process.stdin.write(msgspec.json.encode(sample))
    process.stdin.close()
    process.stdout.readline()
    time.sleep(0.3)
    process.send_signal(signal.SIGKILL)
    saved = 1 + len(process.stdout.read().split())
    process.stdout.close()
    process.wait()
    with open_store(f"sqlite:///{database}") as store:
        counts = store.count()
        assert saved <= counts.articles <= saved + 1
        for number in range(counts.articles):
            whole = store.articles.get(f"a{number}")
            assert len(whole.attributions) == len(sample.attributions)
            assert whole.topics == sample.topics
        assert (counts.quotes, counts.attitudes) == (2 * counts.articles, counts.articles)
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_imports_stay_light() -> None:
    """Looking quotes up needs no model: neither package loads the parser or torch."""
    code = (
        "import sys, quotes.store, api\n"
        "print(sorted({'torch', 'stanza', 'transformers'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
