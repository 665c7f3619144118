"""What others read exports with reads them, and finds in them what the store holds.

`pip install --group readers` installs them; without them these tests are skipped.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import msgspec
import pytest
from store_builders import make_sample

from quotes.exporting import (
    ROWS,
    Export,
    ExportRequest,
    ExportRow,
    Format,
    Shape,
    Table,
    save_export,
)
from quotes.exporting.csv import write_csv
from quotes.records import Extraction
from quotes.store import QuoteFilter, Store

pytestmark = [pytest.mark.readers, pytest.mark.filterwarnings("default")]

ALL = QuoteFilter(act="all")


def _save(store: Store, folder: Path, form: Format, **request: Any) -> Path:
    asked = ExportRequest(**({"table": "quotes", "filters": ALL} | request), format=form)
    file = folder / f"export.{form}"
    with Export(store, asked) as export:
        save_export(export, file)
    return file


def _read(store: Store, **request: Any) -> list[dict[str, Any]]:
    asked = ExportRequest(**({"table": "quotes", "filters": ALL} | request), format="ndjson")
    with Export(store, asked) as export:
        return [msgspec.json.decode(line) for line in b"".join(export).splitlines()]


@pytest.mark.parametrize(("table", "shape"), ROWS)
def test_duckdb_reads_parquet(store: Store, tmp_path: Path, table: Table, shape: Shape) -> None:
    """Every table and shape, lists and records included."""
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    file = _save(store, tmp_path, "parquet", table=table, shape=shape)
    found = duckdb.sql(f"SELECT * FROM '{file}'")  # noqa: S608
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
    assert rows == _read(store, table=table, shape=shape)


def test_duckdb_slices_texts_by_offsets(store: Store, tmp_path: Path) -> None:
    """A join of two exports: the offsets of quotes are those of the articles' texts."""
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    quotes, articles = tmp_path / "quotes", tmp_path / "articles"
    quotes.mkdir()
    articles.mkdir()
    left = _save(store, quotes, "parquet")
    right = _save(store, articles, "parquet", table="articles")
    query = f"""
        SELECT count(*) FROM '{left}' q JOIN '{right}' a ON a.id = q.article_id
        WHERE starts_with(q.text, substring(
            a.text, offsets_content[1][1] + 1, offsets_content[1][2] - offsets_content[1][1]))
    """  # noqa: S608
    assert duckdb.sql(query).fetchall() == [(len(_read(store)),)]


def test_pandas_reads_parquet_and_csv(store: Store, tmp_path: Path) -> None:
    """Types and values of one are those of the other, as far as CSV has them."""
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    rows = _read(store)
    frame = pandas.read_parquet(_save(store, tmp_path, "parquet"))
    assert list(frame["confidence"]) == [row["confidence"] for row in rows]
    assert [[list(each) for each in cell] for cell in frame["offsets_content"]] == [
        row["offsets_content"] for row in rows
    ]
    table = pandas.read_csv(_save(store, tmp_path, "csv"), keep_default_na=False)
    assert list(table.columns) == list(frame.columns)
    assert table["confidence"].dtype == frame["confidence"].dtype
    assert list(table["text"]) == list(frame["text"])
    assert list(table["article_title"]) == [row["article_title"] or "" for row in rows]


def _make_hostile() -> Extraction:
    """An article whose title would be a formula."""
    sample = make_sample()[2]
    article = msgspec.structs.replace(
        sample.article, id="=hostile", title='=HYPERLINK("https://evil.example";"click")'
    )
    found = tuple(
        msgspec.structs.replace(each, id="+1", article_id="=hostile", role="@SUM(1+1)*cmd|'/C'!A0")
        for each in sample.attributions
    )
    return msgspec.structs.replace(sample, article=article, attributions=found)


def test_a_spreadsheet_reads_csv_and_finds_no_formula(store: Store, tmp_path: Path) -> None:
    """Cells as pyexcel reads them, put into a workbook, are texts and numbers."""
    pyexcel = pytest.importorskip("pyexcel")
    openpyxl = pytest.importorskip("openpyxl")
    store.articles.save(_make_hostile())
    cells = pyexcel.get_array(file_name=str(_save(store, tmp_path, "csv")), encoding="utf-8")
    assert len(cells) == len(_read(store)) + 1
    assert ["'+1", "nobody was asked"] in [row[:2] for row in cells]
    sheet = openpyxl.Workbook().active
    for row in cells:
        sheet.append(row)
    assert not [cell.value for row in sheet.rows for cell in row if cell.data_type == "f"]
    raw = io.BytesIO(b"".join(write_csv([[["=1+1"]]], _One, raw=True)))
    sheet.append(pyexcel.get_array(file_stream=raw, file_type="csv")[1])
    assert sheet.cell(sheet.max_row, 1).data_type == "f"


class _One(ExportRow, frozen=True, gc=False):
    cell: str
