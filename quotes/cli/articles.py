"""The commands that read articles: `onrecord read`, `extract`, `parse`, `ingest` and `run`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec
import rich_click as click

from quotes.cli.json_output import encode_article, encode_extraction
from quotes.cli.options import (
    columns_option,
    data_dir_option,
    defaults_options,
    parser_option,
    paths_argument,
    threads_option,
)
from quotes.cli.progress import ArticleRun
from quotes.cli.serve import host_option, insecure_option, port_option, serve_api, take_port
from quotes.cli.table_output import TableFormatter
from quotes.errors import SettingsError
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


@click.command()
@paths_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "table"]),
    default="jsonl",
    show_default=True,
    help="JSON lines, or tables for people.",
)
@click.option("--with-text", is_flag=True, help="Each line with its text, for `onrecord load`.")
@_output
@defaults_options
@columns_option
@parser_option
@threads_option
def extract(
    paths: tuple[Path, ...],
    form: str,
    with_text: bool,
    output: Path | None,
    outlet: str | None,
    published: str | None,
    url: str | None,
    columns: Mapping[str, str],
    parser: str | None,
    threads: int | None,
) -> None:
    """Print the attributions of articles: JSON lines, an article a line, in input order."""
    from quotes.readers import ArticleDefaults

    settings = load_settings(parser=parser, threads=threads)
    defaults = ArticleDefaults(outlet=outlet, published=published, url=url)
    tables = TableFormatter(to_terminal=output is None) if form == "table" else None
    with _open_output(output) as out, ArticleRun(defaults, columns) as run:
        if tables is not None:
            out.write(tables.format_heading().encode())
        for extraction in run.extractions(paths, settings):
            if tables is not None:
                text = tables.format_extraction(extraction)
                out.write(text.encode("utf-8", "surrogatepass"))
            else:
                out.write(encode_extraction(extraction, with_text=with_text) + b"\n")
            out.flush()
    run.finish()


@click.command()
@paths_argument
@_output
@defaults_options
@columns_option
def read(
    paths: tuple[Path, ...],
    output: Path | None,
    outlet: str | None,
    published: str | None,
    url: str | None,
    columns: Mapping[str, str],
) -> None:
    """Print articles as JSON lines, without extracting: how On Record reads them."""
    from quotes.readers import ArticleDefaults

    settings = load_settings()
    defaults = ArticleDefaults(outlet=outlet, published=published, url=url)
    with _open_output(output) as out, ArticleRun(defaults, columns) as run:
        for article, path in run.articles_with_paths(paths, settings):
            out.write(encode_article(article, path) + b"\n")
            out.flush()
    run.finish()


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
    with _open_output(output) as out, ArticleRun() as run:
        for article in run.articles(paths, settings):
            for parsed in loaded.parse_articles([article], with_boilerplate=True):
                if form == "json":
                    out.write(msgspec.json.encode(parsed) + b"\n")
                else:
                    out.write("".join(write_conllu(parsed)).encode("utf-8", "surrogatepass"))
    run.finish()


@click.command()
@paths_argument
@defaults_options
@columns_option
@data_dir_option
@parser_option
@threads_option
@_wikidata
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def ingest(
    paths: tuple[Path, ...],
    outlet: str | None,
    published: str | None,
    url: str | None,
    columns: Mapping[str, str],
    data_dir: str | None,
    parser: str | None,
    threads: int | None,
    wikidata_table: str | None,
    as_json: bool,
) -> None:
    """Read articles, extract, and store what is new or has changed."""
    from quotes.readers import ArticleDefaults

    settings = load_settings(
        data_dir=data_dir, parser=parser, threads=threads, wikidata_table=wikidata_table
    )
    defaults = ArticleDefaults(outlet=outlet, published=published, url=url)
    with ArticleRun(defaults, columns) as run:
        for _ in run.stored(run.extractions(paths, settings), settings):
            pass
    run.report(settings, as_json=as_json)
    run.finish()


@click.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, allow_dash=True, dir_okay=False),
)
@data_dir_option
@_wikidata
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def load(
    files: tuple[Path, ...], data_dir: str | None, wikidata_table: str | None, as_json: bool
) -> None:
    """Store what `onrecord extract --with-text` printed, here or on other machines.

    The same rows as `onrecord ingest` of the articles; without the models. What is stored already
    is left as it is, so that a load that was interrupted goes on.
    """
    settings = load_settings(data_dir=data_dir, wikidata_table=wikidata_table)
    with ArticleRun() as run:
        for _ in run.stored(run.loaded(files, settings), settings):
            pass
    run.report(settings, as_json=as_json)
    run.finish()


@click.command("run")
@paths_argument
@defaults_options
@columns_option
@data_dir_option
@parser_option
@threads_option
@host_option
@port_option
@insecure_option
@click.option("--no-serve", is_flag=True, help="Stop after the table.")
def run_all(
    paths: tuple[Path, ...],
    outlet: str | None,
    published: str | None,
    url: str | None,
    columns: Mapping[str, str],
    data_dir: str | None,
    parser: str | None,
    threads: int | None,
    host: str | None,
    port: int | None,
    insecure: bool | None,
    no_serve: bool,
) -> None:
    """Read articles, print who said what to whom, and serve the API."""
    from quotes.readers import ArticleDefaults

    settings = load_settings(
        data_dir=data_dir,
        parser=parser,
        threads=threads,
        host=host,
        port=port,
        insecure=insecure,
        # Workers are forked, which the threads of the models would not survive.
        workers=1,
    )
    # First, because reading the articles may take an hour, which a taken port would waste.
    listening = None if no_serve else take_port(settings)
    defaults = ArticleDefaults(outlet=outlet, published=published, url=url)
    with ArticleRun(defaults, columns) as run:
        extractions = list(run.stored(run.extractions(paths, settings), settings))
    tables = TableFormatter(to_terminal=True)
    click.echo(tables.format_heading(), nl=False)
    for extraction in extractions:
        click.echo(tables.format_extraction(extraction), nl=False)
    run.report(settings, as_json=False)
    if listening is not None:
        serve_api(settings, listening)
    run.finish()


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
