"""The OpenAPI document: what the framework finds in the routes, and what it can't see there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Lock
from typing import Any, Final

import msgspec
from litestar import Litestar
from litestar.routes import HTTPRoute

from api.http.access import find_scope
from api.openapi.access import SECURITY_SCHEMES, describe_access
from api.openapi.parameters import clean_parameters
from api.openapi.record_schemas import allow_partial_records, describe_schemas, fix_pairs
from api.openapi.responses import HEADERS, describe_responses
from quotes.settings import Settings

Json = dict[str, Any]

EXAMPLES_FILE: Final = Path(__file__).parent / "examples.json"

_TAGS: Final = {
    "quotes": "What was said.",
    "speakers": "Who said it.",
    "outlets": "Who printed it.",
    "topics": "What it is about.",
    "articles": "Where it stands.",
    "statistics": "How much was said when.",
    "export": "Everything at once.",
    "health": "Whether the service runs.",
}


class OpenAPIDocument:
    """The document of one application, made when it is first needed. That takes as long as half of
    the service's start, and so is no work for the event loop.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._document: Json | None = None
        self._parameters: dict[str, dict[str, Json]] = {}
        self._lock = Lock()

    @property
    def is_made(self) -> bool:
        """Whether `make` returns at once."""
        return self._document is not None

    def make(self, app: Litestar) -> Json:
        """The OpenAPI 3.1 document; for several threads."""
        with self._lock:
            if self._document is None:
                scopes = {
                    str(handler.operation_id): find_scope(handler)
                    for route in app.routes
                    if isinstance(route, HTTPRoute)
                    for handler in route.route_handlers
                }
                document = app.openapi_schema.to_schema()
                self._document = complete_document(document, self._settings, scopes)
            return self._document

    def find_query_parameters(self, app: Litestar, operation_id: str) -> dict[str, Json]:
        """The query parameters of an operation: their schemas by name."""
        if operation_id not in self._parameters:
            self._parameters[operation_id] = {
                parameter["name"]: parameter["schema"]
                for _, operation in _walk_operations(self.make(app))
                if operation["operationId"] == operation_id
                for parameter in operation["parameters"]
                if parameter["in"] == "query"
            }
        return self._parameters[operation_id]


def complete_document(document: Json, settings: Settings, scopes: Mapping[str, str]) -> Json:
    """The framework's document with what the framework can't see.

    Args:
        document: the framework's, which is changed.
        settings: of the service.
        scopes: what each operation needs, by the ids of operations.
    """
    examples: Json = msgspec.json.decode(EXAMPLES_FILE.read_bytes())
    document["servers"] = [{"url": settings.public_url or "/"}]
    document["tags"] = [{"name": name, "description": text} for name, text in _TAGS.items()]
    components = document["components"]
    components["headers"] = HEADERS
    components["securitySchemes"] = SECURITY_SCHEMES
    describe_schemas(components["schemas"])
    fix_pairs(components["schemas"])
    for path, operation in _walk_operations(document):
        operation["parameters"] = clean_parameters(operation, settings)
        describe_responses(path, operation, examples)
        describe_access(operation, scopes[operation["operationId"]])
        allow_partial_records(operation, components["schemas"])
    return document


def _walk_operations(document: Json) -> Iterator[tuple[str, Json]]:
    for path, item in document["paths"].items():
        for operation in item.values():
            yield path, operation
