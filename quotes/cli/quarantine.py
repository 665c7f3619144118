"""The commands `onrecord quarantine …`: inputs that could not be read, and another try.

Lists are lines of values separated by tabs, with a header.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from quotes.cli.options import (
    columns_option,
    data_dir_option,
    defaults_options,
    escape,
    notes,
    parser_option,
    threads_option,
)
from quotes.cli.progress import ArticleRun, find_absolute
from quotes.errors import NotFoundError
from quotes.escaping import escape_controls
from quotes.settings import Settings, load_settings

if TYPE_CHECKING:
    from quotes.store import QuarantineEntry


@click.group(cls=click.RichGroup)
def quarantine() -> None:
    """Show the inputs that could not be read or stored, and try them again."""


@quarantine.command("list")
@click.argument("paths", nargs=-1)
@data_dir_option
def list_inputs(paths: tuple[str, ...], data_dir: str | None) -> None:
    """Print path, line and reason of the quarantined inputs of PATHS (default: all)."""
    click.echo("path\tline\treason")
    for entry in _list(load_settings(data_dir=data_dir), paths):
        values = (entry.path, "" if entry.line is None else str(entry.line), entry.reason)
        click.echo("\t".join(map(escape_controls, values)))


@quarantine.command("show")
@click.argument("path")
@data_dir_option
def show_inputs(path: str, data_dir: str | None) -> None:
    """Print all that is known of the quarantined inputs of PATH."""
    entries = _list(load_settings(data_dir=data_dir), [path])
    if not entries:
        raise NotFoundError("quarantined input", path)
    for entry in entries:
        where = entry.path if entry.line is None else f"{entry.path}:{entry.line}"
        click.echo(escape_controls(where))
        if entry.article_id is not None:
            click.echo(escape_controls(f"  article: {entry.article_id}"))
        click.echo(escape_controls(f"  reason: {entry.reason}"))
        click.echo(f"  last tried: {entry.tried_at}")


@quarantine.command("retry")
@click.argument("paths", nargs=-1)
@defaults_options
@columns_option
@data_dir_option
@parser_option
@threads_option
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def retry(
    paths: tuple[str, ...],
    outlet: str | None,
    published: str | None,
    url: str | None,
    columns: Mapping[str, str],
    data_dir: str | None,
    parser: str | None,
    threads: int | None,
    as_json: bool,
) -> None:
    """Read the quarantined inputs of PATHS again (default: all), and store what can be read now.

    Files that are not there any more are taken off the list. Standard input can't be read again;
    `onrecord ingest -` takes it off, too.
    """
    from quotes.readers import ArticleDefaults

    settings = load_settings(data_dir=data_dir, parser=parser, threads=threads)
    entries = [entry for entry in _list(settings, paths) if entry.path != "-"]
    roots = [Path(root) for root in dict.fromkeys(entry.root for entry in entries)]
    only = {entry.path for entry in entries}
    for path in sorted(path for path in only if not Path(path).exists()):
        notes.print(f"not there any more: {escape(path)}")
    defaults = ArticleDefaults(outlet=outlet, published=published, url=url)
    with ArticleRun(defaults, columns, only=only, skips_stored=True) as run:
        there = [root for root in roots if root.exists()]
        for _ in run.stored(run.extractions(there, settings), settings):
            pass
    run.report(settings, as_json=as_json)
    run.finish()


def _list(settings: Settings, paths: Sequence[str]) -> list[QuarantineEntry]:
    """The entries of the paths, or of all if there are none."""
    from quotes.store import open_store

    with open_store(settings.database_url) as store:
        return store.quarantine.list([find_absolute(path) for path in paths] or None)
