"""Which quotes and articles to read: one query parameter for each field of their filter, with its
description.

The providers have the signature that the framework reads, made from these fields.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, Signature
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from api.parameters.declaring import query_parameter
from quotes.records import Record
from quotes.store import ArticleFilter, QuoteFilter

# The longest text of a filter, in characters: no name is longer. Not tuned.
_MAX_LENGTH = 500


def provide_filters(**values: Any) -> QuoteFilter:
    """The filters of a request's parameters; parameters that are not given do not filter."""
    return QuoteFilter(**values)


def provide_article_filters(**values: Any) -> ArticleFilter:
    """The filters of a request's parameters, as `provide_filters`."""
    return ArticleFilter(**values)


def _declare_parameters(function: Callable[..., Record], filter_type: type[Record]) -> None:
    """Give the function a keyword parameter for each field of the filter."""
    hints = get_type_hints(filter_type, include_extras=True)
    parameters = []
    for field in msgspec.structs.fields(filter_type):
        type_, meta = get_args(hints[field.name])
        annotation = Annotated[type_, _make_parameter(field.name, type_, meta)]  # type: ignore[valid-type]  # made at run time
        function.__annotations__[field.name] = annotation
        parameters.append(
            Parameter(
                field.name, Parameter.KEYWORD_ONLY, default=field.default, annotation=annotation
            )
        )
    function.__signature__ = Signature(parameters)  # type: ignore[attr-defined]  # inspect reads it


def _make_parameter(name: str, type_: Any, meta: msgspec.Meta) -> Any:
    bounds: dict[str, Any] = {}
    if type_ == str | None:
        bounds = {"min_length": 1, "max_length": _MAX_LENGTH}
    elif type_ == float | None:
        bounds = {"ge": 0, "le": 1}
    (example,) = meta.examples or [None]
    return query_parameter(
        name.replace("_", "-"),
        meta.description or "",
        example=None if _lists_values(type_) else example,
        **bounds,
    )


def _lists_values(type_: Any) -> bool:
    return get_origin(type_) is Literal or any(map(_lists_values, get_args(type_)))


_declare_parameters(provide_filters, QuoteFilter)
_declare_parameters(provide_article_filters, ArticleFilter)
