"""Rows as JSON lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from quotes.exporting.rows import ExportRow
from quotes.store import Batch


def write_ndjson(batches: Iterable[Batch], row_type: type[ExportRow]) -> Iterator[bytes]:
    """A JSON object a line, a chunk for each batch of rows."""
    encode = msgspec.json.Encoder().encode_lines
    for batch in batches:
        yield encode(list(map(row_type, *batch)))
