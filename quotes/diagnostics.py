"""What `onrecord doctor` finds: versions, models with their digests, database, and the mend of
what is missing.
"""

from __future__ import annotations

import importlib.metadata
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from quotes.errors import QuotesError
from quotes.parsing.manifest import ENGLISH, check_models
from quotes.settings import Settings

_PACKAGES = (
    "onrecord",
    "stanza",
    "torch",
    "litestar",
    "msgspec",
    "sqlalchemy",
    "alembic",
    "uvicorn",
)
_SAFE_SQLITE = (3, 51, 3)  # older ones can damage a WAL database that two connections write at once


class Check(msgspec.Struct, frozen=True):
    """One thing looked at; `detail` holds the mend where it is not ok."""

    name: str
    ok: bool
    detail: str


class Report(msgspec.Struct, frozen=True):
    """All checks, in the order to read them."""

    checks: tuple[Check, ...]


def diagnose(settings: Settings) -> Report:
    """Looks at everything that a run needs; changes nothing and raises nothing for what is
    missing.
    """
    return Report((*_check_packages(), *_check_models(), *_check_database(settings)))


def _check_packages() -> Iterator[Check]:
    yield Check("python", sys.version_info >= (3, 11), sys.version.split()[0])
    for name in _PACKAGES:
        try:
            yield Check(name, True, importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield Check(name, False, f"not installed; pip install {name}")
    advice = (
        ""
        if sqlite3.sqlite_version_info >= _SAFE_SQLITE
        else " (older than 3.51.3: keep to one writing process)"
    )
    yield Check("sqlite", True, sqlite3.sqlite_version + advice)


def _check_models() -> Iterator[Check]:
    try:
        manifest = check_models()
    except QuotesError as error:
        yield Check("models", False, str(error))
        return
    size = sum(file.size for file in manifest.files) / 1e6
    yield Check("models", True, f"{manifest.version} in {ENGLISH}, {size:.1f} MB")
    for file in manifest.files:
        yield Check(f"  {file.name}", True, f"{file.size / 1e6:.1f} MB, sha256 {file.sha256[:16]}…")


def _check_database(settings: Settings) -> Iterator[Check]:
    from quotes.store import has_database, hide_password, open_store

    yield Check("data directory", True, str(Path(settings.data_dir).resolve()))
    url = settings.database_url
    shown = hide_password(url)
    try:
        if not has_database(url):
            mend = "not made yet; `onrecord ingest` or `onrecord migrate` makes it"
            yield Check("database", True, f"{shown} ({mend})")
            return
        with open_store(url) as store:
            store.check()
        yield Check("database", True, shown)
    except QuotesError as error:
        yield Check("database", False, f"{shown}: {error}")
