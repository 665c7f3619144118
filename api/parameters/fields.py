"""`fields`: records with only some of their fields."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Annotated, TypeVar, cast

import msgspec

from api.http.problems import ParameterError
from api.parameters.declaring import query_parameter
from api.schemas import ParameterProblem

T = TypeVar("T", bound=msgspec.Struct)

# The OpenAPI document adds an example of each operation's own fields.
Fields = Annotated[
    str | None,
    query_parameter(
        "fields",
        "The fields that a record is to have, with commas between; default: all.",
        min_length=1,
        max_length=500,
    ),
]


def select_fields(records: Sequence[T], fields: str | None, record_type: type[T]) -> list[T]:
    """The records with only the named fields, in the order of the names; all fields for None.

    Raises:
        ParameterError: records of the type have no such field.
    """
    if fields is None:
        return list(records)
    field_names = _list_field_names(record_type)
    names = [name.strip() for name in fields.split(",")]
    unknown = [name for name in names if name not in field_names]
    if unknown:
        detail = f"no field {unknown[0]!r}; the fields are {', '.join(field_names)}"
        raise ParameterError([ParameterProblem(parameter="fields", detail=detail)])
    # A dictionary is encoded as the Struct with only these fields would be.
    return [cast(T, _pick(record, names)) for record in records]


def _pick(record: msgspec.Struct, names: Sequence[str]) -> dict[str, object]:
    return {name: value for name in names if (value := getattr(record, name)) is not msgspec.UNSET}


@cache
def _list_field_names(record_type: type[msgspec.Struct]) -> tuple[str, ...]:
    return tuple(field.encode_name for field in msgspec.structs.fields(record_type))
