"""Which columns an export has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import msgspec

from quotes.errors import QueryError
from quotes.exporting.rows import ON_DEMAND, ROWS, WITHDRAWN, Row, Shape, Table


def find_row_type(table: Table, shape: Shape) -> type[Row]:
    """The record of a table's rows in a shape, with every column.

    Raises:
        QueryError: the table has no such shape.
    """
    try:
        return ROWS[table, shape]
    except KeyError as error:
        shapes = ", ".join(each for known, each in ROWS if known == table)
        raise QueryError("shape", f"{table} have no shape {shape}; use {shapes}") from error


def choose_columns(
    row_type: type[Row], chosen: Sequence[str] | None, *, incremental: bool
) -> type[Row]:
    """The record with only the chosen columns, in the order given; all but `ON_DEMAND` by
    default.

    Args:
        chosen: names of columns.
        incremental: whether the export tells what was withdrawn: then that column comes last
            whatever was chosen, and otherwise there is none.

    Raises:
        QueryError: a column is unknown or given twice, or none is given.
    """
    fields = {field.name: field for field in msgspec.structs.fields(row_type)}
    told = fields.pop(WITHDRAWN, None) if incremental else None
    fields.pop(WITHDRAWN, None)
    names = [name for name in fields if name not in ON_DEMAND]
    if chosen is not None:
        names = [each for each in chosen if each != WITHDRAWN or told is None]
    if not names:
        raise QueryError("columns", f"give at least one of {', '.join(fields)}")
    for name in names:
        if name not in fields:
            raise QueryError("columns", f"there is no column {name!r}; use {', '.join(fields)}")
        if names.count(name) > 1:
            raise QueryError("columns", f"{name} is given twice")
    kept = [fields[name] for name in names] + ([told] if told else [])
    chosen_type = msgspec.defstruct(
        row_type.__name__,
        [(field.name, field.type) for field in kept],
        bases=(Row,),
        frozen=True,
        gc=False,
    )
    return cast(type[Row], chosen_type)


def list_columns(row_type: type[Row]) -> tuple[str, ...]:
    """The names of a record's columns, in order."""
    return row_type.__struct_fields__
