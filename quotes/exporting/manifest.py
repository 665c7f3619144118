"""The manifest: what an export holds and how to tell that it arrived whole."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from quotes.exporting.compressing import Compression
from quotes.exporting.rows import Format, Shape, Table
from quotes.store import QuoteFilter


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
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
        int | None, Meta(description="The version since which changes are told; null for all.")
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


def encode_manifest(manifest: Manifest) -> bytes:
    """The manifest as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"


def describe_filter(wanted: QuoteFilter) -> dict[str, str | float]:
    """The fields of a filter that are given, by their names in a URL."""
    default = QuoteFilter()
    found: dict[str, str | float] = {}
    for field in msgspec.structs.fields(wanted):
        value = getattr(wanted, field.name)
        if value != getattr(default, field.name):
            found[field.name.replace("_", "-")] = value if isinstance(value, float) else str(value)
    return found
