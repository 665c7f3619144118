"""Creating the tables, upgrading them, and refusing databases that are not ours."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect
from sqlalchemy.engine import URL

from quotes.errors import StoreError
from quotes.store.engine.database import Database, parse_url
from quotes.store.engine.opening import open_database
from quotes.store.engine.postgres import open_postgres
from quotes.store.engine.sqlite import get_file, open_sqlite
from quotes.store.schema import APPLICATION_ID, SCHEMA_REVISION, metadata

# Alembic is imported where it is used: the service, which never changes tables, starts sooner.
if TYPE_CHECKING:
    from alembic.config import Config

MIGRATE_COMMAND = "onrecord migrate"

# Indexes and the triggers that keep them, which only one kind of database has.
_FULLTEXT = {
    "sqlite": (
        *("articles_fts", "articles_fts_insert", "articles_fts_delete", "articles_fts_update"),
        *("attributions_fts", "attributions_fts_insert", "attributions_fts_delete"),
        *("attributions_fts_update", "names_fts", "names_fts_insert", "names_fts_delete"),
    ),
    "postgresql": ("ix_articles_search", "ix_attributions_search", "ix_names_trigrams"),
}
_LIST_INDEXES = {
    "sqlite": "SELECT name FROM sqlite_master",
    "postgresql": "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()",
}


def has_database(database_url: str) -> bool:
    """Whether there is a database, of On Record or not; False if `migrate` would create one.

    Raises:
        StoreError: the server can't be asked.
    """
    url = parse_url(database_url)
    if url.get_backend_name() == "sqlite":
        return get_file(url).exists()
    with contextlib.closing(open_postgres(url)) as database, database.read() as connection:
        return bool(inspect(connection).get_table_names())


def migrate(database_url: str) -> None:
    """Create the database if there is none, and upgrade its tables if they are older; else change
    nothing.

    A new file, and the tables of a server, appear whole or not at all.

    Raises:
        StoreError: it is not an On Record database, or one of another release or of a development
            version, or can't be written.
    """
    if not has_database(database_url):
        _create(database_url)
        return
    with contextlib.closing(open_database(database_url)) as database:
        revision = _read_revision(database)
        if revision == SCHEMA_REVISION:
            return
        if revision not in _list_revisions():
            raise _refuse_revision(database, revision)
        _upgrade(database)


def downgrade(database_url: str, revision: str) -> None:
    """Take the tables back to those of an older release, with their data.

    Raises:
        StoreError: there is no such revision, or the database is not one of this release.
    """
    from alembic import command

    with contextlib.closing(open_database(database_url)) as database:
        check_schema(database)
        if revision not in _list_revisions():
            known = ", ".join(sorted(_list_revisions()))
            raise StoreError(f"there is no version {revision!r} of the tables, only {known}")
        with database.write() as connection:
            command.downgrade(make_config(connection), revision)


def check_schema(database: Database) -> None:
    """Nothing, if it is an On Record database of this release.

    Raises:
        StoreError: what it is instead, and what to do about it.
    """
    _check_revision(database)
    with database.read() as connection:
        _check_tables(connection)


def check_usable(database: Database) -> None:
    """As `check_schema`, without a look at the columns: fast enough to be asked all the time.

    Raises:
        StoreError: as `check_schema`.
    """
    _check_revision(database)
    with database.read() as connection:
        _check_indexes(connection)


def _check_revision(database: Database) -> None:
    """As `check_schema`, without a look at tables and indexes.

    Raises:
        StoreError: as `check_schema`.
    """
    revision = _read_revision(database)
    if revision == SCHEMA_REVISION:
        return
    if revision in _list_revisions():
        raise StoreError(
            f"{_describe(database.url)} was made by an older release (version {revision} of the "
            f"tables, not {SCHEMA_REVISION}); `{MIGRATE_COMMAND}` brings it up to date"
        )
    raise _refuse_revision(database, revision)


def make_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration: the revisions beside this module, and the connection to use."""
    from alembic.config import Config

    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection) -> None:
    """Upgrade the tables to the newest revision, with their data."""
    from alembic import command

    command.upgrade(make_config(connection), "head")
    _check_tables(connection)


def _create(database_url: str) -> None:
    url = parse_url(database_url)
    if url.get_backend_name() == "sqlite":
        _create_file(get_file(url))
    with contextlib.closing(open_database(database_url)) as database:
        if url.get_backend_name() != "sqlite":
            _upgrade(database)
        check_schema(database)


def _create_file(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{file.name}.", dir=file.parent) as folder:
            made = Path(folder) / file.name
            # Only its owner reads it; the files that SQLite makes beside it get the same mode.
            made.touch(mode=0o600)
            url = URL.create("sqlite", database=str(made))
            with contextlib.closing(open_sqlite(url)) as database:
                _upgrade(database)
            # Unlike a rename, a link never replaces a database that another process has created in
            # the meantime.
            with contextlib.suppress(FileExistsError):
                os.link(made, file)
    except OSError as error:
        raise StoreError(
            f"{file} can't be made: {error.strerror}; "
            "choose another place with ONRECORD_DATABASE_URL"
        ) from error


def _upgrade(database: Database) -> None:
    with database.write() as connection:
        upgrade(connection)


def _list_revisions() -> frozenset[str]:
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(make_config())
    return frozenset(revision.revision for revision in script.walk_revisions())


def _read_revision(database: Database) -> str:
    """The revision of the tables.

    Raises:
        StoreError: there is no database, or it is not one of On Record.
    """
    if database.url.get_backend_name() == "sqlite":
        _check_file(get_file(database.url))
    with database.read() as connection:
        if not _is_ours(connection):
            raise StoreError(
                f"{_describe(database.url)} is a database of another program; "
                "choose another one with ONRECORD_DATABASE_URL"
            )
        revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
        return str(revision.scalar_one())


def _is_ours(connection: Connection) -> bool:
    if connection.dialect.name == "sqlite":
        application_id = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
        return bool(application_id == APPLICATION_ID)
    tables = set(inspect(connection).get_table_names())
    if not tables:
        raise StoreError(f"the database has no tables; `{MIGRATE_COMMAND}` makes them")
    return {"alembic_version", "articles", "attributions"} <= tables


def _check_tables(connection: Connection) -> None:
    """Nothing, if the tables have every column and index of the schema; those of a development
    version may lack some, though their revision is the same.
    """
    if missing := _find_missing(connection):
        raise _refuse_development(missing)
    _check_indexes(connection)


def _check_indexes(connection: Connection) -> None:
    if lost := sorted(list_indexes(connection.dialect.name) - _read_indexes(connection)):
        raise StoreError(
            f"the database has lost the index {', '.join(lost)}; restore it from a backup, or read "
            "the articles again into a new database"
        )


def list_indexes(dialect: str) -> set[str]:
    """The names of the indexes that a database of this release has, with their triggers."""
    named = {str(index.name) for table in metadata.tables.values() for index in table.indexes}
    return named | set(_FULLTEXT[dialect])


def _read_indexes(connection: Connection) -> set[str]:
    return set(connection.exec_driver_sql(_LIST_INDEXES[connection.dialect.name]).scalars())


def _find_missing(connection: Connection) -> str:
    """The columns of the schema that the tables lack, for a message; empty if there are none."""
    tables = inspect(connection).get_multi_columns(filter_names=list(metadata.tables))
    stored = {(name, column["name"]) for (_, name), columns in tables.items() for column in columns}
    needed = {(name, column.name) for name, table in metadata.tables.items() for column in table.c}
    return ", ".join(sorted(f"{name}.{column}" for name, column in needed - stored))


def _refuse_development(missing: str) -> StoreError:
    return StoreError(
        f"the database was made by a development version (it lacks {missing}); read the articles "
        "again into a new database"
    )


def _refuse_revision(database: Database, revision: str) -> StoreError:
    """The error for a revision that this release does not know. Development versions, whose tables
    have other names, used such numbers too.
    """
    with database.read() as connection:
        tables = inspect(connection).get_table_names()
    if missing := sorted(metadata.tables.keys() - tables):
        return _refuse_development(f"the tables {', '.join(missing)}")
    return StoreError(
        f"{_describe(database.url)} was made by a newer release (version {revision} of the "
        f"tables, not {SCHEMA_REVISION}); install that release of onrecord"
    )


def _check_file(file: Path) -> None:
    if not file.exists():
        raise StoreError(f"there is no database {file}; `{MIGRATE_COMMAND}` makes it")
    if file.stat().st_size == 0:
        raise StoreError(
            f"{file} is empty; restore it from a backup, or delete it and run `{MIGRATE_COMMAND}`"
        )


def _describe(url: URL) -> str:
    """The file, or the server with its database, without a password."""
    if url.get_backend_name() == "sqlite":
        return str(get_file(url))
    return url.render_as_string(hide_password=True)
