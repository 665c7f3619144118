"""`onrecord export`: what `/v1/export` gives, into a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

import msgspec
import rich_click as click
from rich.markup import escape

from quotes.cli.options import notes
from quotes.errors import QueryError, reword_reason
from quotes.settings import load_settings

if TYPE_CHECKING:
    from quotes.exporting import Compression, Format
    from quotes.store import QuoteFilter

_FILTER = "filter_"
_COMPRESSED: dict[str, Compression] = {".gz": "gzip", ".zst": "zstd"}


class _ExportCommand(click.RichCommand):
    """A command whose parameters are made when they are asked for: what they are made of takes
    half a second to load, which no other command should wait for.
    """

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        if not self.params:
            self.params = _make_parameters()
        return super().get_params(ctx)

    def get_help(self, ctx: click.Context) -> str:
        """The API's words on its filters are those on the options, and loaded for help alone."""
        described = _describe_filters()
        for option in self.get_params(ctx):
            if isinstance(option, click.Option) and option.name in described:
                option.help = described[option.name]
        return super().get_help(ctx)


@click.command("export", cls=_ExportCommand)
def export(
    output: Path,
    form: Format | None,
    compression: Compression | None,
    columns: str | None,
    data_dir: str | None,
    **given: Any,
) -> None:
    """Write all quotes, articles or speakers, or those that pass filters, as one consistent file.

    The file appears whole or not at all, and then FILE.manifest.json with its rows, SHA-256,
    version of the data and the id of its last row. Filters are those of the API's /v1/quotes;
    articles and speakers are those with a quote that passes them.
    """
    from quotes.exporting import Export, ExportRequest, save_export
    from quotes.store import open_store

    filters = {name: given.pop(name) for name in list(given) if name.startswith(_FILTER)}
    request = ExportRequest(
        wanted=_make_filter(filters),
        format=form or _guess_format(output),
        compression=compression or _COMPRESSED.get(output.suffix),
        columns=None if columns is None else tuple(columns.split(",")),
        **given,
    )
    settings = load_settings(data_dir=data_dir)
    with open_store(settings.database_url) as store, Export(store, request) as stream:
        if str(output) == "-":
            for chunk in stream:
                sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()
            sys.stderr.buffer.write(msgspec.json.encode(stream.manifest) + b"\n")
            return
        manifest = save_export(stream, output)
    withdrawn = f", {manifest.withdrawn} withdrawn" if request.changed_since is not None else ""
    notes.print(
        f"{escape(str(output))}: {manifest.rows} {manifest.table}{withdrawn}, "
        f"{manifest.bytes} bytes, version {manifest.data_version} of the data"
    )


def _guess_format(output: Path) -> Format:
    from quotes.exporting import FORMATS

    named = (form for form in FORMATS for suffix in output.suffixes[-2:] if suffix == f".{form}")
    return next(named, "ndjson")


def _make_parameters() -> list[click.Parameter]:
    from quotes.exporting import COMPRESSIONS, FORMATS, SHAPES, TABLES

    file = click.Path(path_type=Path, allow_dash=True)
    version = click.IntRange(0)
    return [
        click.Argument(["table"], type=click.Choice(TABLES)),
        click.Option(
            ["--output", "-o"], type=file, required=True,
            help="The file; - is standard output, and the manifest then goes to standard error.",
        ),
        click.Option(
            ["--format", "form"], type=click.Choice(FORMATS),
            help="By default what the file's name ends with (before .gz or .zst), else ndjson.",
        ),
        click.Option(["--columns"], help="Names of columns with commas between."),
        click.Option(
            ["--shape"], type=click.Choice(SHAPES), default="onrecord", show_default=True,
            help="Our columns, or those of the data sets Quotebank or GDELT.",
        ),
        click.Option(
            ["--compression"], type=click.Choice(COMPRESSIONS),
            help="Of the file, by default what its name says (.gz, .zst); of the columns within a "
            "Parquet file (zstd by default).",
        ),
        click.Option(
            ["--raw"], is_flag=True, help="Leave CSV cells that look like formulas as they are."
        ),
        click.Option(["--after"], metavar="ID", help="Begin after the row with this id."),
        click.Option(["--at-version"], type=version, help="Of the data; the newest by default."),
        click.Option(
            ["--changed-since"], type=version,
            help="Only what changed after this version of the data, and what was withdrawn.",
        ),
        click.Option(["--data-dir"], type=click.Path(), help="Where the database lives."),
        *_make_filters(),
    ]  # fmt: skip


def _make_filters() -> list[click.Option]:
    """An option for each field of a filter."""
    from quotes.store import QuoteFilter

    hints = get_type_hints(QuoteFilter)
    options = []
    for field in msgspec.structs.fields(QuoteFilter):
        name = field.name.replace("_", "-")
        choices = _find_choices(hints[field.name])
        options.append(
            click.Option(
                [f"--{name}", f"{_FILTER}{field.name}"],
                type=click.Choice(choices) if choices else str,
                help=f"As {name} of /v1/quotes.",
            )
        )
    return options


def _describe_filters() -> dict[str, str]:
    """What each filter finds, by the name of its option."""
    from api.parameters import provide_filter

    hints = get_type_hints(provide_filter, include_extras=True)
    return {
        _FILTER + parameter.name.replace("-", "_"): parameter.description
        for hint in hints.values()
        for parameter in getattr(hint, "__metadata__", ())
    }


def _find_choices(hint: Any) -> list[str]:
    """The words that a field may have, of whatever unions its type is made."""
    if get_origin(hint) is Literal:
        return [str(each) for each in get_args(hint)]
    return [choice for inner in get_args(hint) for choice in _find_choices(inner)]


def _make_filter(given: dict[str, str | None]) -> QuoteFilter:
    from quotes.store import QuoteFilter

    values = {
        name.removeprefix(_FILTER): value for name, value in given.items() if value is not None
    }
    try:
        return msgspec.convert(values, QuoteFilter, strict=False)
    except msgspec.ValidationError as error:
        reason, _, place = str(error).rpartition(" - at `$.")
        raise QueryError(place.rstrip("`"), reword_reason(reason)) from error
