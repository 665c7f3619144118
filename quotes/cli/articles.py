"""The commands that read articles: `onrecord extract`, `parse`, `ingest` and `run`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec
import rich_click as click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from quotes.cli.options import data_dir_option, parser_option, paths_argument, threads_option
from quotes.cli.progress import ArticleRun
from quotes.cli.serve import host_option, port_option, serve_api, take_port
from quotes.errors import SettingsError
from quotes.records import Attribution, Extraction
from quotes.settings import load_settings

_wikidata = click.option(
    "--wikidata",
    "wikidata_table",
    type=click.Path(exists=True, dir_okay=False),
    help="Table that links names to Wikidata ids, CSV or JSON lines.",
)
_output = click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="A file instead of standard output."
)
_SHOWN_WORDS = 30


@click.command()
@paths_argument
@_output
@parser_option
@threads_option
def extract(
    paths: tuple[Path, ...], output: Path | None, parser: str | None, threads: int | None
) -> None:
    """Print the attributions of articles: JSON lines, an article a line, in input order."""
    settings = load_settings(parser=parser, threads=threads)
    with _open_output(output) as out, ArticleRun() as counting:
        for extraction in counting.extractions(paths, settings):
            out.write(encode_extraction(extraction) + b"\n")
            out.flush()
    counting.finish()


@click.command()
@paths_argument
@click.option(
    "--format", "form", type=click.Choice(["conllu", "json"]), default="conllu", show_default=True
)
@_output
@parser_option
@threads_option
def parse(
    paths: tuple[Path, ...], form: str, output: Path | None, parser: str | None, threads: int | None
) -> None:
    """Print the syntax of articles, boilerplate included."""
    from quotes.parsing.parser import load_parser, write_conllu

    settings = load_settings(parser=parser, threads=threads)
    loaded = load_parser(settings.parser, settings.threads)
    with _open_output(output) as out, ArticleRun() as counting:
        for article in counting.articles(paths, settings):
            for parsed in loaded.parse_articles([article], with_boilerplate=True):
                if form == "json":
                    out.write(msgspec.json.encode(parsed) + b"\n")
                else:
                    out.write("".join(write_conllu(parsed)).encode("utf-8", "surrogatepass"))
    counting.finish()


@click.command()
@paths_argument
@data_dir_option
@parser_option
@threads_option
@_wikidata
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def ingest(
    paths: tuple[Path, ...],
    data_dir: str | None,
    parser: str | None,
    threads: int | None,
    wikidata_table: str | None,
    as_json: bool,
) -> None:
    """Read articles, extract, and store what is new or has changed."""
    settings = load_settings(
        data_dir=data_dir, parser=parser, threads=threads, wikidata_table=wikidata_table
    )
    with ArticleRun() as counting:
        for _ in counting.stored(paths, settings):
            pass
    counting.report(settings, as_json=as_json)
    counting.finish()


@click.command()
@paths_argument
@data_dir_option
@parser_option
@threads_option
@host_option
@port_option
@click.option("--no-serve", is_flag=True, help="Stop after the table.")
def run(
    paths: tuple[Path, ...],
    data_dir: str | None,
    parser: str | None,
    threads: int | None,
    host: str | None,
    port: int | None,
    no_serve: bool,
) -> None:
    """Read articles, print who said what to whom, and serve the API."""
    settings = load_settings(
        data_dir=data_dir, parser=parser, threads=threads, host=host, port=port
    )
    # Before the reading, which may take an hour that a taken port would lose.
    listening = None if no_serve else take_port(settings)
    with ArticleRun() as counting:
        extractions = list(counting.stored(paths, settings))
    _print_table(extractions)
    counting.report(settings, as_json=False)
    if listening is not None:
        serve_api(settings, listening)
    counting.finish()


def encode_extraction(extraction: Extraction) -> bytes:
    """One line of `onrecord extract`: the article without its text, its attributions and its
    topics.
    """
    article = msgspec.to_builtins(extraction.article)
    article.pop("text")
    article["sha256"] = extraction.article.sha256
    rows = msgspec.to_builtins(extraction.attributions)
    topics = msgspec.to_builtins(extraction.topics)
    return msgspec.json.encode(article | {"attributions": rows, "topics": topics})


@contextmanager
def _open_output(path: Path | None) -> Iterator[IO[bytes]]:
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        file = path.open("wb")
    except OSError as error:
        raise SettingsError(f"{path} can't be written: {error.strerror or error}") from error
    with file:
        yield file


def _print_table(extractions: Iterable[Extraction]) -> None:
    """Who said what to whom, an article after the other; statements only, for attitudes are not
    acts of saying.
    """
    # Not a terminal's width where there is none: a file is read with more room than 80 columns.
    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False, markup=False)
    console.print(
        "Who said what to whom (in brackets: the article's words, where they name nobody)"
    )
    for extraction in extractions:
        article = extraction.article
        table = Table(box=SIMPLE_HEAD, expand=True, title_justify="left")
        heading = " | ".join(filter(None, (article.outlet, article.title or article.id)))
        table.title = Text(heading, style="bold")
        for column, ratio in (("speaker", 3), ("said", 5), ("to", 2)):
            table.add_column(column, overflow="fold", ratio=ratio)
        for attribution in extraction.attributions:
            if attribution.act == "statement":
                table.add_row(*_make_row(attribution, article.text))
        console.print(table)


def _make_row(attribution: Attribution, text: str) -> tuple[str, str, str]:
    said = " … ".join(" ".join(span.slice(text).split()) for span in attribution.content)
    words = said.split(" ")
    if len(words) > _SHOWN_WORDS:
        said = " ".join(words[:_SHOWN_WORDS]) + " …"
    source = " ".join(" ".join(span.slice(text).split()) for span in attribution.source)
    speaker = attribution.speaker or f"({source or 'nobody named'})"
    if attribution.role and attribution.speaker:
        speaker += f", {attribution.role}"
    return speaker, said, attribution.addressee.text if attribution.addressee else ""
