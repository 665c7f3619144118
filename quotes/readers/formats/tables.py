"""CSV, TSV and Parquet: a row is an article, and a column is named as a key of a JSON line is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from quotes.errors import ArticleError, OtherDataError
from quotes.readers.article_fields import ArticleLine, decode_line
from quotes.readers.field_names import choose_fields
from quotes.readers.formats.decoding import decode
from quotes.readers.formats.limits import RECORDS

_BATCH_ROWS = 500
_BATCH_BYTES = 100_000_000  # of a Parquet row group, unpacked
_NO_TEXT = (
    "no column is an article's text; name it with --column text=NAME. The columns are: {columns}"
)

Row = tuple[int, ArticleLine | ArticleError]


def read_table(
    content: bytes, *, path: str, separator: str, columns: Mapping[str, str], max_bytes: int
) -> Iterator[Row]:
    """The rows of a CSV or TSV file with the numbers of their first lines.

    Args:
        columns: which field of an article a column is, by the column's name; others are taken by
            their names.
        max_bytes: the longest field that is read, in characters.

    Raises:
        ArticleError: no column is the text.
    """
    text = decode(content, path=path).text
    csv.field_size_limit(max(max_bytes, 131_072))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        names = [name.strip() for name in next(reader, [])]
        fields = _map_columns(names, columns, path)
        line = reader.line_num + 1
        for count, cells in enumerate(reader):
            if count >= RECORDS:
                raise ArticleError(f"it holds more than {RECORDS:,} records; split it", path=path)
            if any(cell.strip() for cell in cells):
                if len(cells) != len(names):
                    reason = f"{len(cells)} cells under {len(names)} columns"
                    yield line, ArticleError(reason, path=path, line=line)
                else:
                    row = {f: c for f, c in zip(fields, cells, strict=True) if c.strip()}
                    yield line, _make(row, path, line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise ArticleError(f"not a table: line {line}: {error}", path=path) from error


def read_parquet(
    stream: BinaryIO | Path, *, path: str, columns: Mapping[str, str]
) -> Iterator[Row]:
    """The rows of a Parquet file, numbered from 1.

    Raises:
        ArticleError: it can't be read, no column is the text, or pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise ArticleError(
            "Parquet needs pyarrow: pip install 'onrecord[parquet]'", path=path
        ) from error
    try:
        with pq.ParquetFile(stream, pre_buffer=False) as file:
            yield from _read_rows(file, path, columns)
    except (pa.ArrowException, OSError, ValueError, MemoryError) as error:
        raise ArticleError(f"can't be read as Parquet: {error}", path=path) from error


def _read_rows(file: Any, path: str, columns: Mapping[str, str]) -> Iterator[Row]:
    if file.metadata.num_rows > RECORDS:
        raise ArticleError(f"it holds more than {RECORDS:,} records; split it", path=path)
    for group in range(file.metadata.num_row_groups):
        if file.metadata.row_group(group).total_byte_size > _BATCH_BYTES:
            raise ArticleError(
                f"a row group of it unpacks to more than {_BATCH_BYTES:,} bytes; write it with "
                "smaller ones", path=path,
            )  # fmt: skip
    names = file.schema_arrow.names
    fields = dict(zip(names, _map_columns(names, columns, path), strict=True))
    chosen = list(choose_fields(fields.values()).values())
    wanted = [name for name, field in fields.items() if field in chosen]
    number = 0
    for batch in file.iter_batches(batch_size=_BATCH_ROWS, columns=wanted, use_threads=False):
        for values in batch.to_pylist():
            number += 1
            row = {fields[n]: _plain(v) for n, v in values.items() if v is not None and v != ""}
            yield number, _make(row, path, number)


def _map_columns(names: list[str], columns: Mapping[str, str], path: str) -> list[str]:
    """The key of each column; raises if none is the text."""
    if missing := [name for name in columns if name not in names]:
        raise ArticleError(
            f"there is no column {missing[0]!r}; the columns are: {', '.join(names)}", path=path
        )
    taken = set(columns.values())
    keys = []
    for name in names:
        own = choose_fields([name])
        keys.append(columns.get(name) or (f"({name})" if own and taken & own.keys() else name))
    if "text" not in choose_fields(keys):
        raise OtherDataError(_NO_TEXT.format(columns=", ".join(names)[:300]), path=path)
    return keys


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _make(row: Mapping[str, Any], path: str, number: int) -> ArticleLine | ArticleError:
    try:
        return decode_line(msgspec.json.encode(row), path=path, number=number)
    except (TypeError, UnicodeEncodeError) as error:
        return ArticleError(f"a value can't be read: {error}", path=path, line=number)
    except ArticleError as error:
        return error
