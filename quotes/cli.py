"""The `onrecord` command.

Exit codes: 0 all went well; 1 some input was set aside, the rest is done; 2 wrong usage or
settings; 3 the models or the database can't be used. Results go to standard output, all else to
standard error.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from typing import IO, Any, get_args

import msgspec
import rich_click as click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

from quotes.database_commands import db, verify
from quotes.errors import (
    ArticleError,
    ModelError,
    QueryError,
    QuotesError,
    SettingsError,
    StoreError,
)
from quotes.evaluation.commands import evaluate
from quotes.export_command import export
from quotes.identities.commands import speakers
from quotes.options import BROKEN, SET_ASIDE, USAGE, parser_option
from quotes.reading import describe_passed_over, read_articles
from quotes.records import Article, Attribution, Extraction, Rejection
from quotes.settings import Settings, load_settings

_notes = Console(stderr=True, soft_wrap=True, highlight=False)
_SHOWN_WORDS = 30
TRAINING_STEPS = (
    "encoder", "tokenizer", "words", "lemmas", "tags", "parser", "entities", "ship", "roles",
    "confidence", "cues", "speakers",
)  # fmt: skip

_paths = click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True)
)
_data_dir = click.option("--data-dir", type=click.Path(), help="Where the database lives.")
_wikidata = click.option(
    "--wikidata",
    "wikidata_table",
    type=click.Path(exists=True, dir_okay=False),
    help="Table that links names to Wikidata ids, CSV or JSON lines.",
)
_threads = click.option(
    "--threads", type=click.IntRange(0), help="CPU threads of the models; 0: all."
)


class _Group(click.RichGroup):
    """Our errors as one line and an exit code, for every command."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (SettingsError, ArticleError, QueryError) as error:
            _notes.print(f"[red]error:[/red] {escape(str(error))}")
            sys.exit(USAGE)
        except (ModelError, StoreError, QuotesError) as error:
            _notes.print(f"[red]error:[/red] {escape(str(error))}")
            sys.exit(BROKEN)
        except BrokenPipeError:  # the reader of our output has gone, as with `| head`
            sys.stderr.close()
            sys.exit(0)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="onrecord")
def main() -> None:
    """Finds who said what in news articles, and serves the answers.

    PATHS are files or folders of .txt and JSON lines; "-" is standard input.
    """


@main.command()
@_paths
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="A file instead of standard output."
)
@parser_option
@_threads
def extract(
    paths: tuple[Path, ...], output: Path | None, parser: str | None, threads: int | None
) -> None:
    """Print the attributions of articles: JSON lines, an article a line, in input order."""
    settings = load_settings(parser=parser, threads=threads)
    with _open_output(output) as out, _Counting() as counting:
        for extraction in counting.extractions(paths, settings):
            out.write(encode_extraction(extraction) + b"\n")
            out.flush()
    counting.finish()


@main.command()
@_paths
@click.option(
    "--format", "form", type=click.Choice(["conllu", "json"]), default="conllu", show_default=True
)
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="A file instead of standard output."
)
@parser_option
@_threads
def parse(
    paths: tuple[Path, ...], form: str, output: Path | None, parser: str | None, threads: int | None
) -> None:
    """Print the syntax of articles, page furniture included."""
    from quotes.parsing.parser import load_parser, write_conllu

    settings = load_settings(parser=parser, threads=threads)
    loaded = load_parser(settings.parser, settings.threads)
    with _open_output(output) as out, _Counting() as counting:
        for article in counting.articles(paths, settings):
            for parsed in loaded.parse_articles([article], with_furniture=True):
                if form == "json":
                    out.write(msgspec.json.encode(parsed) + b"\n")
                else:
                    out.write("".join(write_conllu(parsed)).encode("utf-8", "surrogatepass"))
    counting.finish()


@main.command()
@_paths
@_data_dir
@parser_option
@_threads
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
    with _Counting() as counting:
        for _ in counting.stored(paths, settings):
            pass
    counting.report(settings, as_json=as_json)
    counting.finish()


@main.command()
@_paths
@_data_dir
@parser_option
@_threads
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on.")
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
    listening = None if no_serve else _listen(settings)
    with _Counting() as counting:
        extractions = list(counting.stored(paths, settings))
    _print_table(extractions)
    counting.report(settings, as_json=False)
    if listening is not None:
        _serve(settings, listening)
    counting.finish()


@main.command()
@_data_dir
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on.")
def serve(data_dir: str | None, host: str | None, port: int | None) -> None:
    """Serve the API and its documentation page."""
    settings = load_settings(data_dir=data_dir, host=host, port=port)
    _serve(settings, _listen(settings))


@main.command()
@_data_dir
def migrate(data_dir: str | None) -> None:
    """Bring the database to this version's schema, or make a new one."""
    from quotes.store import hide_password, open_store
    from quotes.store import migrate as migrate_store

    settings = load_settings(data_dir=data_dir)
    _make_data_dir(settings)
    migrate_store(settings.database_url)
    with open_store(settings.database_url):
        _notes.print(f"database: {escape(hide_password(settings.database_url))}")


@main.command()
@_data_dir
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def doctor(data_dir: str | None, as_json: bool) -> None:
    """Say what is installed, which models, where the database is, and how to mend what is
    missing.
    """
    from quotes.diagnosing import diagnose

    report = diagnose(load_settings(data_dir=data_dir))
    if as_json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n")
    else:
        table = Table(show_header=False, box=None)
        for check in report.checks:
            mark = "[green]ok[/green]" if check.ok else "[red]mend[/red]"
            table.add_row(mark, check.name, check.detail)
        Console(soft_wrap=True, highlight=False).print(table)
    sys.exit(0 if all(check.ok for check in report.checks) else BROKEN)


@main.command()
@click.argument("step", type=click.Choice([*TRAINING_STEPS, "architectures", "all"]))
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True),
    required=True,
    help="Folder of the corpora.",
)
@click.option("--runs", type=click.Path(path_type=Path), default=Path("runs"), show_default=True)
@_threads
def train(step: str, data: Path, runs: Path, threads: int | None) -> None:
    """Train a shipped model from the corpora, or all of them in order; resumes where a run stopped.

    STEP is one of the steps in the model card (quotes/english/MODEL_CARD.md), "ship" puts the
    results into the package, "architectures" trains the parser on GloVe and compares.
    """
    from quotes.training.steps import run_step

    for name in TRAINING_STEPS if step == "all" else [step]:
        _notes.print(f"training: {name}")
        run_step(name, data, runs, threads or 0)


main.add_command(evaluate)
main.add_command(export)
main.add_command(speakers)
main.add_command(verify)
main.add_command(db)


class _Counting:
    """The articles of a run with a progress bar, and what became of them."""

    def __init__(self) -> None:
        self.counts = {"read": 0, "set_aside": 0, "duplicates": 0, "attributions": 0}
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("articles, {task.fields[found]} attributions"),
            TimeElapsedColumn(),
            console=_notes,
            transient=True,
            disable=not _notes.is_terminal,
        )

    def __enter__(self) -> _Counting:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def articles(self, paths: Iterable[Path], settings: Settings) -> Iterator[Article]:
        """The readable articles; the others are named on standard error and counted."""
        reading = read_articles(
            [str(path) for path in paths],
            max_bytes=settings.max_article_bytes,
            stdin=sys.stdin.buffer,
        )
        for item in reading:
            if isinstance(item, Rejection):
                self._reject(item)
            else:
                self.counts["read"] += 1
                yield item
        self.counts["duplicates"] = reading.duplicates
        if reading.passed_over:
            others = describe_passed_over(reading.passed_over)
            _notes.print(
                f"passed over, for only .txt, .jsonl and .ndjson are read: {escape(others)}"
            )

    def extractions(self, paths: Iterable[Path], settings: Settings) -> Iterator[Extraction]:
        from quotes.parsing.parser import load_parser
        from quotes.pipeline import extract_articles

        task = self._progress.add_task("reading", total=None, found=0)
        parser = load_parser(settings.parser, settings.threads)
        articles = self._progressing(self.articles(paths, settings), task)
        for item in extract_articles(articles, parser, batch_words=settings.batch_words):
            if isinstance(item, Rejection):
                self._reject(item)
                self.counts["read"] -= 1
                continue
            self.counts["attributions"] += len(item.attributions)
            self._progress.update(
                task, advance=1, description="extracting", found=self.counts["attributions"]
            )
            yield item

    def _progressing(self, articles: Iterable[Article], task: Any) -> Iterator[Article]:
        for article in articles:
            self._progress.update(task, total=self.counts["read"])
            yield article

    def stored(self, paths: Iterable[Path], settings: Settings) -> Iterator[Extraction]:
        """Extractions as they are stored; counts say which were new, replaced, unchanged or
        stay withdrawn; those are left out.
        """
        from quotes.identities import read_wikidata
        from quotes.store import Saved, open_store

        table = read_wikidata(Path(settings.wikidata_table) if settings.wikidata_table else None)
        self.counts |= dict.fromkeys(get_args(Saved), 0)
        _make_data_dir(settings)
        with open_store(settings.database_url, create=True, wikidata=table) as store:
            for extraction in self.extractions(paths, settings):
                try:
                    saved = store.save(extraction)
                except QuotesError as error:
                    self._reject(
                        Rejection(path=extraction.article.id, line=None, reason=str(error))
                    )
                    continue
                self.counts[saved] += 1
                if saved != "withdrawn":
                    yield extraction
            store.settle_speakers()

    def _reject(self, rejection: Rejection) -> None:
        self.counts["set_aside"] += 1
        where = rejection.path if rejection.line is None else f"{rejection.path}:{rejection.line}"
        _notes.print(f"[yellow]set aside[/yellow] {escape(where)}: {escape(rejection.reason)}")

    def report(self, settings: Settings, *, as_json: bool) -> None:
        from quotes.store import hide_password

        database = hide_password(settings.database_url)
        if as_json:
            sys.stdout.buffer.write(
                msgspec.json.encode(self.counts | {"database": database}) + b"\n"
            )
            return
        counts = self.counts
        _notes.print(
            f"{counts['read']} articles ({counts['new']} new, {counts['replaced']} replaced, "
            f"{counts['unchanged']} unchanged, {counts['withdrawn']} stay withdrawn), "
            f"{counts['attributions']} attributions, {counts['set_aside']} set aside, "
            f"{counts['duplicates']} passed over as read before"
        )
        _notes.print(f"database: {escape(database)}")

    def finish(self) -> None:
        """Ends the process with SET_ASIDE if anything was."""
        if self.counts["set_aside"]:
            sys.exit(SET_ASIDE)


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
    else:
        with path.open("wb") as file:
            yield file


def _make_data_dir(settings: Settings) -> None:
    try:
        Path(settings.data_dir).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"the data directory {settings.data_dir} can't be made: {error.strerror}"
        ) from error


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


def _listen(settings: Settings) -> socket:
    from api.serving import listen

    return listen(settings)


def _serve(settings: Settings, listening: socket) -> None:
    from api.serving import serve
    from quotes.store import has_database

    _make_data_dir(settings)
    if not has_database(settings.database_url):
        _notes.print("there is no database yet; `onrecord ingest PATH` makes one")
    serve(
        settings,
        listening,
        lambda address: _notes.print(
            f"serving {escape(address)} (documentation at /docs), Ctrl-C stops"
        ),
    )


if __name__ == "__main__":
    main()
