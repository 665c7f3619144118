"""Which columns an export has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import msgspec

from quotes.errors import QueryError
from quotes.exporting.rows import INCREMENTAL, ON_DEMAND, ROWS, ExportRow, Shape, Table


def find_row_type(table: Table, shape: Shape) -> type[ExportRow]:
    """The record of a table's rows in a shape, with all columns.

    Raises:
        QueryError: the table has no such shape.
    """
    try:
        return ROWS[table, shape]
    except KeyError as error:
        shapes = ", ".join(name for row_table, name in ROWS if row_table == table)
        raise QueryError("shape", f"{table} have no shape {shape}; use {shapes}") from error


def choose_columns(
    row_type: type[ExportRow], chosen: Sequence[str] | None, *, incremental: bool
) -> type[ExportRow]:
    """The record with only the chosen columns, in the order given; all but `ON_DEMAND` by
    default.

    Args:
        chosen: names of columns.
        incremental: the export lists what was withdrawn. Then the columns of `INCREMENTAL` come
            last, chosen or not; otherwise there are no such columns.

    Raises:
        QueryError: a column is unknown or given twice, or none is given.
    """
    fields = {field.name: field for field in msgspec.structs.fields(row_type)}
    last = [fields.pop(name) for name in INCREMENTAL if name in fields]
    names = [name for name in fields if name not in ON_DEMAND]
    if chosen is not None:
        names = [name for name in chosen if name not in INCREMENTAL or not incremental]
    if not names:
        raise QueryError("columns", f"give at least one of {', '.join(fields)}")
    for name in names:
        if name not in fields:
            raise QueryError("columns", f"there is no column {name!r}; use {', '.join(fields)}")
        if names.count(name) > 1:
            raise QueryError("columns", f"{name} is given twice")
    columns = [fields[name] for name in names] + (last if incremental else [])
    chosen_type = msgspec.defstruct(
        row_type.__name__,
        [(field.name, field.type) for field in columns],
        bases=(ExportRow,),
        frozen=True,
        gc=False,
    )
    return cast(type[ExportRow], chosen_type)


def list_columns(row_type: type[ExportRow]) -> tuple[str, ...]:
    """The names of a record's columns, in order."""
    return row_type.__struct_fields__
