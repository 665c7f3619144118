"""`onrecord doctor`: checks the installation."""

from __future__ import annotations

import sys

import msgspec
import rich_click as click
from rich.console import Console

from quotes.cli.options import BROKEN, data_dir_option, escape
from quotes.settings import load_settings


@click.command()
@data_dir_option
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def doctor(data_dir: str | None, as_json: bool) -> None:
    """Say what is installed, which models, where the database is, and how to mend what is
    missing.
    """
    from quotes.diagnostics import diagnose

    report = diagnose(load_settings(data_dir=data_dir))
    if as_json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n")
    else:
        # Lines instead of a table, which would truncate the path of the database.
        console = Console(soft_wrap=True, highlight=False)
        width = max(len(check.name) for check in report.checks)
        for check in report.checks:
            mark = "[green]ok[/green]  " if check.ok else "[red]mend[/red]"
            console.print(f"{mark}  {check.name:{width}}  {escape(check.detail)}")
    sys.exit(0 if all(check.ok for check in report.checks) else BROKEN)
