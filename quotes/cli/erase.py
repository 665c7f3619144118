"""The commands `onrecord erase …`: articles and persons erased, with every trace of them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
import rich_click as click

from quotes.cli.options import BROKEN, data_dir_option, escape, notes
from quotes.errors import NotFoundError
from quotes.escaping import escape_controls
from quotes.settings import load_settings

if TYPE_CHECKING:
    from quotes.store import Erasure, ErasureProof, ErasureResult, Store


def _add_options(command: Callable[..., None]) -> Callable[..., None]:
    yes = click.option("--yes", is_flag=True, help="Do it; without, only what would go is printed.")
    as_json = click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
    return data_dir_option(yes(as_json(command)))


@click.group(cls=click.RichGroup)
def erase() -> None:
    """Erase an article or a person with every trace, and prove it.

    Prints what would go, and changes nothing; with --yes it goes for good. Backups, copies that
    others took, and logs are not reached: `docs/how-to/operator.md` says what is left to do.
    """


@erase.command("article")
@click.argument("article")
@_add_options
def erase_article(article: str, yes: bool, as_json: bool, data_dir: str | None) -> None:
    """Erase ARTICLE, an id: its text and all that was found in it. It is never stored again."""

    def run(store: Store) -> ErasureResult:
        return store.erasures.erase_article(article, dry_run=not yes)

    _run(run, data_dir, yes=yes, as_json=as_json)


@erase.command("speaker")
@click.argument("speaker")
@click.option(
    "--with-articles", is_flag=True, help="Erase the articles that quote or name them, too."
)
@_add_options
def erase_speaker(
    speaker: str, with_articles: bool, yes: bool, as_json: bool, data_dir: str | None
) -> None:
    """Erase SPEAKER, by id or full name: all quotations that are said to be theirs, alone or with
    others, and their name wherever others are quoted. The texts of articles stay.
    """

    def run(store: Store) -> ErasureResult:
        return store.erasures.erase_person(speaker, with_articles=with_articles, dry_run=not yes)

    _run(run, data_dir, yes=yes, as_json=as_json)


def _run(
    erase: Callable[[Store], ErasureResult], data_dir: str | None, *, yes: bool, as_json: bool
) -> None:
    from quotes.store import open_store

    with open_store(load_settings(data_dir=data_dir).database_url) as store:
        is_ended = yes and store.erasures.finish()
        if is_ended:
            notes.print("an erasure that had been interrupted is complete now")
        try:
            result = erase(store)
        except NotFoundError:
            if is_ended:
                # What the interrupted one erased is known by no name any more.
                return
            raise
    if as_json:
        sys.stdout.buffer.write(
            msgspec.json.encode({"erasure": result.erasure, "proof": result.proof}) + b"\n"
        )
    else:
        _print_erasure(result.erasure)
    if result.proof is None:
        notes.print("nothing was changed; --yes erases it for good")
    else:
        _report_proof(result.proof)


def _print_erasure(erasure: Erasure) -> None:
    """A line for each thing that goes, its kind first; then what stays."""
    for article_id in erasure.articles:
        _print("article", article_id)
    for speaker_id in erasure.speakers:
        _print("speaker", speaker_id)
    for quote in erasure.quotes:
        others = ", ".join(quote.members) if len(quote.members) > 1 else quote.speaker or ""
        _print("quote", quote.id, quote.article_id, others, quote.content)
    for quote_id in erasure.altered:
        _print("named in", quote_id)
    _print("reviews", erasure.reviews)
    _print("decisions", erasure.decisions)
    for article_id in erasure.texts:
        _print("text stays", article_id)
    for speaker_id in erasure.similar:
        _print("may be the same, and stays", speaker_id)


def _report_proof(proof: ErasureProof) -> None:
    """Says where was looked; exit code 3 if anything was found."""
    places = ", ".join(map(escape, proof.places))
    notes.print(f"{proof.words} names, ids and passages looked for in {places}")
    for place, count in sorted(proof.others.items()):
        notes.print(f"in what stays: {count} of {escape(place)}")
    if proof.found:
        for place in sorted(set(proof.found)):
            notes.print(f"[red]still there:[/red] {escape(place)}")
        sys.exit(BROKEN)
    notes.print("no trace is left")


def _print(*values: object) -> None:
    click.echo("\t".join(escape_controls(" ".join(str(value).split())) for value in values))
