"""Parquet: columns have types, and rows come in groups."""

from __future__ import annotations

import io
from typing import Any

import pytest
from export_rows import MIXED, Mixed, Three, make_batch

from quotes.errors import SettingsError
from quotes.exporting import ROWS, ExportRow, parquet
from quotes.exporting.columns import list_columns
from quotes.exporting.parquet import write_parquet


def _read_parquet(data: bytes) -> Any:
    return pytest.importorskip("pyarrow.parquet").ParquetFile(io.BytesIO(data))


def test_parquet_of_every_kind() -> None:
    """Columns have types, and lists stay lists."""
    file = _read_parquet(b"".join(write_parquet([make_batch(MIXED)], Mixed)))
    types = [str(field.type) for field in file.schema_arrow]
    assert types[:4] == ["string", "double", "int64", "bool"]
    assert all(each.startswith("list<") for each in types[4:])
    names = list_columns(Mixed)
    assert file.read().to_pylist() == [dict(zip(names, row, strict=True)) for row in MIXED]


def test_parquet_comes_in_row_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chunk for each group, so that memory does not grow with the rows; together one file."""
    pytest.importorskip("pyarrow")
    monkeypatch.setattr(parquet, "GROUP_ROWS", 10)
    batches = [make_batch([(f"{n}", "", "") for n in range(at, at + 4)]) for at in range(0, 40, 4)]
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
def test_every_column_has_a_type(row_type: type[ExportRow]) -> None:
    """And no rows are a file, too."""
    pytest.importorskip("pyarrow")
    names = [field.name for field in parquet.make_schema(row_type)]
    assert names == list(list_columns(row_type))
    assert _read_parquet(b"".join(write_parquet([], row_type))).metadata.num_rows == 0
