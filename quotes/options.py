"""Options and exit codes that commands share."""

from __future__ import annotations

import rich_click as click

SET_ASIDE, USAGE, BROKEN = 1, 2, 3
FAILED = 1  # a figure lies below its floor

parser_option = click.option(
    "--parser",
    type=click.Choice(["shipped", "stanza-default"]),
    help="The shipped models, or Stanza's own English package (Stanza downloads it).",
)
