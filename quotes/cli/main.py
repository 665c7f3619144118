"""The `onrecord` command.

Exit codes: 0 all went well; 1 some input was quarantined, the rest is done; 2 wrong usage or
settings; 3 the models or the database can't be used. Results go to standard output, everything
else to standard error.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import rich_click as click

from quotes.cli.articles import extract, ingest, load, parse, read, run_all
from quotes.cli.check import check
from quotes.cli.database import db, migrate, verify
from quotes.cli.doctor import doctor
from quotes.cli.erase import erase
from quotes.cli.evaluate import evaluate
from quotes.cli.export import export
from quotes.cli.fetch import fetch, follow
from quotes.cli.keys import keys
from quotes.cli.options import BROKEN, USAGE, escape, notes
from quotes.cli.quarantine import quarantine
from quotes.cli.serve import serve
from quotes.cli.speakers import speakers
from quotes.cli.stored_articles import articles
from quotes.cli.train import train
from quotes.errors import ArticleError, NotFoundError, QueryError, QuotesError, SettingsError
from quotes.settings import find_unknown_variables


class CommandGroup(click.RichGroup):
    """Commands in the README's order; an error ends any of them with a line and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (SettingsError, ArticleError, QueryError, NotFoundError) as error:
            notes.print(f"[red]error:[/red] {escape(str(error))}")
            sys.exit(USAGE)
        except QuotesError as error:
            notes.print(f"[red]error:[/red] {escape(str(error))}")
            sys.exit(BROKEN)
        except BrokenPipeError:  # nobody reads our output any more, as with `| head`
            sys.stderr.close()
            sys.exit(0)
        except OSError as error:  # such as a full disk under standard output
            notes.print(f"[red]error:[/red] {escape(str(error))}")
            sys.exit(BROKEN)


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="onrecord")
def main() -> None:
    """Finds who said what in news articles, and serves the answers.

    PATHS are files or folders of articles: text, web pages, JSON, tables, feeds, agency files;
    "-" is standard input.
    """
    for name, nearest in find_unknown_variables(os.environ):
        advice = f"; did you mean {nearest}?" if nearest else ""
        notes.print(f"[yellow]there is no setting[/yellow] {escape(name)}{advice}")


for command in (
    run_all, ingest, load, fetch, follow, read, extract, parse, quarantine, serve, keys, check,
    export, speakers, articles, erase, migrate, verify, db, doctor, train, evaluate,
):  # fmt: skip
    main.add_command(command)
