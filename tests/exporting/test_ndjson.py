"""NDJSON: what is written is what is read back."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from export_rows import MIXED, ROWS_OF_CELLS, Mixed, Three, make_batch
from hypothesis import given

from quotes.exporting import ROWS, ExportRow
from quotes.exporting.ndjson import write_ndjson


@given(ROWS_OF_CELLS)
def test_ndjson_comes_back_as_it_went(rows: list[Any]) -> None:
    """A line for each row, whatever line ends stand in the text."""
    lines = b"".join(write_ndjson([make_batch(rows)], Three)).splitlines()
    assert [msgspec.json.decode(line, type=Three) for line in lines] == [Three(*r) for r in rows]


def test_ndjson_of_every_kind() -> None:
    assert b"".join(write_ndjson([make_batch(MIXED)], Mixed)).splitlines() == [
        b'{"name":"Ann","number":0.25,"count":3,"flag":true,"spans":[[0,1],[2,3]],'
        + '"names":["a","ü"]}'.encode(),
        b'{"name":null,"number":null,"count":null,"flag":null,"spans":null,"names":null}',
    ]


@pytest.mark.parametrize("row_type", ROWS.values(), ids=lambda each: each.__name__)
def test_no_rows_are_an_empty_file(row_type: type[ExportRow]) -> None:
    assert b"".join(write_ndjson([], row_type)) == b""
