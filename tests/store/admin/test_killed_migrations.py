"""A process that is killed while it makes or changes the tables leaves them as they were before, or
as they are to be; the next `migrate` goes on.

`ONRECORD_FAULT_ROUNDS` kills it at every statement, and not only at some.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from store_builders import make_sample, read_all
from store_second_revision import second_revision

from quotes.store import QuoteFilter, downgrade, has_database, migrate, open_store

# The process is killed at each, or at every so many, of a hundred statements. Not tuned.
STEP = 1 if "ONRECORD_FAULT_ROUNDS" in os.environ else 23


def is_killed(work: Callable[[], None], at: int) -> bool:
    """Whether the work, in a process of its own, has so many statements and commits, and was killed
    before that one.
    """
    child = os.fork()
    if child == 0:
        numbers = count(1)

        def kill(*_: Any) -> None:
            if next(numbers) == at:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, "before_cursor_execute", kill)
        event.listen(Engine, "commit", kill)
        try:
            work()
        except BaseException as error:
            print(error, file=sys.stderr)
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status in (0, signal.SIGKILL)
    return status == signal.SIGKILL


def list_kills(work: Callable[[], None], step: int) -> Iterator[int]:
    """Kills the work at later and later statements, until it comes to its end."""
    for at in count(1, step):
        if not is_killed(work, at):
            return
        yield at


@pytest.fixture(params=["sqlite", "postgres"])
def missing(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that is to be made: none on SQLite, an empty one on PostgreSQL."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres").create())
    return f"sqlite:///{tmp_path}/onrecord.db"


def test_tables_are_made_whole_or_not_at_all(missing: str) -> None:
    kills = 0
    for kills in list_kills(lambda: migrate(missing), STEP):  # noqa: B007 - how many it came to
        if has_database(missing):
            open_store(missing).close()
    assert kills > 40
    with open_store(missing) as store:
        assert store.articles.save(make_sample()[0]) == "new"
        assert not [finding for finding in store.verify() if finding.broken]


def test_tables_are_changed_with_all_data_or_not_at_all(new_url: Callable[[], str]) -> None:
    """Up and down again."""
    url = new_url()
    with open_store(url) as store:
        for extraction in make_sample():
            store.articles.save(extraction)
        before = read_all(store, QuoteFilter(act="all", status="all"))

    def check() -> None:
        with open_store(url) as store:
            assert read_all(store, QuoteFilter(act="all", status="all")) == before
            assert not [finding for finding in store.verify() if finding.broken]

    def upgrade() -> None:
        with second_revision():
            migrate(url)

    def go_down() -> None:
        with second_revision():
            downgrade(url, "0001")

    ups = list(list_kills(upgrade, min(STEP, 4)))
    with second_revision():
        check()
    downs = list(list_kills(go_down, min(STEP, 4)))
    check()
    assert len(ups) > 1
    assert len(downs) > 1
