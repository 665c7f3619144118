"""Options and exit codes that commands share, and where they print what is not a result."""

from __future__ import annotations

from pathlib import Path

import rich_click as click
from rich.console import Console

notes = Console(stderr=True, soft_wrap=True, highlight=False)

QUARANTINED, USAGE, BROKEN = 1, 2, 3
FAILED = 1  # a figure lies below its floor

parser_option = click.option(
    "--parser",
    type=click.Choice(["shipped", "stanza-default"]),
    help="The shipped models, or Stanza's own English package (Stanza downloads it).",
)
paths_argument = click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True)
)
data_dir_option = click.option("--data-dir", type=click.Path(), help="Where the database lives.")
threads_option = click.option(
    "--threads", type=click.IntRange(0), help="CPU threads of the models; 0: all."
)
