"""The tables are made by migrations; files that are not ours are refused with the mend."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Table
from store_builders import extractions, make_sample

from quotes.errors import StoreError
from quotes.records import Extraction
from quotes.store import Quote, QuoteFilter, Store, migrate, open_store
from quotes.store.database import begin, make_writer
from quotes.store.migrating import make_config
from quotes.store.schema import APPLICATION_ID, SCHEMA_REVISION, metadata


def execute(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


def test_the_migrations_make_the_tables_of_the_schema(database: Path) -> None:
    engine = make_writer(database)
    options = {"include_object": _is_ours, "compare_server_default": True}
    with begin(engine) as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
        assert connection.exec_driver_sql("PRAGMA application_id").scalar() == APPLICATION_ID
    engine.dispose()


def _is_ours(item: object, name: str | None, kind: str, *_: object) -> bool:
    """False for the tables that SQLite keeps for its full-text index."""
    return not (
        isinstance(item, Table) and (name or "").startswith(("attributions_fts", "names_fts"))
    )


def test_the_schema_is_of_the_last_migration() -> None:
    script = ScriptDirectory.from_config(make_config())
    assert script.get_heads() == [SCHEMA_REVISION]


def test_migrations_go_down_and_up_again(database: Path) -> None:
    engine = make_writer(database)
    with begin(engine) as connection:
        command.downgrade(make_config(connection), "base")
        left = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
        assert left.scalars().all() == ["alembic_version"]
        command.upgrade(make_config(connection), "head")
    engine.dispose()
    with open_store(f"sqlite:///{database}") as store:
        assert [store.save(each) for each in make_sample()] == ["new"] * 4


@given(
    drawn=st.lists(extractions(), min_size=1, max_size=5, unique_by=lambda each: each.article.id)
)
@settings(max_examples=8, deadline=None)
def test_data_go_down_and_up_again(new_store: Callable[[], Store], drawn: list[Extraction]) -> None:
    """Nothing of the extractions is lost on the way to the first tables and back."""
    every = QuoteFilter(act="all")
    with new_store() as store:
        for each in [*make_sample(), *drawn]:
            store.save(each)
        before = [chunk.items for chunk in store.stream_quotes(every)]
        listed = (store.list_speakers(), store.list_outlets(), store.list_topics(), store.count())
        with begin(store._writer) as connection:
            command.downgrade(make_config(connection), "0001")
            old = connection.exec_driver_sql(
                "SELECT article_id FROM attributions WHERE key IN "
                "(SELECT rowid FROM attributions_fts WHERE attributions_fts MATCH 'rivers')"
            )
            assert old.scalars().all() == ["dam-cable"]
            left = connection.exec_driver_sql("SELECT name FROM sqlite_master")
            assert not [name for name in left.scalars() if name.startswith("old_")]
        with begin(store._writer) as connection:
            command.upgrade(make_config(connection), "head")
        for each in [*make_sample(), *drawn]:
            assert store.get_extraction(each.article.id) == each
            assert store.save(each) == "unchanged"
        after = [quote for chunk in store.stream_quotes(every) for quote in chunk.items]
        assert _list_content(after) == _list_content(quote for items in before for quote in items)
        assert listed == (
            store.list_speakers(),
            store.list_outlets(),
            store.list_topics(),
            store.count(),
        )
        assert store.list_quotes(QuoteFilter(q="rivers", role="minister", relay="norr")).items == ()
        assert len(store.list_quotes(QuoteFilter(q="paid", relay="norr")).items) == 1


def _list_content(quotes: Iterable[Quote]) -> list[Quote]:
    """The quotes without their versions and in no order: an older release knew neither."""
    plain = [msgspec.structs.replace(quote, version=0) for quote in quotes]
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
            lambda f: execute(f, "PRAGMA application_id = 7"), "choose another file", id="foreign"
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
    "url", ["", "nonsense", "sqlite://", "sqlite:///:memory:", "postgresql://host/name"]
)
def test_refuses_urls_that_are_no_sqlite_file(url: str) -> None:
    with pytest.raises(StoreError, match=r"sqlite:////path/to/onrecord\.db"):
        open_store(url)


def test_a_folder_that_can_not_be_made_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="ONRECORD_DATABASE_URL"):
        open_store(f"sqlite:///{tmp_path}/file/onrecord.db", create=True)
