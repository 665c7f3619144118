"""`onrecord verify` and `onrecord db`: looking after the database."""

from __future__ import annotations

import sys

import msgspec
import rich_click as click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from quotes.options import BROKEN
from quotes.settings import load_settings

_notes = Console(stderr=True, soft_wrap=True, highlight=False)
_results = Console(soft_wrap=True, highlight=False)

_data_dir = click.option("--data-dir", type=click.Path(), help="Where the database lives.")


@click.command()
@_data_dir
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
        _notes.print("[red]error:[/red] keep a copy of the database, and restore a backup")
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
        for each in copied:
            sys.stdout.buffer.write(msgspec.json.encode(each) + b"\n")
        return
    table = Table("table", "rows", "sha256", box=None)
    for each in copied:
        table.add_row(each.name, str(each.rows), each.digest)
    _results.print(table)


@db.command()
@click.argument("revision")
@_data_dir
def downgrade(revision: str, data_dir: str | None) -> None:
    """Take the tables back to REVISION, such as 0001, with their data.

    An older release can then be installed; `onrecord migrate` goes forward again. What the older
    tables have no place for, such as versions and tombstones, is lost.
    """
    from quotes.store import downgrade as downgrade_store

    downgrade_store(load_settings(data_dir=data_dir).database_url, revision)
    _notes.print(f"tables of version {escape(revision)}")
