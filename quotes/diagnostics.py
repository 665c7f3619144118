"""The checks of `onrecord doctor`: versions, models with their digests, and the database."""

from __future__ import annotations

import importlib.metadata
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from quotes.english.manifest import ENGLISH, check_files
from quotes.errors import QuotesError
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


class DoctorCheck(msgspec.Struct, frozen=True):
    """The result of one check; `detail` says how to mend what is not ok."""

    name: str
    ok: bool
    detail: str


class DoctorReport(msgspec.Struct, frozen=True):
    """All results, in the order to show them."""

    checks: tuple[DoctorCheck, ...]


def diagnose(settings: Settings) -> DoctorReport:
    """The results of all checks. Changes nothing, and raises nothing for what is missing."""
    return DoctorReport((*_check_packages(), *_check_files(), *_check_database(settings)))


def _check_packages() -> Iterator[DoctorCheck]:
    yield DoctorCheck("python", sys.version_info >= (3, 11), sys.version.split()[0])
    for name in _PACKAGES:
        try:
            yield DoctorCheck(name, True, importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield DoctorCheck(name, False, f"not installed; pip install {name}")
    advice = (
        ""
        if sqlite3.sqlite_version_info >= _SAFE_SQLITE
        else " (older than 3.51.3: keep to one writing process)"
    )
    yield DoctorCheck("sqlite", True, sqlite3.sqlite_version + advice)


def _check_files() -> Iterator[DoctorCheck]:
    try:
        manifest = check_files()
    except QuotesError as error:
        yield DoctorCheck("models", False, str(error))
        return
    size = sum(file.size for file in manifest.files) / 1e6
    shown = f"{manifest.version} in {ENGLISH}, {size:.1f} MB with weights and word lists"
    yield DoctorCheck("models", True, shown)
    for file in manifest.files:
        if "/models/" not in file.name:
            continue
        yield DoctorCheck(
            f"  {file.name}", True, f"{file.size / 1e6:.1f} MB, sha256 {file.sha256[:16]}…"
        )


def _check_database(settings: Settings) -> Iterator[DoctorCheck]:
    from quotes.store import has_database, hide_password, open_store

    yield DoctorCheck("data directory", True, str(Path(settings.data_dir).resolve()))
    url = settings.database_url
    shown = hide_password(url)
    try:
        if not has_database(url):
            advice = "not made yet; `onrecord ingest` or `onrecord migrate` makes it"
            yield DoctorCheck("database", True, f"{shown} ({advice})")
            return
        with open_store(url) as store:
            store.check()
        yield DoctorCheck("database", True, shown)
    except QuotesError as error:
        yield DoctorCheck("database", False, f"{shown}: {error}")
