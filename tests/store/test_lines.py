"""Look-ups go to the driver, and errors come back as ours."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from itertools import combinations
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from sqlalchemy import Select, func, literal, select
from sqlalchemy.dialects import sqlite
from store_builders import make_sample

from quotes.errors import NotFoundError, QueryError, StoreError, TooSlowError
from quotes.store import QuoteFilter, Store, TimeLimit, limit_queries, open_store
from quotes.store.engine.prepared import FixedStatement, FixedStatements
from quotes.store.search import quotes as reading


def test_a_quote_is_found_with_its_article(store: Store) -> None:
    extraction = make_sample()[0]
    store.save(extraction)
    for attribution in extraction.attributions:
        quote, article = store.get_quote(attribution.id)
        assert (quote.attribution, article) == (attribution, extraction.article)


@pytest.mark.parametrize("quote_id", ["", "nothing", "' OR 1=1 --", "%", "\0", "\ud800"])
def test_there_is_no_such_quote(store: Store, quote_id: str) -> None:
    """What a database can't even hold is told as a bad question where it is not simply absent."""
    with pytest.raises((NotFoundError, QueryError)):
        store.get_quote(quote_id)
    assert store.version() == 0


def test_each_commit_has_its_version(store: Store) -> None:
    seen = [store.version()]
    for extraction in make_sample():
        store.save(extraction)
        seen.append(store.version())
    store.save(extraction)
    assert seen == sorted(set(seen))
    assert store.version() == seen[-1]


def test_a_connection_that_breaks_is_replaced(store: Store) -> None:
    extraction = make_sample()[0]
    store.save(extraction)
    before = store.version()
    for line in store._look_ups._idle:
        line.connection.close()
    assert store.version() == before
    assert store.get_quote(extraction.attributions[0].id)[1] == extraction.article


def test_threads_share_the_connection(store: Store) -> None:
    extraction = make_sample()[0]
    store.save(extraction)
    wanted = [attribution.id for attribution in extraction.attributions] * 50
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda each: store.get_quote(each)[0].attribution.id, wanted))
    assert found == wanted


@pytest.mark.parametrize("stopped", [False, True], ids=["by time", "by another thread"])
def test_what_takes_too_long_ends(store: Store, stopped: bool) -> None:
    """The connection stays, and what it is asked next has a limit of its own, or none."""
    lines = store._lines
    forever = FixedStatement(lines.dialect, _count_forever())
    seven = FixedStatement(lines.dialect, select(literal(7).label("seven")))
    lines.fetch(seven, {})
    (kept,) = lines._idle
    limit = TimeLimit(60 if stopped else 0.2)
    if stopped:
        Timer(0.2, limit.stop).start()
    with limit_queries(limit), pytest.raises(TooSlowError, match="ask for less"):
        lines.fetch(forever, {})
    for seconds in (60, 30, None):
        with limit_queries(TimeLimit(seconds)) if seconds else nullcontext():
            assert lines.fetch(seven, {})[0].seven == 7
    assert lines._idle == [kept]


def _count_forever() -> Select[tuple[int]]:
    numbers = select(literal(1).label("number")).cte(recursive=True)
    numbers = numbers.union_all(select(numbers.c.number % 1000 + 1))
    return select(func.max(numbers.c.number).label("most"))


def test_a_database_that_was_broken_is_told(tmp_path: Path) -> None:
    file = tmp_path / "onrecord.db"
    with open_store(f"sqlite:///{file}", create=True) as store:
        store.save(make_sample()[0])
    for path in tmp_path.iterdir():
        content = path.read_bytes()
        path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with pytest.raises(StoreError, match="can't be used"):
        open_store(f"sqlite:///{file}").get_quote("x")


def test_only_the_statements_that_were_asked_for_last_are_kept() -> None:
    statements, made = FixedStatements(2), list[str]()

    def find(shape: str) -> FixedStatement:
        def make() -> FixedStatement:
            made.append(shape)
            return FixedStatement(sqlite.dialect(), select(literal(shape).label("shape")))

        return statements.find((shape,), make)

    assert find("a") is find("a")
    for shape in "bac":
        find(shape)
    assert (made, len(statements)) == (["a", "b", "c"], 2)
    find("a")
    find("b")
    assert made == ["a", "b", "c", "b"]


def test_clients_can_not_make_statements_grow(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Threads share the few that are kept, and find what they ask for."""
    store.save_all(make_sample())
    kept = FixedStatements(3)
    monkeypatch.setattr(reading, "_statements", kept)
    nothing: dict[str, Any] = {"article": "nothing", "cluster": "nothing", "status": "corrected"}
    several = [
        QuoteFilter(**{name: nothing[name] for name in names})
        for count in range(len(nothing) + 1)
        for names in combinations(nothing, count)
    ]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda wanted: len(store.list_quotes(wanted).items), several * 9))
    assert found == ([6] + [0] * 7) * 9
    assert len(kept) == 3
