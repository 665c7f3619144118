"""Rows as Parquet, written by pyarrow, which the extra `parquet` installs."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, cast

import msgspec
from msgspec import inspect

from quotes.errors import SettingsError
from quotes.exporting.rows import ExportRow
from quotes.store import Batch

INSTALL_COMMAND = "pip install 'onrecord[parquet]'"

# Rows of a row group, chosen for memory: 5,000 take 45 MB, 10,000 58 and 20,000 62; the file of the
# first is 5 % larger than that of the last.
GROUP_ROWS = 5_000

_decode_json = msgspec.json.Decoder().decode

Codec = Literal["none", "gzip", "zstd"]


def check_parquet() -> None:
    """Nothing, if Parquet can be written.

    Raises:
        SettingsError: pyarrow is missing; the message has the command that installs it.
    """
    _import_arrow()


def write_parquet(
    batches: Iterable[Batch], row_type: type[ExportRow], *, codec: Codec = "zstd"
) -> Iterator[bytes]:
    """A Parquet file, a chunk for each row group.

    Args:
        codec: compresses each column within the file.

    Raises:
        SettingsError: pyarrow is missing.
    """
    arrow, writing = _import_arrow()
    schema = make_schema(row_type)
    out = io.BytesIO()
    writer = writing.ParquetWriter(out, schema, compression=codec)
    group: list[Any] = []
    rows = 0
    for batch in batches:
        group.append(_make_table(arrow, schema, batch))
        rows += len(batch[0])
        if rows >= GROUP_ROWS:
            writer.write_table(arrow.concat_tables(group))
            group, rows = [], 0
            yield _take(out)
    if group:
        writer.write_table(arrow.concat_tables(group))
    writer.close()
    yield out.getvalue()


def make_schema(row_type: type[ExportRow]) -> Any:
    """The pyarrow schema of a record. Every column may be null, because rows of what was withdrawn
    have little more than their id.
    """
    arrow, _ = _import_arrow()
    types = cast(inspect.StructType, inspect.type_info(row_type))
    return arrow.schema(
        [arrow.field(field.name, _find_type(arrow, field.type)) for field in types.fields]
    )


def _find_type(arrow: Any, type_: inspect.Type) -> Any:
    match type_:
        case inspect.Metadata(type=inner):
            return _find_type(arrow, inner)
        case inspect.UnionType(types=types):
            (inner,) = (part for part in types if not isinstance(part, inspect.NoneType))
            return _find_type(arrow, inner)
        case inspect.StrType() | inspect.LiteralType():
            return arrow.string()
        case inspect.IntType():
            return arrow.int64()
        case inspect.FloatType():
            return arrow.float64()
        case inspect.BoolType():
            return arrow.bool_()
        case inspect.ListType(item_type=item) | inspect.TupleType(item_types=(item, *_)):
            return arrow.list_(_find_type(arrow, item))
        case inspect.StructType(fields=fields):
            return arrow.struct(
                [arrow.field(field.name, _find_type(arrow, field.type)) for field in fields]
            )
    raise TypeError(f"no column can hold {type_}")


def _make_table(arrow: Any, schema: Any, batch: Batch) -> Any:
    return arrow.table(
        [
            arrow.array(_make_plain(values) if field.type.num_fields else values, field.type)
            for field, values in zip(schema, batch, strict=True)
        ],
        schema=schema,
    )


def _make_plain(values: Sequence[Any]) -> Any:
    """JSON and Structs as lists and dictionaries, which is what pyarrow takes."""
    if all(type(value) is msgspec.Raw for value in values):
        return _decode_json(b"[%b]" % b",".join(values))
    return msgspec.to_builtins(values)


def _take(out: io.BytesIO) -> bytes:
    """The bytes written since the last call; the writer itself counts all bytes."""
    chunk = out.getvalue()
    out.seek(0)
    out.truncate()
    return chunk


def _import_arrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise SettingsError(
            f"Parquet needs pyarrow; install it with `{INSTALL_COMMAND}`"
        ) from error
    return pyarrow, pyarrow.parquet
