"""A release with one more revision of the tables than this one has."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.config import Config
from sqlalchemy import Connection

from quotes.store.admin import migrating, migrations
from quotes.store.admin.migrating import make_config

REVISIONS = Path(__file__).parent / "admin" / "revisions"


@contextmanager
def second_revision() -> Iterator[None]:
    """As if this release had the revision in `revisions`."""

    def make(connection: Connection | None = None) -> Config:
        config = make_config(connection)
        folders = (Path(migrations.__file__).parent / "versions", REVISIONS)
        paths = os.pathsep.join(str(folder).replace("%", "%%") for folder in folders)
        config.set_main_option("version_locations", paths)
        return config

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrating, "make_config", make)
        patch.setattr(migrating, "SCHEMA_REVISION", "0002")
        yield
