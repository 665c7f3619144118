"""How long a page of a list is, and where it starts."""

from __future__ import annotations

from typing import Annotated

from api.parameters.declaring import query_parameter
from quotes.errors import QueryError
from quotes.settings import Settings
from quotes.store import DEFAULT_LIMIT, MAX_LIMIT

Limit = Annotated[
    int | None, query_parameter("limit", "Items on a page.", example=20, ge=1, le=MAX_LIMIT)
]
PageSize = Annotated[
    int | None,
    query_parameter(
        "page-size",
        "Another name for `limit`; the smaller of both counts.",
        example=20,
        ge=1,
        le=MAX_LIMIT,
    ),
]
Cursor = Annotated[
    str | None,
    query_parameter(
        "cursor",
        "Where the page starts: `next` of the page before.",
        min_length=1,
        max_length=4_000,
    ),
]


def choose_page_size(settings: Settings, limit: int | None, page_size: int | None) -> int:
    """The number of items on a page; the smaller one if both parameters are given.

    Raises:
        QueryError: the service does not allow pages that long.
    """
    for name, size in (("limit", limit), ("page_size", page_size)):
        if size is not None and size > settings.max_page:
            raise QueryError(name, f"a page holds 1 to {settings.max_page} items, not {size}")
    return min(limit or settings.max_page, page_size or limit or DEFAULT_LIMIT)
