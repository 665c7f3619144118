"""Rows as bytes: what is written is what is read back, in every format."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
import zstandard
from hypothesis import example, given
from hypothesis import strategies as st

from quotes.errors import QueryError, SettingsError
from quotes.exporting import ROWS, parquet
from quotes.exporting.columns import choose_columns, list_columns
from quotes.exporting.compressing import Compression, compress_chunks
from quotes.exporting.ndjson import write_ndjson
from quotes.exporting.parquet import write_parquet
from quotes.exporting.rows import ON_DEMAND, QuoteRow, Row
from quotes.exporting.spreadsheets import FORMULA_STARTS, write_csv

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
# What a spreadsheet takes for a formula, what CSV and the writer take for their own marks.
NASTY = st.text(st.sampled_from("=+-@\t\r\n\",;'\0\1ab"), max_size=6)
CELLS = st.lists(ANY_TEXT | NASTY, min_size=3, max_size=3).map(tuple)
ROWS_OF_CELLS = st.lists(CELLS, min_size=1, max_size=6)


class Three(Row, frozen=True, gc=False):
    """Three columns of text."""

    one: str
    two: str
    three: str


class Mixed(Row, frozen=True, gc=False):
    """Columns of every kind."""

    name: str | None
    number: float | None
    count: int | None
    flag: bool | None
    spans: list[tuple[int, int]] | None
    names: list[str] | None


MIXED = [("Ann", 0.25, 3, True, [[0, 1], [2, 3]], ["a", "ü"]), (None, None, None, None, None, None)]


def _batch(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """The columns of some rows."""
    return [list(column) for column in zip(*rows, strict=True)]


def _read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


@given(ROWS_OF_CELLS, ROWS_OF_CELLS)
@example([("=1+1", '"', "\0")], [("\t=", "a\r\nb", "")])
def test_raw_csv_comes_back_as_it_went(first: list[Any], second: list[Any]) -> None:
    """Whatever stands in the cells, any reader of RFC 4180 gives it back."""
    data = b"".join(write_csv([_batch(first), _batch(second)], Three, raw=True))
    assert _read_csv(data) == [["one", "two", "three"], *map(list, first + second)]


@given(ROWS_OF_CELLS)
@example([("=1+1", "\0=1", "\1"), ("-2", "\r", "@x")])
def test_no_cell_is_a_formula(rows: list[Any]) -> None:
    """No cell begins as a formula; those that would have a "'" before them and are else whole."""
    header, *lines = _read_csv(b"".join(write_csv([_batch(rows)], Three)))
    assert header == ["one", "two", "three"]
    for row, line in zip(rows, lines, strict=True):
        for cell, read in zip(row, line, strict=True):
            assert not read.startswith(FORMULA_STARTS)
            assert read == (f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell)


@given(ROWS_OF_CELLS, st.booleans())
def test_batches_do_not_show(rows: list[Any], raw: bool) -> None:
    """The bytes are the same however the rows are parted."""
    whole = b"".join(write_csv([_batch(rows)], Three, raw=raw))
    assert whole == b"".join(write_csv([_batch([row]) for row in rows], Three, raw=raw))


def test_csv_of_every_kind() -> None:
    """Null is empty, lists are JSON, every cell is quoted, lines end as the RFC has them."""
    assert (
        b"".join(write_csv([_batch(MIXED)], Mixed))
        == (
            '"name","number","count","flag","spans","names"\r\n'
            '"Ann","0.25","3","true","[[0,1],[2,3]]","[""a"",""ü""]"\r\n'
            '"","","","","",""\r\n'
        ).encode()
    )


@given(ROWS_OF_CELLS)
def test_ndjson_comes_back_as_it_went(rows: list[Any]) -> None:
    """A line for each row, whatever line ends stand in the text."""
    lines = b"".join(write_ndjson([_batch(rows)], Three)).splitlines()
    assert [msgspec.json.decode(line, type=Three) for line in lines] == [Three(*r) for r in rows]


def test_ndjson_of_every_kind() -> None:
    assert b"".join(write_ndjson([_batch(MIXED)], Mixed)).splitlines() == [
        b'{"name":"Ann","number":0.25,"count":3,"flag":true,"spans":[[0,1],[2,3]],'
        + '"names":["a","ü"]}'.encode(),
        b'{"name":null,"number":null,"count":null,"flag":null,"spans":null,"names":null}',
    ]


def _read_parquet(data: bytes) -> Any:
    return pytest.importorskip("pyarrow.parquet").ParquetFile(io.BytesIO(data))


def test_parquet_of_every_kind() -> None:
    """Columns have types, and lists stay lists."""
    file = _read_parquet(b"".join(write_parquet([_batch(MIXED)], Mixed)))
    types = [str(field.type) for field in file.schema_arrow]
    assert types[:4] == ["string", "double", "int64", "bool"]
    assert all(each.startswith("list<") for each in types[4:])
    names = list_columns(Mixed)
    assert file.read().to_pylist() == [dict(zip(names, row, strict=True)) for row in MIXED]


def test_parquet_comes_in_row_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chunk for each group, so that memory does not grow with the rows; together one file."""
    pytest.importorskip("pyarrow")
    monkeypatch.setattr(parquet, "GROUP_ROWS", 10)
    batches = [_batch([(f"{n}", "", "") for n in range(at, at + 4)]) for at in range(0, 40, 4)]
    chunks = list(write_parquet(batches, Three))
    assert len(chunks) == 4
    file = _read_parquet(b"".join(chunks))
    assert file.num_row_groups == 4
    assert [row["one"] for row in file.read().to_pylist()] == [f"{n}" for n in range(40)]


def test_without_pyarrow_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(SettingsError, match=r"pip install 'onrecord\[parquet\]'"):
        next(iter(write_parquet([], Three)))


@pytest.mark.parametrize("row_type", ROWS.values(), ids=lambda each: each.__name__)
def test_every_row_fits_every_format(row_type: type[Row]) -> None:
    """Each column has a type in Parquet, and no rows are a file, too."""
    pytest.importorskip("pyarrow")
    names = [field.name for field in parquet.make_schema(row_type)]
    assert names == list(list_columns(row_type))
    assert _read_parquet(b"".join(write_parquet([], row_type))).metadata.num_rows == 0
    assert b"".join(write_ndjson([], row_type)) == b""
    assert _read_csv(b"".join(write_csv([], row_type))) == [names]


USUAL = tuple(name for name in list_columns(QuoteRow) if name not in ON_DEMAND)
CHUNKS = [b"a" * 1000, b"", b"b" * 70_000]


@pytest.mark.parametrize(
    ("compression", "undo"),
    [
        pytest.param("none", bytes, id="none"),
        pytest.param("gzip", gzip.decompress, id="gzip"),
        pytest.param(
            "zstd", lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
            id="zstd",
        ),
    ],
)  # fmt: skip
def test_compression(compression: Compression, undo: Any) -> None:
    """What is compressed comes back, and is the same whenever it is made."""
    data = b"".join(compress_chunks(CHUNKS, compression))
    assert undo(data) == b"".join(CHUNKS)
    assert data == b"".join(compress_chunks(CHUNKS, compression))
    if compression == "gzip":
        assert data[4:8] == b"\0\0\0\0"  # the time of making it


@pytest.mark.parametrize(
    ("chosen", "incremental", "columns"),
    [
        pytest.param(("text", "id"), False, ("text", "id"), id="in the order given"),
        pytest.param(("id",), True, ("id", "withdrawn"), id="with what was withdrawn"),
        pytest.param(("withdrawn", "id"), True, ("id", "withdrawn"), id="which comes last"),
        pytest.param(None, False, USUAL[:-1], id="all but those on demand"),
        pytest.param(None, True, USUAL, id="with what was withdrawn, too"),
    ],
)
def test_columns(chosen: Sequence[str] | None, incremental: bool, columns: tuple[str, ...]) -> None:
    assert list_columns(choose_columns(QuoteRow, chosen, incremental=incremental)) == columns


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        pytest.param(("id", "speeker"), "no column 'speeker'; use id, text", id="unknown"),
        pytest.param(("id", "id"), "id is given twice", id="twice"),
        pytest.param((), "give at least one of id, text", id="none"),
        pytest.param(("",), "no column ''", id="empty"),
        pytest.param(("withdrawn",), "no column 'withdrawn'", id="only in an incremental one"),
    ],
)
def test_bad_columns(chosen: Sequence[str], message: str) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        choose_columns(QuoteRow, chosen, incremental=False)
    assert caught.value.parameter == "columns"
