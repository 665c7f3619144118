"""The commands `onrecord keys …`: keys of the persons and systems that may use the API."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, get_args

import rich_click as click

from quotes.cli.options import data_dir_option, notes
from quotes.escaping import escape_controls
from quotes.records import Scope
from quotes.settings import load_settings, make_data_dir

if TYPE_CHECKING:
    from quotes.store import NewKey, Store

_UTC = "%Y-%m-%dT%H:%M:%SZ"

_expires = click.option(
    "--expires",
    type=click.DateTime(["%Y-%m-%d", _UTC]),
    help="When it ends: 2026-12-31 (at its beginning, UTC) or 2026-12-31T18:00:00Z.",
)


@click.group(cls=click.RichGroup)
def keys() -> None:
    """Make, list, rotate and revoke the keys of those who use the API."""


@keys.command("create")
@click.argument("name")
@click.option(
    "--scope",
    type=click.Choice(get_args(Scope)),
    required=True,
    help="What it lets do: each lets read; admin lets everything.",
)
@_expires
@data_dir_option
def create_key(name: str, scope: Scope, expires: datetime | None, data_dir: str | None) -> None:
    """Print a new key for the person or system NAME; it is shown only now."""
    with _open(data_dir, create=True) as store:
        _show(store.access_keys.create(name, scope, _set_zone(expires)))


@keys.command("list")
@data_dir_option
def list_keys(data_dir: str | None) -> None:
    """Print all keys that were ever made, without the keys themselves, as tab-separated values."""
    click.echo("name\tprefix\tscope\tcreated\texpires\trevoked")
    with _open(data_dir) as store:
        for key in store.access_keys.list():
            times = (key.created_at, key.expires_at or "", key.revoked_at or "")
            values = (key.name, key.prefix, key.scope, *times)
            click.echo("\t".join(map(escape_controls, values)))


@keys.command("rotate")
@click.argument("name")
@click.option(
    "--overlap",
    type=click.FloatRange(0),
    default=0.0,
    show_default=True,
    help="Hours for which the key before can be used, too.",
)
@_expires
@data_dir_option
def rotate_key(name: str, overlap: float, expires: datetime | None, data_dir: str | None) -> None:
    """Print another key for NAME, of the same scope, in place of the one before."""
    with _open(data_dir) as store:
        keep = timedelta(hours=overlap)
        _show(store.access_keys.rotate(name, overlap=keep, expires_at=_set_zone(expires)))


@keys.command("revoke")
@click.argument("name")
@data_dir_option
def revoke_key(name: str, data_dir: str | None) -> None:
    """End all keys of NAME; services that run refuse them within a second."""
    with _open(data_dir) as store:
        store.access_keys.revoke(name)


@contextmanager
def _open(data_dir: str | None, *, create: bool = False) -> Iterator[Store]:
    from quotes.store import open_store

    settings = load_settings(data_dir=data_dir)
    if create:
        make_data_dir(settings)
    with open_store(settings.database_url, create=create) as store:
        yield store


def _show(new: NewKey) -> None:
    click.echo(new.text)
    notes.print(f"keep it: it can't be shown again (key of {new.key.name}, {new.key.scope})")


def _set_zone(time: datetime | None) -> datetime | None:
    return None if time is None else time.replace(tzinfo=UTC)
