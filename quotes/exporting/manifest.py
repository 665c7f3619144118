"""The manifest: what an export holds, and its size and hash to check that it arrived whole."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from quotes.exporting.compression import Compression
from quotes.exporting.rows import Format, Shape, Table
from quotes.store import QuoteFilter


class ExportManifest(msgspec.Struct, frozen=True, kw_only=True):
    """What an export holds; the same export of the same data has the same manifest."""

    table: Table
    format: Format
    shape: Shape
    compression: Annotated[
        Compression, Meta(description="Of the file; of its columns in the case of Parquet.")
    ]
    raw: Annotated[bool, Meta(description="Whether CSV cells may be formulas.")]
    filters: Annotated[
        dict[str, str | float], Meta(description="The filters given, by their names in a URL.")
    ]
    columns: tuple[str, ...]
    after: Annotated[str | None, Meta(description="The id that the export begins after.")]
    changed_since: Annotated[
        int | None, Meta(description="The version since which changes are exported; null for all.")
    ]
    data_version: Annotated[
        int, Meta(description="The version of the data: `changed-since` of the next export.")
    ]
    rows: Annotated[int, Meta(description="Rows without those of what was withdrawn.")]
    withdrawn: Annotated[int, Meta(description="Rows of what was withdrawn.")]
    cursor: Annotated[
        str | None, Meta(description="The id of the last row: `after` of an export that goes on.")
    ]
    bytes: int
    sha256: Annotated[str, Meta(description="Of the bytes.")]


def encode_manifest(manifest: ExportManifest) -> bytes:
    """The manifest as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"


def describe_filters(filters: QuoteFilter) -> dict[str, str | float]:
    """The filters that differ from the defaults, by their names in a URL."""
    default = QuoteFilter()
    described: dict[str, str | float] = {}
    for field in msgspec.structs.fields(filters):
        value = getattr(filters, field.name)
        if value != getattr(default, field.name):
            name = field.name.replace("_", "-")
            described[name] = value if isinstance(value, float) else str(value)
    return described
