"""Look-ups go to the driver, and errors come back as ours."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from store_builders import make_sample

from quotes.errors import NotFoundError, QueryError, StoreError
from quotes.store import Store, open_store


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
    store._line._connection.close()
    assert store.version() == before
    assert store.get_quote(extraction.attributions[0].id)[1] == extraction.article


def test_threads_share_the_connection(store: Store) -> None:
    extraction = make_sample()[0]
    store.save(extraction)
    wanted = [attribution.id for attribution in extraction.attributions] * 50
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda each: store.get_quote(each)[0].attribution.id, wanted))
    assert found == wanted


def test_a_database_that_was_broken_is_told(tmp_path: Path) -> None:
    file = tmp_path / "onrecord.db"
    with open_store(f"sqlite:///{file}", create=True) as store:
        store.save(make_sample()[0])
    for path in tmp_path.iterdir():
        content = path.read_bytes()
        path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with pytest.raises(StoreError, match="can't be used"):
        open_store(f"sqlite:///{file}").get_quote("x")
