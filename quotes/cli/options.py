"""Options and exit codes that commands share, and the console for all that is no result."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import rich_click as click
from rich.console import Console
from rich.markup import escape as escape_markup

from quotes.escaping import escape_controls

notes = Console(stderr=True, soft_wrap=True, highlight=False)

QUARANTINED, USAGE, BROKEN = 1, 2, 3
FAILED = 1  # a figure is below its floor

parser_option = click.option(
    "--parser",
    type=click.Choice(["shipped", "stanza-default"]),
    help="The shipped models, or Stanza's own English package (Stanza downloads it).",
)
paths_argument = click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True)
)
data_dir_option = click.option("--data-dir", type=click.Path(), help="Where the database is.")
threads_option = click.option(
    "--threads", type=click.IntRange(0), help="CPU threads of the models; 0: all."
)


def escape(text: str) -> str:
    """The text for `notes` and other consoles: neither markup nor control characters act."""
    return escape_markup(escape_controls(text))


class WebURLType(click.ParamType[str]):
    """An http or https URL."""

    name = "url"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from quotes.readers.article_fields import is_web_url

        if not is_web_url(value):
            self.fail(f"{value!r} is no web address such as https://example.org/story", param, ctx)
        return value


class ColumnsType(click.ParamType[tuple[str, str]]):
    """FIELD=COLUMN: which column of a table is a field of the article."""

    name = "field=column"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        from quotes.readers.field_names import SYNONYMS

        field, equals, column = value.partition("=")
        if not equals or field not in SYNONYMS:
            self.fail(
                f"{value!r} is not FIELD=COLUMN; fields are {', '.join(SYNONYMS)}", param, ctx
            )
        return column, field


columns_option = click.option(
    "--column",
    "columns",
    type=ColumnsType(),
    multiple=True,
    callback=lambda _context, _option, pairs: dict(pairs),
    help="Which column of CSV, TSV or Parquet is a field, such as text=Story; repeatable.",
)


class PublishedType(click.ParamType[str]):
    """A date or time in one of the forms that JSON lines may have, as ISO 8601."""

    name = "date"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from quotes.readers.publication_dates import normalize_published

        published = normalize_published(value)
        if published is None:
            self.fail(f"{value!r} is no date or time such as 2015-11-17", param, ctx)
        return published


def defaults_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options for fields of articles that don't state them."""
    for name, kind, what in (
        ("--url", WebURLType(), "URL"),
        ("--published", PublishedType(), "date of publication"),
        ("--outlet", str, "outlet"),
    ):
        option = click.option(name, type=kind, help=f"The {what} of articles that state none.")
        command = option(command)
    return command
