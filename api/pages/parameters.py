"""What the address of a page asks for. Fields of a form that are left empty ask for nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Request

from quotes.errors import QueryError
from quotes.store import QuoteFilter


class PageQuery:
    """The parameters of a page's address that have a value, each once: the last counts."""

    def __init__(self, request: Request[Any, Any, Any]) -> None:
        items = request.query_params.multi_items()
        self.values = {
            name: value.strip().replace("\0", "") for name, value in items if value.strip()
        }

    def get(self, name: str) -> str:
        """The value of a parameter; "" if it has none."""
        return str(self.values.get(name, ""))

    def read_filters(self) -> QuoteFilter:
        """The filters; other parameters don't count.

        Raises:
            QueryError: a value that no filter can have.
        """
        known = {field.name for field in msgspec.structs.fields(QuoteFilter)}
        names = {name: name.replace("-", "_") for name in self.values}
        given = {names[name]: value for name, value in self.values.items() if names[name] in known}
        try:
            return msgspec.convert(given, QuoteFilter, strict=False)
        except msgspec.ValidationError as error:
            reason, _, path = str(error).partition(" - at `$.")
            raise QueryError(path.rstrip("`") or "filter", reason) from error

    def change(self, **changes: str | None) -> str:
        """The query with other values, from the first page on; None removes one."""
        values = {**self.values, "cursor": None, **changes}
        return "?" + urlencode({name: value for name, value in values.items() if value})
