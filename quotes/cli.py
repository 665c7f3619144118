"""The `onrecord` command.

Exit codes: 0 all went well; 1 some input was set aside, the rest is done; 2 wrong usage or
settings; 3 the models or the database can't be used. Results go to standard output, all else to
standard error.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import msgspec
import rich_click as click
from rich.console import Console
from rich.markup import escape

from quotes.article_commands import extract, ingest, parse, run
from quotes.database_commands import db, migrate, verify
from quotes.errors import ArticleError, NotFoundError, QueryError, QuotesError, SettingsError
from quotes.evaluation.commands import evaluate
from quotes.export_command import export
from quotes.identities.commands import speakers
from quotes.options import BROKEN, USAGE, data_dir_option, notes, threads_option
from quotes.serve_command import serve
from quotes.settings import load_settings

_COMMANDS = (
    "run", "ingest", "extract", "parse", "serve", "export", "speakers", "migrate", "verify", "db",
    "doctor", "train", "evaluate",
)  # fmt: skip
TRAINING_STEPS = (
    "encoder", "tokenizer", "words", "lemmas", "tags", "parser", "entities", "ship", "roles",
    "confidence", "cues", "speakers",
)  # fmt: skip


class _Group(click.RichGroup):
    """Our errors as one line and an exit code, for every command; commands in the README's order,
    the everyday ones first.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.commands, key=_COMMANDS.index)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (SettingsError, ArticleError, QueryError, NotFoundError) as error:
            notes.print(f"[red]error:[/red] {escape(str(error))}")
            sys.exit(USAGE)
        except QuotesError as error:
            notes.print(f"[red]error:[/red] {escape(str(error))}")
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
@data_dir_option
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
        # Lines and no table, which would cut off or break the path of the database.
        console = Console(soft_wrap=True, highlight=False)
        width = max(len(check.name) for check in report.checks)
        for check in report.checks:
            mark = "[green]ok[/green]  " if check.ok else "[red]mend[/red]"
            console.print(f"{mark}  {check.name:{width}}  {escape(check.detail)}")
    sys.exit(0 if all(check.ok for check in report.checks) else BROKEN)


@main.command()
@click.argument(
    "step", metavar="STEP", type=click.Choice([*TRAINING_STEPS, "architectures", "all"])
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True),
    required=True,
    help="Folder of the corpora.",
)
@click.option("--runs", type=click.Path(path_type=Path), default=Path("runs"), show_default=True)
@threads_option
def train(step: str, data: Path, runs: Path, threads: int | None) -> None:
    """Train a shipped model from the corpora, or all of them in order; resumes where a run stopped.

    STEP is encoder, tokenizer, words, lemmas, tags, parser, entities, ship (puts the results into
    the package), roles, confidence, cues or speakers, as the model card has them
    (quotes/english/MODEL_CARD.md); architectures (trains the parser on GloVe and compares); or all.
    """
    from quotes.training.steps import run_step

    for name in TRAINING_STEPS if step == "all" else [step]:
        notes.print(f"training: {name}")
        run_step(name, data, runs, threads or 0)


main.add_command(extract)
main.add_command(parse)
main.add_command(ingest)
main.add_command(run)
main.add_command(serve)
main.add_command(migrate)
main.add_command(verify)
main.add_command(db)
main.add_command(export)
main.add_command(speakers)
main.add_command(evaluate)


if __name__ == "__main__":
    main()
