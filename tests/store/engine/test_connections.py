"""Queries on open connections, with errors as ours; and prepared queries, which are bounded."""

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
from quotes.store.engine.prepared import PreparedQueries, PreparedQuery
from quotes.store.search import quotes as quote_pages


def test_a_quote_is_found_with_its_article(store: Store) -> None:
    extraction = make_sample()[0]
    store.articles.save(extraction)
    for attribution in extraction.attributions:
        quote, article = store.quotes.get(attribution.id)
        assert (quote.attribution, article) == (attribution, extraction.article)


@pytest.mark.parametrize("quote_id", ["", "nothing", "' OR 1=1 --", "%", "\0", "\ud800"])
def test_there_is_no_such_quote(store: Store, quote_id: str) -> None:
    """An id that no database can store is a bad query where it is not simply absent."""
    with pytest.raises((NotFoundError, QueryError)):
        store.quotes.get(quote_id)
    assert store.version() == 0


def test_each_commit_has_its_version(store: Store) -> None:
    versions = [store.version()]
    for extraction in make_sample():
        store.articles.save(extraction)
        versions.append(store.version())
    store.articles.save(extraction)
    assert versions == sorted(set(versions))
    assert store.version() == versions[-1]


def test_a_connection_that_breaks_is_replaced(store: Store) -> None:
    extraction = make_sample()[0]
    store.articles.save(extraction)
    before = store.version()
    for connection in store._lookups._idle:
        connection.driver.close()
    assert store.version() == before
    assert store.quotes.get(extraction.attributions[0].id)[1] == extraction.article


def test_threads_share_the_connections(store: Store) -> None:
    extraction = make_sample()[0]
    store.articles.save(extraction)
    ids = [attribution.id for attribution in extraction.attributions] * 50
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda id_: store.quotes.get(id_)[0].attribution.id, ids))
    assert found == ids


@pytest.mark.parametrize("stopped", [False, True], ids=["by time", "by another thread"])
def test_a_query_that_takes_too_long_ends(store: Store, stopped: bool) -> None:
    """The connection stays open, and its next query has its own limit, or none. A server is told to
    stop by closing the connection.
    """
    connections = store._connections
    forever = PreparedQuery(connections.dialect, _count_forever())
    seven = PreparedQuery(connections.dialect, select(literal(7).label("seven")))
    connections.fetch(seven, {})
    (idle,) = connections._idle
    limit = TimeLimit(60 if stopped else 0.2)
    if stopped:
        Timer(0.2, limit.stop).start()
    with limit_queries(limit), pytest.raises(TooSlowError, match="ask for less"):
        connections.fetch(forever, {})
    for seconds in (60, 30, None):
        with limit_queries(TimeLimit(seconds)) if seconds else nullcontext():
            assert connections.fetch(seven, {})[0].seven == 7
    is_closed = stopped and connections.dialect.name == "postgresql"
    assert (connections._idle == [idle]) != is_closed
    assert len(connections._idle) == 1


def _count_forever() -> Select[tuple[int]]:
    numbers = select(literal(1).label("number")).cte(recursive=True)
    numbers = numbers.union_all(select(numbers.c.number % 1000 + 1))
    return select(func.max(numbers.c.number).label("most"))


def test_a_damaged_database_is_a_store_error(tmp_path: Path) -> None:
    file = tmp_path / "onrecord.db"
    with open_store(f"sqlite:///{file}", create=True) as store:
        store.articles.save(make_sample()[0])
    for path in tmp_path.iterdir():
        content = path.read_bytes()
        path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with pytest.raises(StoreError, match="can't be used"):
        open_store(f"sqlite:///{file}").quotes.get("x")


def test_only_the_most_recently_used_queries_are_kept() -> None:
    queries, made = PreparedQueries(2), list[str]()

    def find(shape: str) -> PreparedQuery:
        def make() -> PreparedQuery:
            made.append(shape)
            return PreparedQuery(sqlite.dialect(), select(literal(shape).label("shape")))

        return queries.get((shape,), make)

    assert find("a") is find("a")
    for shape in "bac":
        find(shape)
    assert (made, len(queries)) == (["a", "b", "c"], 2)
    find("a")
    find("b")
    assert made == ["a", "b", "c", "b"]


def test_clients_can_not_make_the_prepared_queries_grow(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Threads share the few that are kept, and find what they search for."""
    store.articles.save_all(make_sample())
    queries = PreparedQueries(3)
    monkeypatch.setattr(quote_pages, "_prepared", queries)
    nothing: dict[str, Any] = {"article": "nothing", "cluster": "nothing", "status": "corrected"}
    filters = [
        QuoteFilter(**{name: nothing[name] for name in names})
        for count in range(len(nothing) + 1)
        for names in combinations(nothing, count)
    ]
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda filter_: len(store.quotes.list(filter_).items), filters * 9))
    assert counts == ([6] + [0] * 7) * 9
    assert len(queries) == 3
