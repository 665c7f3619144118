"""The commands `onrecord articles …`: what stored articles were before, withdrawn and restored.

Lists are lines of values separated by tabs, with a header.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

import rich_click as click

from quotes.cli.options import data_dir_option, notes
from quotes.escaping import escape_controls
from quotes.settings import load_settings
from quotes.variants import compare_paragraphs

if TYPE_CHECKING:
    from quotes.store import Page, Store, TextVersion

T = TypeVar("T")


@click.group(cls=click.RichGroup)
def articles() -> None:
    """Show what articles were before, withdraw them, and restore withdrawn ones."""


@articles.command("versions")
@click.argument("article")
@data_dir_option
def list_versions(article: str, data_dir: str | None) -> None:
    """Print the versions of ARTICLE, an id, the newest first: when each came, its title, and the
    paragraphs that went (-) and came (+).
    """
    with _open(data_dir) as store:

        def read(cursor: str | None) -> Page[TextVersion]:
            return store.articles.list_versions(article, cursor=cursor)

        for version in _read_pages(read):
            click.echo(escape_controls(f"{version.stored_at}  {version.title or ''}".rstrip()))
            for line in _list_changes(version):
                click.echo(f"  {escape_controls(line)}")


@articles.command("withdrawn")
@data_dir_option
def list_withdrawn(data_dir: str | None) -> None:
    """Print the articles that were withdrawn or canceled, or are withheld, the first first."""
    click.echo("id\tchange\tat\treason")
    with _open(data_dir) as store:
        for tombstone in _read_pages(
            lambda cursor: store.list_tombstones(kind="article", cursor=cursor)
        ):
            if tombstone.change != "erased":
                values = (tombstone.id, tombstone.change, tombstone.at, tombstone.reason or "")
                click.echo("\t".join(map(escape_controls, values)))


@articles.command("withdraw")
@click.argument("article")
@click.option("--reason", required=True, help="Why; it is stored, and told who asks for it.")
@data_dir_option
def withdraw(article: str, reason: str, data_dir: str | None) -> None:
    """Withdraw ARTICLE, an id, with all that was found in it; it stays away until `restore`."""
    with _open(data_dir) as store:
        store.articles.withdraw(article, reason)


@articles.command("restore")
@click.argument("article")
@data_dir_option
def restore(article: str, data_dir: str | None) -> None:
    """Let ARTICLE, an id that was withdrawn or canceled, be stored again."""
    with _open(data_dir) as store:
        store.articles.restore(article)
    notes.print("it is stored when it is read again; take a wrong notice of its publisher away")


def _open(data_dir: str | None) -> Store:
    from quotes.store import open_store

    return open_store(load_settings(data_dir=data_dir).database_url)


def _read_pages(read: Callable[[str | None], Page[T]]) -> Iterator[T]:
    page = read(None)
    yield from page.items
    while page.next is not None:
        page = read(page.next)
        yield from page.items


def _list_changes(version: TextVersion) -> Iterator[str]:
    if version.before is None:
        return
    for change in compare_paragraphs(version.before.text, version.text):
        yield from (f"- {span.slice(version.before.text)}" for span in change.removed)
        yield from (f"+ {span.slice(version.text)}" for span in change.added)
