"""`onrecord migrate`, `onrecord verify` and `onrecord db`: maintenance of the database."""

from __future__ import annotations

import sys

import msgspec
import rich_click as click
from rich.console import Console
from rich.table import Table

from quotes.cli.options import BROKEN, data_dir_option, escape, notes
from quotes.settings import load_settings, make_data_dir

_results = Console(soft_wrap=True, highlight=False)


@click.command()
@data_dir_option
def migrate(data_dir: str | None) -> None:
    """Bring the database to this version's schema, or make a new one."""
    from quotes.store import hide_password, open_store
    from quotes.store import migrate as migrate_store

    settings = load_settings(data_dir=data_dir)
    make_data_dir(settings)
    migrate_store(settings.database_url)
    with open_store(settings.database_url):
        notes.print(f"database: {escape(hide_password(settings.database_url))}")


@click.command()
@data_dir_option
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object a line.")
def verify(data_dir: str | None, as_json: bool) -> None:
    """Check that the database holds what it promised to hold; changes nothing.

    Exit code 3 if something is broken.
    """
    from quotes.store import open_store

    broken = False
    table = Table(show_header=False, box=None)
    with open_store(load_settings(data_dir=data_dir).database_url) as store:
        for finding in store.verify():
            broken |= finding.broken > 0
            if as_json:
                sys.stdout.buffer.write(msgspec.json.encode(finding) + b"\n")
                continue
            mark = f"[red]{finding.broken} broken[/red]" if finding.broken else "[green]ok[/green]"
            table.add_row(mark, finding.invariant, finding.promise)
            for example in finding.examples:
                table.add_row("", "", escape(f"- {example}"))
    if not as_json:
        _results.print(table)
    if broken:
        notes.print("[red]error:[/red] keep a copy of the database, and restore a backup")
        sys.exit(BROKEN)


@click.group()
def db() -> None:
    """Copy databases, and take their tables back to an older release."""


@db.command()
@click.argument("source")
@click.argument("target")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object a table.")
def copy(source: str, target: str, as_json: bool) -> None:
    """Copy everything from SOURCE to TARGET, and prove by digests that it is the same.

    Both are URLs like sqlite:////path/to/onrecord.db or postgresql+psycopg://user@host/onrecord.
    TARGET is made if it is not there, and must be empty.
    """
    from quotes.store import copy_database

    copied = copy_database(source, target)
    if as_json:
        for table_copy in copied:
            sys.stdout.buffer.write(msgspec.json.encode(table_copy) + b"\n")
        return
    table = Table("table", "rows", "sha256", box=None)
    for table_copy in copied:
        table.add_row(table_copy.name, str(table_copy.rows), table_copy.digest)
    _results.print(table)


@db.command()
@click.argument("revision")
@data_dir_option
def downgrade(revision: str, data_dir: str | None) -> None:
    """Take the tables back to REVISION, such as 0001, with their data.

    An older release can then be installed; `onrecord migrate` goes forward again. What the older
    tables have no place for, such as versions and tombstones, is lost.
    """
    from quotes.store import downgrade as downgrade_store

    downgrade_store(load_settings(data_dir=data_dir).database_url, revision)
    notes.print(f"tables of version {escape(revision)}")
