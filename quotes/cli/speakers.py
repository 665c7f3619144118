"""The commands `onrecord speakers …`: what was merged, what waits, and what people decide.

Lists are lines of values separated by tabs, with a header.
"""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import rich_click as click

from quotes.cli.options import data_dir_option
from quotes.settings import load_settings

if TYPE_CHECKING:
    from quotes.store import Store


def _decides(command: Callable[..., None]) -> Callable[..., None]:
    """The options of a command by which a person decides something."""
    by = click.option("--by", default=getpass.getuser, show_default="you", help="Who decides it.")
    reason = click.option("--reason", required=True, help="Why; it is kept.")
    return data_dir_option(by(reason(command)))


@click.group(cls=click.RichGroup)
def speakers() -> None:
    """Show and decide who is who across articles."""


@speakers.command("merges")
@click.argument("speaker", required=False)
@data_dir_option
def list_merges(speaker: str | None, data_dir: str | None) -> None:
    """Print what became of ids, in order, with the evidence: of SPEAKER, or of all."""
    _print("number", "change", "id", "other", "article", "rule", "agreed", "by", "reason")
    with _open(data_dir) as store:
        for each in store.list_speaker_events(speaker):
            place = (each.number, each.change, each.id, each.other, each.article_id)
            _print(*place, each.rule, "; ".join(each.agreed), each.person, each.reason)


@speakers.command("candidates")
@data_dir_option
def list_candidates(data_dir: str | None) -> None:
    """Print speakers who may be one and wait for a decision: those of whom most agrees first, at
    the end namesakes, with what speaks against it.
    """
    _print("id", "name", "other", "its name", "rule", "agreed", "against")
    with _open(data_dir) as store:
        for each in store.list_speaker_candidates():
            names = (each.id, each.name, each.other, each.other_name)
            _print(*names, each.rule, "; ".join(each.agreed), "; ".join(each.against))


@speakers.command("merge")
@click.argument("one")
@click.argument("other")
@_decides
def merge(one: str, other: str, data_dir: str | None, by: str, reason: str) -> None:
    """Say that the speakers with the ids ONE and OTHER are the same."""
    from quotes.store import Decider

    with _open(data_dir) as store:
        store.merge_speakers(one, other, Decider(by, reason))


@speakers.command("undo")
@click.argument("number", type=int)
@_decides
def undo(number: int, data_dir: str | None, by: str, reason: str) -> None:
    """Undo the merge with this NUMBER in `onrecord speakers merges`; it stays undone."""
    from quotes.store import Decider

    with _open(data_dir) as store:
        store.undo_merge(number, Decider(by, reason))


@speakers.command("part")
@click.argument("speaker")
@click.argument("article")
@_decides
def part(speaker: str, article: str, data_dir: str | None, by: str, reason: str) -> None:
    """Say that in ARTICLE it is somebody else of the name, not SPEAKER."""
    from quotes.store import Decider

    with _open(data_dir) as store:
        store.part_speaker(speaker, article, Decider(by, reason))


@contextmanager
def _open(data_dir: str | None) -> Iterator[Store]:
    from quotes.store import open_store

    with open_store(load_settings(data_dir=data_dir).database_url) as store:
        yield store


def _print(*values: object) -> None:
    words = (" ".join(str("" if value is None else value).split()) for value in values)
    click.echo("\t".join(words))
