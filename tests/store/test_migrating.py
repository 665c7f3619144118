"""The tables are made by migrations; files that are not ours are refused with the mend."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import Connection, create_engine, inspect
from store_builders import extractions, forget_ids, make_sample, read_all

from quotes.errors import StoreError
from quotes.records import Extraction
from quotes.store import Quote, QuoteFilter, Store, downgrade, migrate, open_store
from quotes.store.admin.migrating import make_config, upgrade
from quotes.store.schema import APPLICATION_ID, SCHEMA_REVISION, metadata


def execute(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


def test_the_migrations_make_the_tables_of_the_schema(store: Store) -> None:
    options = {"include_object": _is_ours, "compare_server_default": True}
    with store._database.write() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA application_id").scalar() == APPLICATION_ID


def _is_ours(item: object, name: str | None, kind: str, *_: object) -> bool:
    """False for what only one kind of database has, for its full-text index."""
    foreign = ("attributions_fts", "names_fts", "ix_attributions_search", "ix_names_pieces")
    return not ((name or "").startswith(foreign) or (kind == "column" and name == "search"))


@pytest.mark.parametrize("revision", [SCHEMA_REVISION, "0003"], ids=["newest", "older"])
def test_tables_of_a_development_version_are_refused(
    new_url: Callable[[], str], revision: str
) -> None:
    """Which lack a column that their revision has; they are left as they are."""
    url = new_url()
    if revision != SCHEMA_REVISION:
        downgrade(url, revision)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE topic_articles RENAME statements TO other")
    try:
        for create in (False, True) if revision == SCHEMA_REVISION else (True,):
            with pytest.raises(StoreError, match=r"\(.*statements.*\); read the articles again"):
                open_store(url, create=create)
    finally:
        with engine.begin() as connection:
            found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
            connection.exec_driver_sql("ALTER TABLE topic_articles RENAME other TO statements")
    assert found == revision
    engine.dispose()
    with open_store(url, create=True) as store:
        assert store.count().articles == 0


def test_the_schema_is_of_the_last_migration() -> None:
    script = ScriptDirectory.from_config(make_config())
    assert script.get_heads() == [SCHEMA_REVISION]


def test_migrations_go_down_and_up_again(new_url: Callable[[], str]) -> None:
    url = new_url()
    with open_store(url) as store, store._database.write() as connection:
        command.downgrade(make_config(connection), "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
        command.upgrade(make_config(connection), "head")
    with open_store(url) as store:
        assert [store.save(each) for each in make_sample()] == ["new"] * 4


@given(
    drawn=st.lists(extractions(), min_size=1, max_size=5, unique_by=lambda each: each.article.id)
)
@settings(max_examples=5, deadline=None, phases=[Phase.generate])
def test_data_go_down_and_up_again(new_store: Callable[[], Store], drawn: list[Extraction]) -> None:
    """Nothing of the extractions is lost on the way to the first tables and back."""
    every = QuoteFilter(act="all")
    with new_store() as store:
        for each in [*make_sample(), *drawn]:
            store.save(each)
        before = read_all(store, every)
        listed = _list_all(store)
        with store._database.write() as connection:
            command.downgrade(make_config(connection), "0001")
            assert set(inspect(connection).get_table_names()) >= {"attributions"}
            _check_first(connection)
        with store._database.write() as connection:
            upgrade(connection)
        for each in [*make_sample(), *drawn]:
            assert forget_ids(store.get_extraction(each.article.id)) == forget_ids(each)
            assert store.save(each) == "unchanged"
        assert _list_content(read_all(store, every)) == _list_content(before)
        assert listed == _list_all(store)
        assert store.list_quotes(QuoteFilter(q="rivers", role="minister", relay="norr")).items == ()
        assert len(store.list_quotes(QuoteFilter(q="paid", relay="norr")).items) == 1


def _check_first(connection: Connection) -> None:
    """What the sample's tables were in the first version."""
    tables = [name for name in inspect(connection).get_table_names() if "_fts" not in name]
    assert sorted(tables) == [
        "alembic_version",
        "article_topics",
        "articles",
        "attributions",
        "speakers",
    ]
    query = "SELECT article_id, ordinal, addressee_folded FROM attributions WHERE content LIKE "
    paid = connection.exec_driver_sql(query + "'the valley would be paid'").one()
    assert tuple(paid) == ("dam-cable", 1, " radio norr ")
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql(
            "SELECT article_id FROM attributions WHERE key IN "
            "(SELECT rowid FROM attributions_fts WHERE attributions_fts MATCH 'rivers')"
        )
        assert found.scalars().all() == ["dam-cable"]


def _list_all(store: Store) -> list[object]:
    speakers = [(each.name, each.kind, each.quotes) for each in store.list_speakers().items]
    return [sorted(speakers, key=repr), store.list_outlets(), store.list_topics(), store.count()]


def _list_content(quotes: Iterable[Quote]) -> list[Quote]:
    """The quotes without versions and ids of speakers, and in no order: the first release knew
    none of them.
    """
    plain = [
        replace(quote, version=0, attribution=replace(quote.attribution, speaker_id=None))
        for quote in quotes
    ]
    return sorted(plain, key=lambda quote: quote.attribution.id)


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
def test_refuses_a_file_and_names_the_mend(
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
        assert store.save(make_sample()[0]) == "new"
    with open_store(url, create=True) as store:
        assert store.count().articles == 1
    assert {name.removesuffix("-wal").removesuffix("-shm") for name in os.listdir(file.parent)} == {
        file.name
    }


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
