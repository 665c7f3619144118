"""`fields`: an answer with only the fields that the client wants."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Annotated, TypeVar, cast

import msgspec
from litestar.openapi.spec import Example
from litestar.params import QueryParameter

from api.problems import ParameterError
from api.schemas import ParameterProblem

T = TypeVar("T", bound=msgspec.Struct)

Fields = Annotated[
    str | None,
    QueryParameter(
        name="fields",
        description="The fields that a record is to have, with commas between; default: all.",
        examples=[Example(value="id,text,permalink")],
        min_length=1,
        max_length=500,
    ),
]


def choose_fields(records: Sequence[T], fields: str | None, kind: type[T]) -> list[T]:
    """The records with the named fields alone, in the order in which they are named.

    Raises:
        ParameterError: names a field that records of the kind do not have.
    """
    if fields is None:
        return list(records)
    known = _find_names(kind)
    names = [each.strip() for each in fields.split(",")]
    if unknown := [each for each in names if each not in known]:
        raise ParameterError(
            [
                ParameterProblem(
                    parameter="fields",
                    detail=f"no field {unknown[0]!r}; the fields are {', '.join(known)}",
                )
            ]
        )
    # Encoded as the Struct would be: for what follows it is one that has only these fields.
    return [
        cast(
            T,
            {name: value for name in names if (value := getattr(each, name)) is not msgspec.UNSET},
        )
        for each in records
    ]


@cache
def _find_names(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    return tuple(field.encode_name for field in msgspec.structs.fields(kind))
