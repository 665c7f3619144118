"""Migrations create the tables and keep the data; other databases are refused with what to do."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, inspect
from store_builders import attribute, extractions, forget_ids, make_sample, person, read_all
from store_second_revision import second_revision

from quotes.errors import StoreError
from quotes.records import Article, Extraction
from quotes.store import Decider, QuoteFilter, Store, downgrade, migrate, open_store
from quotes.store.admin.migrating import make_config
from quotes.store.schema import APPLICATION_ID, SCHEMA_REVISION, metadata

ANN = Decider("Ann", "for the test")


def execute(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


def test_the_migrations_create_the_tables_of_the_schema(store: Store) -> None:
    options = {"include_object": _is_ours, "compare_server_default": True}
    with store._database.write() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA application_id").scalar() == APPLICATION_ID


def _is_ours(item: object, name: str | None, kind: str, *_: object) -> bool:
    """False for what only one kind of database has, for its full-text index."""
    foreign = (
        "articles_fts", "attributions_fts", "names_fts",
        "ix_articles_search", "ix_attributions_search", "ix_names_trigrams",
    )  # fmt: skip
    return not ((name or "").startswith(foreign) or (kind == "column" and name == "search"))


def test_tables_of_a_development_version_are_refused(new_url: Callable[[], str]) -> None:
    """They lack a column that their revision has; they are left as they are."""
    url = new_url()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE topic_articles RENAME statements TO other")
    try:
        for create in (False, True):
            with pytest.raises(StoreError, match=r"\(.*statements.*\); read the articles again"):
                open_store(url, create=create)
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE topic_articles RENAME other TO statements")
    engine.dispose()
    with open_store(url, create=True) as store:
        assert store.count().articles == 0


def test_an_index_that_is_lost_meanwhile_is_noticed(store: Store) -> None:
    """By `check`, which readiness asks."""
    store.check()
    index = next(each for each in metadata.tables["attributions"].indexes)
    try:
        with store._database.write() as connection:
            index.drop(connection)
        with pytest.raises(StoreError, match=f"lost the index {index.name}"):
            store.check()
    finally:  # another test may get this database
        with store._database.write() as connection:
            index.create(connection, checkfirst=True)
    store.check()


@pytest.mark.parametrize(
    ("table", "mend"),
    [
        pytest.param("strands", "development version", id="development"),
        pytest.param("identities", "newer release", id="newer"),
    ],
)
def test_unknown_revisions_are_refused(database: Path, table: str, mend: str) -> None:
    """Development versions had revisions up to 0006, but not all of the tables."""
    execute(database, "UPDATE alembic_version SET version_num = '0006'")
    if table != "identities":
        execute(database, f"ALTER TABLE identities RENAME TO {table}")
    before = database.read_bytes()
    for create in (False, True):
        with pytest.raises(StoreError, match=mend):
            open_store(f"sqlite:///{database}", create=create)
    assert database.read_bytes() == before


def test_the_schema_has_the_newest_revision() -> None:
    script = ScriptDirectory.from_config(make_config())
    assert script.get_heads() == [SCHEMA_REVISION]


def test_tables_go_down_and_up_again(new_url: Callable[[], str]) -> None:
    url = new_url()
    with open_store(url) as store, store._database.write() as connection:
        command.downgrade(make_config(connection), "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
        command.upgrade(make_config(connection), "head")
    with open_store(url) as store:
        assert [store.articles.save(each) for each in make_sample()] == ["new"] * 4


def test_an_older_database_is_refused_until_it_is_migrated(new_url: Callable[[], str]) -> None:
    url = new_url()
    with second_revision():
        with pytest.raises(StoreError, match=r"older release .*`onrecord migrate`"):
            open_store(url)
        open_store(url, create=True).close()
        with pytest.raises(StoreError, match="no version '0009' of the tables, only 0001, 0002"):
            downgrade(url, "0009")
    with pytest.raises(StoreError, match="newer release"):
        open_store(url)
    with second_revision():
        downgrade(url, "0001")
    open_store(url).close()


@given(
    drawn=st.lists(extractions(), min_size=1, max_size=5, unique_by=lambda each: each.article.id)
)
@settings(max_examples=5, deadline=None, phases=[Phase.generate])
def test_data_go_up_and_down_again(new_url: Callable[[], str], drawn: list[Extraction]) -> None:
    """A later revision and the way back lose nothing: quotes, versions, clusters, joint speakers,
    what people merged and reviewed, and what is found by words and names.
    """
    url = new_url()
    saved = [*make_sample(), make_joint(), *drawn]
    with open_store(url) as store:
        _fill(store, saved)
        before = _list_all(store)
    with second_revision():
        migrate(url)
        with open_store(url) as store:
            articles = [extraction.article for extraction in saved]
            assert _list_authors(store) == {each.id: list(each.authors) for each in articles}
            assert _list_all(store) == before
        downgrade(url, "0001")
    with open_store(url) as store:
        columns = {
            column["name"] for column in inspect(store._database.reader).get_columns("articles")
        }
        assert "authors" not in columns
        assert _list_all(store) == before
        assert [finding for finding in store.verify() if finding.broken] == []
        for each in saved:
            assert forget_ids(store.articles.get(each.article.id)) == forget_ids(each)
            assert store.articles.save(each) == "unchanged"
        assert store.quotes.list(QuoteFilter(q="rivers", role="minister", relay="norr")).items == ()
        assert len(store.quotes.list(QuoteFilter(q="paid", relay="norr")).items) == 1
        assert len(store.quotes.list(QuoteFilter(speaker="park")).items) == 1


def make_joint() -> Extraction:
    """An article in which two speakers say something together."""
    article = Article(id="joint", text="Ann Lee and Bo Park said the dam would hold.")
    together = person("Ann Lee") | {"members": ("Ann Lee", "Bo Park")}
    said = attribute(article, "the dam would hold", "said", "Ann Lee and Bo Park", **together)
    return Extraction(article=article, attributions=(said,))


def _fill(store: Store, extractions: Iterable[Extraction]) -> None:
    """Save the extractions, merge two speakers, and review two quotes."""
    for each in extractions:
        store.articles.save(each)
    store.identities.merge("ola-berg", "zoë-işık", ANN)
    for words, status in (("river", "confirmed"), ("debt", "rejected")):
        (quote, *_) = store.quotes.list(QuoteFilter(q=words)).items
        store.quotes.review(quote.attribution.id, status, ANN)  # type: ignore[arg-type]


def _list_all(store: Store) -> list[object]:
    quotes = read_all(store, QuoteFilter(act="all", status="all"))
    return [
        quotes,
        [store.quotes.list_reviews(quote.attribution.id) for quote in quotes],
        [store.speakers.get(speaker.id) for speaker in store.speakers.list().items],
        store.identities.list_events(),
        store.identities.list_candidates(),
        store.outlets.list(),
        store.topics.list(),
        store.list_tombstones(),
        store.count(),
        store.version(),
    ]


def _list_authors(store: Store) -> dict[str, list[str]]:
    with store._database.read() as connection:
        rows = connection.exec_driver_sql("SELECT id, authors FROM articles")
        return {row.id: msgspec.json.decode(row.authors) for row in rows}


def _write_text(file: Path) -> None:
    file.write_text("not a database at all, but long enough to look like one" * 50)


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5_000])


@pytest.mark.parametrize(
    ("spoil", "mend"),
    [
        pytest.param(Path.unlink, "`onrecord migrate` makes it", id="missing"),
        pytest.param(lambda f: f.write_bytes(b""), "restore it from a backup", id="empty"),
        pytest.param(_write_text, "not a database", id="no database"),
        pytest.param(_cut, "restore it from a backup", id="cut off"),
        pytest.param(
            lambda f: execute(f, "PRAGMA application_id = 7"), "choose another one", id="foreign"
        ),
        pytest.param(
            lambda f: execute(f, "UPDATE alembic_version SET version_num = '9999'"),
            "newer release",
            id="newer",
        ),
        pytest.param(
            lambda f: execute(f, "DROP TABLE alembic_version"), "no such table", id="no version"
        ),
    ],
)
def test_refuses_a_file_and_says_what_to_do(
    database: Path, spoil: Callable[[Path], object], mend: str
) -> None:
    spoil(database)
    with pytest.raises(StoreError, match=mend):
        open_store(f"sqlite:///{database}")


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda f: f.write_bytes(b""), id="empty"),
        pytest.param(_write_text, id="no database"),
        pytest.param(lambda f: execute(f, "PRAGMA application_id = 7"), id="foreign"),
        pytest.param(
            lambda f: execute(f, "UPDATE alembic_version SET version_num = '9999'"), id="newer"
        ),
    ],
)
def test_making_a_store_never_overwrites(database: Path, spoil: Callable[[Path], object]) -> None:
    spoil(database)
    before = database.read_bytes()
    with pytest.raises(StoreError):
        open_store(f"sqlite:///{database}", create=True)
    assert database.read_bytes() == before


def test_makes_the_folder_and_leaves_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "new folder" / "on%record.db"
    url = f"sqlite:///{file}"
    with open_store(url, create=True) as store:
        assert store.articles.save(make_sample()[0]) == "new"
    with open_store(url, create=True) as store:
        assert store.count().articles == 1
    beside = {f"{file.name}{suffix}" for suffix in ("", "-wal", "-shm", ".lock")}
    assert set(os.listdir(file.parent)) <= beside


def test_migrating_twice_changes_nothing(database: Path) -> None:
    before = database.read_bytes()
    migrate(f"sqlite:///{database}")
    assert database.read_bytes() == before


@pytest.mark.parametrize(
    "url", ["", "nonsense", "sqlite://", "sqlite:///:memory:", "mysql://host/name"]
)
def test_refuses_urls_of_other_databases(url: str) -> None:
    with pytest.raises(StoreError, match=r"sqlite:////path/to/onrecord\.db"):
        open_store(url)


def test_a_server_that_does_not_run_is_a_store_error(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(StoreError, match="ONRECORD_DATABASE_URL"):
        open_store(f"postgresql://ann:secret@/none?host={tmp_path}")


def test_a_database_without_our_tables_is_refused(postgres: Any) -> None:
    url = postgres.create()
    with pytest.raises(StoreError, match="`onrecord migrate` makes them"):
        open_store(url)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE articles (id text)")
    engine.dispose()
    for create in (False, True):
        with pytest.raises(StoreError, match="choose another one"):
            open_store(url, create=create)


def test_a_folder_that_can_not_be_made_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="ONRECORD_DATABASE_URL"):
        open_store(f"sqlite:///{tmp_path}/file/onrecord.db", create=True)


def test_only_its_owner_can_read_a_database(tmp_path: Path) -> None:
    """Nor the write-ahead log beside it."""
    file = tmp_path / "onrecord.db"
    with open_store(f"sqlite:///{file}", create=True) as store:
        store.articles.save(make_sample()[0])
        modes = {each.name: each.stat().st_mode & 0o777 for each in tmp_path.iterdir()}
    assert modes == {f"onrecord.db{suffix}": 0o600 for suffix in ("", "-shm", "-wal", ".lock")}
