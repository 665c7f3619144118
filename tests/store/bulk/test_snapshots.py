"""A snapshot has one version of the data, whatever is written meanwhile, or raises an error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import msgspec
import pytest
from sqlalchemy import Connection
from store_builders import attribute, make_sample, person

from quotes.errors import QueryError, SnapshotLostError, StoreError
from quotes.records import Article, Extraction
from quotes.store import Batch, QuoteFilter, Snapshot, Store
from quotes.store.bulk.columns import QUOTE


def make(name: str, day: int = 1) -> Extraction:
    article = Article(
        id=name, text=f"Ann Lee said {name} was late.", published=f"2031-01-{day:02d}"
    )
    said = attribute(article, f"{name} was late", "said", "Ann Lee", **person("Ann Lee"))
    return Extraction(article=article, attributions=(said,))


@pytest.fixture
def full(store: Store) -> Store:
    """Six articles with a quote each."""
    store.articles.save_all(make(f"a{number}", 10 - number) for number in range(6))
    return store


ALL = [f"a{number}" for number in range(6)]
NAMES = ("id", "article_id")


def flatten(batches: Iterable[Batch], column: int = 0) -> list[object]:
    return [value for batch in batches for value in batch[column]]


def change(store: Store) -> None:
    """All kinds of changes: to articles that were read, that are still to be read, and new ones."""
    store.articles.save(make("first", 28))
    store.articles.save(make("last", 1))
    store.articles.withdraw("a0", "read already")
    store.articles.withdraw("a4", "to be read")
    store.articles.save(msgspec.structs.replace(make("a5", 5), attributions=()))


def test_quotes_articles_and_speakers_are_of_one_version(full: Store) -> None:
    with full.open_snapshot() as snapshot:
        change(full)
        assert snapshot.version == 6
        assert flatten(snapshot.stream_quotes(NAMES, QuoteFilter()), 1) == ALL
        assert flatten(snapshot.stream_articles(("id", "topics"), QuoteFilter())) == ALL
        (speaker,) = list(snapshot.stream_speakers(("id", "quotes", "roles"), QuoteFilter()))
        assert [list(column) for column in speaker] == [["ann-lee"], [6], [[]]]


def test_a_version_can_be_opened_again_until_part_of_it_is_deleted(full: Store) -> None:
    full.articles.save(make("first", 28))
    full.articles.save(make("last", 1))
    with full.open_snapshot(6) as snapshot:
        assert flatten(snapshot.stream_quotes(NAMES, QuoteFilter()), 1) == ALL
    full.articles.withdraw("a4", "a mistake")
    with pytest.raises(SnapshotLostError, match="version 6"):
        full.open_snapshot(6)
    with pytest.raises(QueryError, match="at_version"):
        full.open_snapshot(99)


def test_the_transaction_of_a_slow_reader_ends(
    full: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It reads on in the same version while that is possible; then an error is raised."""
    monkeypatch.setattr("quotes.store.bulk.snapshots.QUOTE", QUOTE._replace(size=1))
    with Snapshot(full._database.read, held_seconds=-1) as snapshot:
        rows = snapshot.stream_quotes(NAMES, QuoteFilter())
        taken = [next(rows)]
        full.articles.save(make("last", 1))
        taken += [next(rows), next(rows)]
        assert flatten(taken, 1) == ALL[:3]
        full.articles.withdraw("a4", "a mistake")
        with pytest.raises(SnapshotLostError):
            next(rows)


def test_a_stream_begins_after_any_row(full: Store) -> None:
    full.articles.save(make_sample()[0])
    with full.open_snapshot() as snapshot:
        ids = flatten(snapshot.stream_quotes(NAMES, QuoteFilter()))
        for number, each in enumerate(ids, start=1):
            rest = snapshot.stream_quotes(NAMES, QuoteFilter(), after=str(each))
            assert flatten(rest) == ids[number:]


def test_streams_of_changes_and_deleted_rows(full: Store) -> None:
    change(full)
    with full.open_snapshot() as snapshot:
        changed = snapshot.stream_quotes(NAMES, QuoteFilter(), since=6)
        assert flatten(changed, 1) == ["first", "last"]
        gone = snapshot.stream_withdrawn("article", QuoteFilter(), since=6)
        assert flatten(gone) == ["a0", "a4"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (QuoteFilter(q="river"), 1),
        (QuoteFilter(topic="politics"), 4),
        (QuoteFilter(speaker="isik", relay="norr"), 1),
    ],
)
def test_filters_choose_rows(store: Store, wanted: QuoteFilter, found: int) -> None:
    store.articles.save_all(make_sample())
    with store.open_snapshot() as snapshot:
        assert len(flatten(snapshot.stream_quotes(NAMES, wanted))) == found
        articles = flatten(snapshot.stream_articles(("id", "found"), wanted), 1)
        assert sum(map(len, articles)) == found  # type: ignore[arg-type]
        assert len(flatten(snapshot.stream_speakers(("id",), wanted))) in (1, 2)


def test_a_connection_that_is_lost_at_once_is_an_error_of_ours(full: Store) -> None:
    """As when the database server stops between the beginning and the first query."""

    @contextmanager
    def begin() -> Iterator[Connection]:
        with full._database.read() as connection:
            connection.close()
            yield connection

    with pytest.raises(StoreError):
        Snapshot(begin)
