"""CSV: what is written is what is read back, and no cell is a formula."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from export_rows import MIXED, ROWS_OF_CELLS, Mixed, Three, make_batch
from hypothesis import example, given
from hypothesis import strategies as st

from quotes.exporting import ROWS, ExportRow
from quotes.exporting.columns import list_columns
from quotes.exporting.csv import FORMULA_STARTS, write_csv


def _read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


@given(ROWS_OF_CELLS, ROWS_OF_CELLS)
@example([("=1+1", '"', "\0")], [("\t=", "a\r\nb", "")])
def test_raw_csv_comes_back_as_it_went(first: list[Any], second: list[Any]) -> None:
    """Whatever stands in the cells, any reader of RFC 4180 gives it back."""
    data = b"".join(write_csv([make_batch(first), make_batch(second)], Three, raw=True))
    assert _read_csv(data) == [["one", "two", "three"], *map(list, first + second)]


@given(ROWS_OF_CELLS)
@example([("=1+1", "\0=1", "\1"), ("-2", "\r", "@x")])
def test_no_cell_is_a_formula(rows: list[Any]) -> None:
    """No cell begins as a formula; those that would have a "'" before them and are else whole."""
    header, *lines = _read_csv(b"".join(write_csv([make_batch(rows)], Three)))
    assert header == ["one", "two", "three"]
    for row, line in zip(rows, lines, strict=True):
        for cell, read in zip(row, line, strict=True):
            assert not read.startswith(FORMULA_STARTS)
            assert read == (f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell)


@given(ROWS_OF_CELLS, st.booleans())
def test_batches_do_not_show(rows: list[Any], raw: bool) -> None:
    """The bytes are the same however the rows are parted."""
    whole = b"".join(write_csv([make_batch(rows)], Three, raw=raw))
    assert whole == b"".join(write_csv([make_batch([row]) for row in rows], Three, raw=raw))


def test_csv_of_every_kind() -> None:
    """Null is empty, lists are JSON, every cell is quoted, lines end as the RFC has them."""
    assert (
        b"".join(write_csv([make_batch(MIXED)], Mixed))
        == (
            '"name","number","count","flag","spans","names"\r\n'
            '"Ann","0.25","3","true","[[0,1],[2,3]]","[""a"",""ü""]"\r\n'
            '"","","","","",""\r\n'
        ).encode()
    )


@pytest.mark.parametrize("row_type", ROWS.values(), ids=lambda each: each.__name__)
def test_no_rows_are_a_file_with_a_header(row_type: type[ExportRow]) -> None:
    assert _read_csv(b"".join(write_csv([], row_type))) == [list(list_columns(row_type))]
