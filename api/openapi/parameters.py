"""Parameters in the OpenAPI document: without null, which a URL can't give, and without examples,
with which the form at /docs would fill itself.
"""

from __future__ import annotations

from typing import Any, Final

from quotes.settings import Settings

Json = dict[str, Any]

# Parameters that an operation does not need, as its path gives them.
_IN_PATH: Final = {("listSpeakerQuotes", "speaker")}


def clean_parameters(operation: Json, settings: Settings) -> list[Json]:
    """The parameters of an operation. The only values in them are defaults, which are what the
    service assumes anyway.
    """
    return [
        _clean_parameter(parameter, settings)
        for parameter in operation.get("parameters", [])
        if (operation["operationId"], parameter["name"]) not in _IN_PATH
    ]


def _clean_parameter(parameter: Json, settings: Settings) -> Json:
    schema = _clean_schema(parameter["schema"])
    if parameter["name"] == "min-confidence":
        # The framework leaves out a limit of 0.
        schema["minimum"] = 0
    if parameter["name"] in ("limit", "page-size"):
        schema["maximum"] = settings.max_page
    return {
        "name": parameter["name"],
        "in": parameter["in"],
        "required": parameter["required"],
        "description": parameter["description"],
        "schema": schema,
    }


def _clean_schema(schema: Json) -> Json:
    """The schema of one type, with all enumerated values in one list and without null."""
    schema = {name: value for name, value in schema.items() if name != "description"}
    choices = [choice for choice in schema.pop("oneOf", []) if choice != {"type": "null"}]
    for choice in choices:
        values = [*schema.get("enum", []), *choice.get("enum", []), *_list_constant(choice)]
        schema |= {name: value for name, value in choice.items() if name != "const"}
        if values:
            schema["enum"] = values
    if isinstance(schema.get("type"), list):
        schema["type"] = next(type_ for type_ in schema["type"] if type_ != "null")
    if "enum" in schema:
        schema["enum"] = [value for value in schema["enum"] if value is not None]
    return schema


def _list_constant(choice: Json) -> list[Any]:
    return [choice["const"]] if "const" in choice else []
