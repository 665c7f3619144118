"""The refusal of unknown and repeated parameters."""

from __future__ import annotations

from typing import Any

from litestar import Request

from api.http.problems import ParameterError
from api.openapi.document import OpenAPIDocument
from api.schemas import ParameterProblem


class ParameterCheck:
    """Refuses parameters that the OpenAPI document does not list, and repeated ones, before the
    request reaches its route. Otherwise a misspelt filter would answer with all quotes.
    """

    def __init__(self, document: OpenAPIDocument) -> None:
        self._document = document
        self._allowed: dict[str, dict[str, dict[str, Any]]] = {}

    async def __call__(self, request: Request[Any, Any, Any]) -> None:
        """Nothing, if every parameter is known and given once.

        Raises:
            ParameterError: names those that are not.
        """
        if not request.scope["query_string"]:
            return
        items = list(request.query_params.multi_items())
        names = [name for name, _ in items]
        allowed = self._find_allowed(request)
        reason = f"unknown; use {', '.join(sorted(allowed))}" if allowed else "unknown; use none"
        errors = {name: "given twice" for name in names if names.count(name) > 1}
        errors |= {name: reason for name in names if name not in allowed}
        errors |= {
            name: "no value; leave it out instead"
            for name, value in items
            if name in allowed and value.lower() == "null" and not _is_text(allowed[name])
        }
        if errors:
            raise ParameterError(
                [ParameterProblem(parameter=name, detail=errors[name]) for name in sorted(errors)]
            )

    def _find_allowed(self, request: Request[Any, Any, Any]) -> dict[str, dict[str, Any]]:
        operation_id = str(request.route_handler.operation_id)
        if operation_id not in self._allowed:
            parameters = self._document.find_query_parameters(request.app, operation_id)
            self._allowed[operation_id] = parameters
        return self._allowed[operation_id]


def _is_text(schema: dict[str, Any]) -> bool:
    """Whether any text is a value; for other types the framework takes "null" for no value."""
    return schema.get("type") == "string" and not schema.keys() & {"enum", "format"}
