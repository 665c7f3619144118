"""Query parameters that several routes share, and the refusal of unknown ones."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, cast

from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.openapi.spec import Example
from litestar.openapi.spec import Parameter as OpenAPIParameter
from litestar.params import QueryParameter

from api.problems import ParameterError
from api.schemas import ParameterProblem
from quotes.errors import QueryError
from quotes.records import Act, AttributionType
from quotes.settings import Settings
from quotes.store import DEFAULT_LIMIT, MAX_LIMIT, QuoteFilter

_MAX_LENGTH = 500


def _word(name: str, description: str, example: str) -> QueryParameter:
    return QueryParameter(
        name=name,
        description=description,
        examples=[Example(value=example)],
        min_length=1,
        max_length=_MAX_LENGTH,
    )


def _choice(name: str, description: str, example: object) -> QueryParameter:
    return QueryParameter(name=name, description=description, examples=[Example(value=example)])


Limit = Annotated[
    int | None,
    QueryParameter(
        name="limit",
        description="Items on a page.",
        examples=[Example(value=20)],
        ge=1,
        le=MAX_LIMIT,
    ),
]
PageSize = Annotated[
    int | None,
    QueryParameter(
        name="page-size",
        description="Another name for `limit`.",
        examples=[Example(value=20)],
        ge=1,
        le=MAX_LIMIT,
    ),
]
Cursor = Annotated[
    str | None,
    QueryParameter(
        name="cursor",
        description="Where the page starts: `next` of the page before.",
        examples=[Example(value="WyJrIiw3NjA1MDc1NjM4NzIxOTk0NzU2XQ")],
        min_length=1,
        max_length=4_000,
    ),
]


def provide_filter(
    speaker: Annotated[
        str | None,
        _word(
            "speaker",
            "A speaker's id, or whole words of a name, without regard to case and accents.",
            "kerry",
        ),
    ] = None,
    outlet: Annotated[
        str | None, _word("outlet", "Whole words of the outlet's name.", "Newsweek")
    ] = None,
    topic: Annotated[
        str | None, _word("topic", "A topic's code, or its whole name.", "politics")
    ] = None,
    addressee: Annotated[
        str | None, _word("addressee", "Whole words of who was told.", "CNN")
    ] = None,
    type_: Annotated[
        AttributionType | None,
        _choice(
            "type",
            "direct: all in quotation marks; mixed: part of it; indirect: none.",
            "direct",
        ),
    ] = None,
    act: Annotated[
        Act | Literal["all"],
        _choice(
            "act",
            "statement: somebody said it; attitude: somebody wants, fears or believes it.",
            "statement",
        ),
    ] = "statement",
    q: Annotated[
        str | None,
        _word(
            "q",
            'Words that the quote holds, in any form and order; "phrases" in quotation marks.',
            'border "Islamic State"',
        ),
    ] = None,
    from_date: Annotated[
        date | None,
        _choice(
            "from-date",
            "First date of the article, YYYY-MM-DD; leaves out articles without a date.",
            "2015-11-01",
        ),
    ] = None,
    to_date: Annotated[
        date | None,
        _choice(
            "to-date",
            "Last date of the article, YYYY-MM-DD; leaves out articles without a date.",
            "2015-11-30",
        ),
    ] = None,
) -> QuoteFilter:
    """The filter that a request's parameters make; those that are not given do not filter."""
    return QuoteFilter(
        speaker=speaker,
        outlet=outlet,
        topic=topic,
        addressee=addressee,
        type=type_,
        act=act,
        q=q,
        from_date=from_date,
        to_date=to_date,
    )


def choose_size(settings: Settings, limit: int | None, page_size: int | None) -> int:
    """The number of items on a page.

    Raises:
        QueryError: both names of the parameter are given, or more than the service allows.
    """
    if limit is not None and page_size is not None:
        raise QueryError("page_size", "another name for limit; give one of them")
    size = limit if limit is not None else page_size
    if size is None:
        return min(DEFAULT_LIMIT, settings.max_page)
    if size > settings.max_page:
        name = "limit" if limit is not None else "page_size"
        raise QueryError(name, f"a page holds 1 to {settings.max_page} items, not {size}")
    return size


class ParameterCheck:
    """A guard that refuses parameters which the OpenAPI description does not list, and repeated
    ones.

    A misspelt filter would else answer with everything.
    """

    def __init__(self) -> None:
        self._allowed: dict[str, frozenset[str]] | None = None

    async def __call__(
        self, connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
    ) -> None:
        """Nothing, if every parameter is known and given once.

        Raises:
            ParameterError: names those that are not.
        """
        if not connection.scope["query_string"]:
            return
        given = [name for name, _ in connection.query_params.multi_items()]
        allowed = self._find_allowed(connection.app, handler)
        reason = f"unknown; use {', '.join(sorted(allowed))}" if allowed else "unknown; use none"
        errors = {name: "given twice" for name in given if given.count(name) > 1}
        errors |= {name: reason for name in given if name not in allowed}
        if errors:
            raise ParameterError(
                [ParameterProblem(parameter=name, detail=errors[name]) for name in sorted(errors)]
            )

    def _find_allowed(self, app: Litestar, handler: BaseRouteHandler) -> frozenset[str]:
        if self._allowed is None:
            self._allowed = {
                str(operation.operation_id): frozenset(
                    parameter.name
                    for parameter in operation.parameters or ()
                    if isinstance(parameter, OpenAPIParameter) and parameter.param_in == "query"
                )
                for path in (app.openapi_schema.paths or {}).values()
                if (operation := path.get) is not None
            }
        return self._allowed[str(cast(HTTPRouteHandler, handler).operation_id)]
