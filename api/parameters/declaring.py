"""Parameters with a description, in which an example stands in words.

OpenAPI has `example` for that, but the form at /docs fills itself with it: "Execute" would send all
examples at once, and find nothing.
"""

from __future__ import annotations

from typing import Any

from litestar.params import PathParameter, QueryParameter


def query_parameter(
    name: str, description: str, *, example: object = None, **bounds: Any
) -> QueryParameter:
    """A parameter of the query.

    Args:
        name: in the URL.
        description: what the parameter does.
        example: a value, if the schema does not list all values.
        bounds: limits of the value, as the framework calls them (`ge`, `max_length`, …).
    """
    return QueryParameter(name=name, description=add_example(description, example), **bounds)


def path_parameter(description: str, *, example: str) -> PathParameter:
    """A parameter of the path, which has its name from the path."""
    return PathParameter(description=add_example(description, example))


def add_example(description: str, example: object) -> str:
    """The description with the example in words, if there is one."""
    return description if example is None else f"{description} For example: `{example}`."
