"""The refusal of unknown and repeated parameters."""

from __future__ import annotations

from asyncio import to_thread
from collections import Counter
from typing import Any

from litestar import Request

from api.http.problems import ParameterError
from api.schemas import ParameterProblem
from api.service import find_service

# Parameters that an answer names: a URL of 16 KB may have thousands, each with a list of those that
# there are. Not tuned.
_MOST_ERRORS = 20


async def check_parameters(request: Request[Any, Any, Any]) -> None:
    """Nothing, if the OpenAPI document lists every parameter and each is given once. Called before
    the request reaches its route: otherwise a misspelt filter would answer with all quotes.

    Raises:
        ParameterError: names those that are not.
    """
    if not request.scope["query_string"]:
        return
    items = list(request.query_params.multi_items())
    names = [name for name, _ in items]
    allowed = await _find_allowed(request)
    reason = f"unknown; use {', '.join(sorted(allowed))}" if allowed else "unknown; use none"
    errors = {name: "given twice" for name, times in Counter(names).items() if times > 1}
    errors |= {name: reason for name in names if name not in allowed}
    # No text in any database holds one, and PostgreSQL takes none.
    errors |= {name: "holds a NUL character" for name, value in items if "\0" in value}
    errors |= {
        name: "no value; leave it out instead"
        for name, value in items
        if name in allowed and value.lower() == "null" and not _is_text(allowed[name])
    }
    if errors:
        raise ParameterError(
            [
                ParameterProblem(parameter=name, detail=errors[name])
                for name in sorted(errors)[:_MOST_ERRORS]
            ]
        )


async def _find_allowed(request: Request[Any, Any, Any]) -> dict[str, dict[str, Any]]:
    document, app = find_service(request).document, request.app
    if not document.is_made:
        await to_thread(document.make, app)
    return document.find_query_parameters(app, str(request.route_handler.operation_id))


def _is_text(schema: dict[str, Any]) -> bool:
    """Whether any text is a value; for other types the framework takes "null" for no value."""
    return schema.get("type") == "string" and not schema.keys() & {"enum", "format"}
