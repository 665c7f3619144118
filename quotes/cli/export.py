"""`onrecord export`: what `/v1/export` gives, into a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

import msgspec
import rich_click as click

from quotes.cli.options import escape, notes
from quotes.errors import QueryError, reword_reason
from quotes.settings import load_settings
from quotes.text_rights import TextRights

if TYPE_CHECKING:
    from quotes.exporting import Compression, Format
    from quotes.store import QuoteFilter

_FILTER = "filter_"
_COMPRESSED: dict[str, Compression] = {".gz": "gzip", ".zst": "zstd"}


class _ExportCommand(click.RichCommand):
    """A command that makes its parameters when they are first needed: the modules that they are
    made from take half a second to load, for which no other command should wait.
    """

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        if not self.params:
            self.params = _make_parameters()
        return super().get_params(ctx)


@click.command("export", cls=_ExportCommand)
def export(
    output: Path,
    format_: Format | None,
    compression: Compression | None,
    columns: str | None,
    data_dir: str | None,
    **options: Any,
) -> None:
    """Write all quotes, articles or speakers, or those that pass filters, as one consistent file.

    The file appears whole or not at all, and then FILE.manifest.json with its rows, SHA-256,
    version of the data and the id of its last row. Filters are those of the API's /v1/quotes;
    articles and speakers are those with a quote that passes them.
    """
    from quotes.exporting import Export, ExportRequest, save_export
    from quotes.store import open_store

    filters = {name: options.pop(name) for name in list(options) if name.startswith(_FILTER)}
    request = ExportRequest(
        filters=_make_filter(filters),
        format=format_ or _guess_format(output),
        compression=compression or _COMPRESSED.get(output.suffix),
        columns=None if columns is None else tuple(columns.split(",")),
        **options,
    )
    settings = load_settings(data_dir=data_dir)
    rights = TextRights(settings.text)
    with open_store(settings.database_url) as store, Export(store, request, rights) as stream:
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

    suffixes = output.suffixes[-2:]
    return next((form for form in FORMATS if f".{form}" in suffixes), "ndjson")


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
            ["--format", "format_"], type=click.Choice(FORMATS),
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
        *_make_filter_options(),
    ]  # fmt: skip


def _make_filter_options() -> list[click.Option]:
    """An option for each field of a filter, with the field's description."""
    from quotes.store import QuoteFilter

    hints = get_type_hints(QuoteFilter, include_extras=True)
    options = []
    for field in msgspec.structs.fields(QuoteFilter):
        name = field.name.replace("_", "-")
        type_, meta = get_args(hints[field.name])
        choices = _list_choices(type_)
        options.append(
            click.Option(
                [f"--{name}", f"{_FILTER}{field.name}"],
                type=click.Choice(choices) if choices else str,
                help=meta.description,
            )
        )
    return options


def _list_choices(type_: Any) -> list[str]:
    """The values of the literal types in a union; none if there is no literal type."""
    if get_origin(type_) is Literal:
        return [str(value) for value in get_args(type_)]
    return [choice for inner in get_args(type_) for choice in _list_choices(inner)]


def _make_filter(options: dict[str, str | None]) -> QuoteFilter:
    from quotes.store import QuoteFilter

    values = {
        name.removeprefix(_FILTER): value for name, value in options.items() if value is not None
    }
    try:
        return msgspec.convert(values, QuoteFilter, strict=False)
    except msgspec.ValidationError as error:
        reason, _, place = str(error).rpartition(" - at `$.")
        raise QueryError(place.rstrip("`"), reword_reason(reason)) from error
