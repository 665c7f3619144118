"""The commands `onrecord speakers …`: list merges and candidates, merge, undo and part.

Lists are lines of values separated by tabs, with a header.
"""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import rich_click as click

from quotes.cli.options import data_dir_option
from quotes.escaping import escape_controls
from quotes.settings import load_settings

if TYPE_CHECKING:
    from quotes.store import Store


def _add_decision_options(command: Callable[..., None]) -> Callable[..., None]:
    """Adds the options of commands by which a person decides something."""
    by = click.option("--by", default=getpass.getuser, show_default="you", help="Who decides it.")
    reason = click.option("--reason", required=True, help="Why; it is stored.")
    return data_dir_option(by(reason(command)))


@click.group(cls=click.RichGroup)
def speakers() -> None:
    """Show and decide who is who across articles."""


@speakers.command("merges")
@click.argument("speaker", required=False)
@data_dir_option
def list_merges(speaker: str | None, data_dir: str | None) -> None:
    """Print the changes of ids in order, with the evidence: of SPEAKER, or of all."""
    _print("number", "change", "id", "other", "article", "rule", "agreed", "by", "reason")
    with _open(data_dir) as store:
        for event in store.identities.list_events(speaker):
            change = (event.number, event.change, event.id, event.other, event.article_id)
            _print(*change, event.rule, "; ".join(event.agreed), event.person, event.reason)


@speakers.command("candidates")
@data_dir_option
def list_candidates(data_dir: str | None) -> None:
    """Print pairs of speakers who may be one, the strongest evidence first, then namesakes with the
    evidence against them.
    """
    _print("id", "name", "other", "its name", "rule", "agreed", "against")
    with _open(data_dir) as store:
        for candidate in store.identities.list_candidates():
            names = (candidate.id, candidate.name, candidate.other, candidate.other_name)
            evidence = ("; ".join(candidate.agreed), "; ".join(candidate.against))
            _print(*names, candidate.rule, *evidence)


@speakers.command("merge")
@click.argument("one")
@click.argument("other")
@_add_decision_options
def merge(one: str, other: str, data_dir: str | None, by: str, reason: str) -> None:
    """Say that the speakers with the ids ONE and OTHER are the same."""
    from quotes.store import Decider

    with _open(data_dir) as store:
        store.identities.merge(one, other, Decider(by, reason))


@speakers.command("undo")
@click.argument("number", type=int)
@_add_decision_options
def undo(number: int, data_dir: str | None, by: str, reason: str) -> None:
    """Undo the merge with this NUMBER in `onrecord speakers merges`; it stays undone."""
    from quotes.store import Decider

    with _open(data_dir) as store:
        store.identities.undo(number, Decider(by, reason))


@speakers.command("part")
@click.argument("speaker")
@click.argument("article")
@_add_decision_options
def part(speaker: str, article: str, data_dir: str | None, by: str, reason: str) -> None:
    """Say that in ARTICLE it is somebody else of the name, not SPEAKER."""
    from quotes.store import Decider

    with _open(data_dir) as store:
        store.identities.split(speaker, article, Decider(by, reason))


@contextmanager
def _open(data_dir: str | None) -> Iterator[Store]:
    from quotes.store import open_store

    with open_store(load_settings(data_dir=data_dir).database_url) as store:
        yield store


def _print(*values: object) -> None:
    words = (" ".join(str("" if value is None else value).split()) for value in values)
    click.echo("\t".join(map(escape_controls, words)))
