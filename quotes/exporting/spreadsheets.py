"""Rows as CSV (RFC 4180) that a spreadsheet can open without running anything in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

import msgspec
from msgspec import inspect

from quotes.exporting.columns import list_columns
from quotes.exporting.rows import Row
from quotes.store import Batch

# A cell that begins with one of these is a formula to some spreadsheet, or becomes one when the
# character before it is dropped (OWASP, CSV injection). A "'" before it makes it text.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

# Stand before the first cell of a row and before its others until the whole batch is quoted at
# once, which takes half the time of the standard library's writer and knows formulas. A batch that
# holds them goes cell by cell.
_ROW, _CELL = "\1", "\0"
# One for each mark: a pattern that begins with a single character is found three times as fast.
_FORMULAS = [
    re.compile(f"{mark}([{re.escape(''.join(FORMULA_STARTS))}])".encode()) for mark in (_ROW, _CELL)
]

_encode_json = msgspec.json.Encoder().encode


def write_csv(
    batches: Iterable[Batch], row_type: type[Row], *, raw: bool = False
) -> Iterator[bytes]:
    """A header and a line for each row, in UTF-8, a chunk for each batch of rows.

    Every cell is in quotation marks; null is an empty cell, a list JSON text, a truth value `true`
    or `false`.

    Args:
        batches: columns of rows.
        row_type: what the columns are.
        raw: leave cells as they are; by default one that begins with any of `FORMULA_STARTS` gets
            a "'" before it.
    """
    yield _encode_rows([(name,) for name in list_columns(row_type)], raw=raw)
    nullable = [_is_nullable(field.type) for field in _list_fields(row_type)]
    for batch in batches:
        yield _encode_rows(list(map(_make_cells, batch, nullable)), raw=raw)


def _list_fields(row_type: type[Row]) -> tuple[inspect.Field, ...]:
    return cast(inspect.StructType, inspect.type_info(row_type)).fields


def _is_nullable(found: inspect.Type) -> bool:
    if isinstance(found, inspect.Metadata):
        return _is_nullable(found.type)
    return isinstance(found, inspect.UnionType)


def _encode_rows(columns: Sequence[Sequence[str]], *, raw: bool) -> bytes:
    count = len(columns[0])
    rows = map(_CELL.join, zip(*columns, strict=True))
    joined = (_ROW + _ROW.join(rows)).encode()
    if joined.count(b"\1") != count or joined.count(b"\0") != count * (len(columns) - 1):
        lines = (_quote_row(row, raw=raw) for row in zip(*columns, strict=True))
        return "".join(lines).encode()
    if not raw:
        for mark, formula in zip((_ROW, _CELL), _FORMULAS, strict=True):
            joined = formula.sub(mark.encode() + rb"'\1", joined)
    if b'"' in joined:
        joined = joined.replace(b'"', b'""')
    quoted = joined.replace(b"\0", b'","').replace(b"\1", b'"\r\n"')
    # No row ends before the first one.
    return quoted[3:] + b'"\r\n'


def _quote_row(row: Iterable[str], *, raw: bool) -> str:
    """What `_encode_rows` makes of a row, for rows that hold its marks."""
    safe = row if raw else [f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell for cell in row]
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in safe) + "\r\n"


def _make_cells(column: Sequence[Any], is_nullable: bool) -> Sequence[str]:
    """The texts of a column's values, which are all of one kind or null.

    Where no null is allowed for, either all are null or none is: a row of what was withdrawn comes
    with others of its like.
    """
    kind = next((type(value) for value in column if value is not None), str)
    has_nulls = is_nullable or column[0] is None
    if kind is str:
        return [value or "" for value in column] if has_nulls else column
    if has_nulls:
        return ["" if value is None else _encode_json(value).decode() for value in column]
    if kind is msgspec.Raw:
        # JSON has no NUL: in one go that is three times as fast as one by one.
        return b"\0".join(column).decode().split("\0")
    if kind is float or kind is int:
        return _encode_json(column).decode()[1:-1].split(",")
    return [_encode_json(value).decode() for value in column]
