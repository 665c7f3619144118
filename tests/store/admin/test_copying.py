"""A copy has the same data, in either kind of database, or is not made at all."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from store_builders import make_sample

from quotes.errors import StoreError
from quotes.store import Decider, QuoteFilter, copy_database, migrate, open_store

KINDS = ["sqlite", "postgres"]
ANN = Decider("Ann", "for the test")


@pytest.fixture
def new_urls(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> object:
    """A function that makes an empty database of a kind."""

    def make(kind: str) -> str:
        if kind == "postgres":
            url = str(request.getfixturevalue("postgres").create())
            migrate(url)
            return url
        url = f"sqlite:///{tmp_path_factory.mktemp('copy') / 'onrecord.db'}"
        migrate(url)
        return url

    return make


@pytest.mark.parametrize("source", KINDS)
@pytest.mark.parametrize("target", KINDS)
def test_a_copy_is_the_same(new_urls: Callable[[str], str], source: str, target: str) -> None:
    first, second = new_urls(source), new_urls(target)
    with open_store(first) as store:
        for each in make_sample():
            store.articles.save(each)
        store.articles.withdraw("undated", "for the test")
        store.identities.merge("ola-berg", "zoë-işık", ANN)
        store.quotes.review(store.quotes.list(limit=1).items[0].attribution.id, "confirmed", ANN)
    copied = {each.name: each.rows for each in copy_database(first, second)}
    assert (copied["articles"], copied["attributions"], copied["tombstones"]) == (3, 6, 3)
    with open_store(first) as store, open_store(second) as copy:
        every = QuoteFilter(act="all")
        assert copy.quotes.list(every) == store.quotes.list(every)
        assert copy.list_tombstones() == store.list_tombstones()
        assert copy.version() == store.version() == 7
        (confirmed,) = copy.quotes.list(QuoteFilter(status="confirmed")).items
        assert len(copy.quotes.list_reviews(confirmed.attribution.id)) == 1
        assert [quote.cue for quote in copy.quotes.list(QuoteFilter(q="rivers")).items] == ["said"]
        # New names and events are numbered after the copied ones.
        (merged,) = [each for each in copy.identities.list_events() if each.change == "merged"]
        copy.identities.undo(merged.number, ANN)
        renamed = msgspec.structs.replace(
            make_sample()[0].article, id="new", outlet="New Outlet", url=None
        )
        found = [
            msgspec.structs.replace(each, id=f"new-{each.id}", article_id="new")
            for each in make_sample()[0].attributions
        ]
        extraction = msgspec.structs.replace(
            make_sample()[0], article=renamed, attributions=tuple(found)
        )
        assert copy.articles.save(extraction) == "new"
        assert [finding for finding in copy.verify() if finding.broken] == []


def test_refuses_a_target_that_holds_something(new_urls: Callable[[str], str]) -> None:
    first, second = new_urls("sqlite"), new_urls("sqlite")
    for url in (first, second):
        with open_store(url) as store:
            store.articles.save(make_sample()[2])
    with pytest.raises(StoreError, match=r"holds .* already"):
        copy_database(first, second)


def test_keeps_nothing_of_a_copy_that_differs(
    new_urls: Callable[[str], str],
) -> None:
    """A target that alters the data is found out, and left empty."""
    first, second = new_urls("sqlite"), new_urls("sqlite")
    with open_store(first) as store:
        store.articles.save(make_sample()[2])
    with open_store(second) as store, store._database.write() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER spoil AFTER INSERT ON articles BEGIN "
            "UPDATE articles SET url = 'spoilt'; END"
        )
    with pytest.raises(StoreError, match="the copy of articles differs"):
        copy_database(first, second)
    with open_store(second) as store:
        assert store.count().articles == 0
