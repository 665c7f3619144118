"""Refusals."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType


class ParameterProblem(msgspec.Struct, frozen=True, kw_only=True):
    """One parameter of a request that can't be answered."""

    parameter: Annotated[str, Meta(description="Its name, as in the URL.")]
    detail: Annotated[str, Meta(description="What is wrong with it.")]


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An RFC 9457 problem document."""

    type: Annotated[str, Meta(description="The kind of problem, as a stable URN.")]
    title: Annotated[str, Meta(description="The kind of problem in words.")]
    status: Annotated[int, Meta(description="The HTTP status.")]
    detail: Annotated[str, Meta(description="What went wrong this time.")]
    instance: Annotated[str, Meta(description="The path that was asked for.")]
    change: Annotated[
        str | UnsetType,
        Meta(description="withdrawn, withheld, replaced (the article no longer has it) or erased."),
    ] = UNSET
    at: Annotated[str | UnsetType, Meta(description="When that was, ISO 8601 in UTC.")] = UNSET
    reason: Annotated[str | UnsetType, Meta(description="Why, if anybody said so.")] = UNSET
    errors: Annotated[
        list[ParameterProblem] | UnsetType,
        Meta(description="Each parameter that is at fault, if any."),
    ] = UNSET
