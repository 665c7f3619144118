"""A backup that is taken while articles are saved is whole, and holds what was saved before it."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import make_url
from store_builders import attribute

from quotes.records import Article, Extraction
from quotes.store import copy_database, open_store
from quotes.store.engine.sqlite import find_file


@contextmanager
def saving(url: str) -> Iterator[Callable[[], int]]:
    """Articles are saved one after the other while the block lasts; the function says how many
    have been.
    """
    ended, ready, saved = Event(), Event(), list[str]()

    def save() -> None:
        with open_store(url) as store:
            while not ended.is_set():
                article = Article(id=f"a{len(saved)}", text=f"Ola Berg said it was {len(saved)}.")
                quote = attribute(article, f"it was {len(saved)}", "said", "Ola Berg")
                store.articles.save(Extraction(article=article, attributions=(quote,)))
                saved.append(article.id)
                if len(saved) > 20:
                    ready.set()

    thread = Thread(target=save)
    thread.start()
    try:
        assert ready.wait(60)
        yield lambda: len(saved)
    finally:
        ended.set()
        thread.join()


def check(url: str, least: int, most: int) -> None:
    with open_store(url) as store:
        assert not [finding for finding in store.verify() if finding.broken]
        counts = store.count()
        assert least <= counts.articles == counts.quotes <= most
        for number in range(least):
            assert len(store.articles.get(f"a{number}").attributions) == 1


def test_a_copy_of_a_database_in_use(new_url: Callable[[], str]) -> None:
    """By `onrecord db copy`, which the documents name."""
    source = new_url()
    with saving(source) as count_saved:
        target, least = new_url(), count_saved()
        copy_database(source, target)
        most = count_saved() + 1
    check(target, least, most)


def test_a_backup_by_the_database_itself(
    new_url: Callable[[], str], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """SQLite's own, as its shell's `.backup` makes it; `pg_dump` of PostgreSQL."""
    url = new_url()
    is_sqlite = url.startswith("sqlite")
    target = f"sqlite:///{tmp_path}/backup.db"
    if not is_sqlite:
        server: Any = request.getfixturevalue("postgres")
        target = server.create("template0")
    with saving(url) as count_saved:
        least = count_saved()
        if is_sqlite:
            copy = tmp_path / "backup.db"
            with (
                closing(sqlite3.connect(find_file(url))) as source,
                closing(sqlite3.connect(copy)) as backup,
            ):
                source.backup(backup)
        else:
            dump = tmp_path / "backup.dump"
            run_program(server, "pg_dump", url, "--format=custom", f"--file={dump}")
            run_program(server, "pg_restore", target, "--exit-on-error", str(dump))
        most = count_saved() + 1
    check(target, least, most)


def run_program(server: Any, name: str, url: str, *words: str) -> None:
    """One of PostgreSQL's programs, over a database."""
    parts = make_url(url)
    assert parts.database
    host, user = str(parts.query["host"]), str(parts.username)
    command = [server.programs / name, f"--host={host}", f"--username={user}"]
    subprocess.run([*command, f"--dbname={parts.database}", *words], check=True)
