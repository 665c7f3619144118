"""Making the tables, bringing them up to date, and refusing files that are not ours."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection

from quotes.errors import StoreError
from quotes.store.database import begin, find_file, make_reader, make_writer
from quotes.store.schema import APPLICATION_ID, SCHEMA_REVISION

MIGRATE_COMMAND = "onrecord migrate"


def migrate(database_url: str) -> None:
    """Make the database if there is none, and bring its tables up to date if they are older; else
    change nothing.

    A new file appears whole or not at all.

    Raises:
        StoreError: the file is not an On Record database, or from a newer release, or can't be
            written.
    """
    file = find_file(database_url)
    if not file.exists():
        _create(file)
        return
    if _read_revision(file) == SCHEMA_REVISION:
        return
    _upgrade(file)


def check_schema(file: Path) -> None:
    """Nothing, if the file is an On Record database of this release.

    Raises:
        StoreError: what it is instead, and how to mend it.
    """
    revision = _read_revision(file)
    if revision == SCHEMA_REVISION:
        return
    if revision in _known_revisions():
        raise StoreError(
            f"{file} was made by an older release (version {revision} of the tables, "
            f"not {SCHEMA_REVISION}); `{MIGRATE_COMMAND}` brings it up to date"
        )
    raise StoreError(
        f"{file} was made by a newer release (version {revision} of the tables, "
        f"not {SCHEMA_REVISION}); install that release of onrecord"
    )


def make_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration: the history beside this module, and the connection to migrate."""
    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _create(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{file.name}.", dir=file.parent) as folder:
            made = Path(folder) / file.name
            made.touch()
            _upgrade(made)
            # Unlike a rename, a link never replaces a database that another process has made
            # meanwhile.
            with contextlib.suppress(FileExistsError):
                os.link(made, file)
    except OSError as error:
        raise StoreError(
            f"{file} can't be made: {error.strerror}; "
            "choose another place with ONRECORD_DATABASE_URL"
        ) from error
    check_schema(file)


def _upgrade(file: Path) -> None:
    engine = make_writer(file)
    try:
        with begin(engine) as connection:
            command.upgrade(make_config(connection), "head")
    except CommandError as error:
        raise StoreError(
            f"{file} was made by a newer release; install that release of onrecord"
        ) from error
    finally:
        engine.dispose()


def _known_revisions() -> frozenset[str]:
    script = ScriptDirectory.from_config(make_config())
    return frozenset(revision.revision for revision in script.walk_revisions())


def _read_revision(file: Path) -> str:
    """The version of the file's tables.

    Raises:
        StoreError: there is no file, or it is not an On Record database.
    """
    if not file.exists():
        raise StoreError(f"there is no database {file}; `{MIGRATE_COMMAND}` makes it")
    if file.stat().st_size == 0:
        raise StoreError(
            f"{file} is empty; restore it from a backup, or delete it and run `{MIGRATE_COMMAND}`"
        )
    engine = make_reader(file)
    try:
        with begin(engine) as connection:
            found = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
            if found != APPLICATION_ID:
                raise StoreError(
                    f"{file} is a database of another program; "
                    "choose another file with ONRECORD_DATABASE_URL"
                )
            revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
            return str(revision.scalar_one())
    finally:
        engine.dispose()
