"""Schemas of records in the OpenAPI document."""

from __future__ import annotations

import inspect
from typing import Any

import api.schemas as schemas
from api.parameters.declaring import add_example
from quotes import records
from quotes.exporting import manifest, rows

Json = dict[str, Any]


def describe_schemas(record_schemas: Json) -> None:
    """Give each schema the docstring of its Struct as description."""
    for name, schema in record_schemas.items():
        struct = next(
            getattr(module, name)
            for module in (schemas, rows, manifest, records)
            if isinstance(getattr(module, name, None), type)
        )
        schema["description"] = inspect.getdoc(struct)


def fix_pairs(node: Any) -> None:
    """Say of each tuple of two equal types that it has two items, which `prefixItems` alone leaves
    open.
    """
    if isinstance(node, list):
        for item in node:
            fix_pairs(item)
    elif isinstance(node, dict):
        first, *others = node.get("prefixItems") or [None]
        if others == [first]:
            del node["prefixItems"]
            node |= {"items": first, "minItems": 2, "maxItems": 2}
        for value in node.values():
            fix_pairs(value)


def allow_partial_records(operation: Json, record_schemas: Json) -> None:
    """Allow the records of an operation with `fields` to lack any field, and list the fields."""
    fields = next((each for each in operation["parameters"] if each["name"] == "fields"), None)
    if fields is None:
        return
    body = operation["responses"]["200"]["content"]["application/json"]
    name = body["schema"]["$ref"].rpartition("/")[2]
    if name.endswith("Page"):
        items = record_schemas[name]["properties"]["items"]
        name = _find_record_name(items["items"])
        items["items"] = _make_choice(record_schemas, name)
    else:
        body["schema"] = _make_choice(record_schemas, name)
    names = list(record_schemas[name]["properties"])
    choice = f"({'|'.join(names)})"
    fields["schema"]["pattern"] = f"^{choice}(,{choice})*$"
    fields["description"] = add_example(fields["description"], ",".join(names[:2]))


def _find_record_name(schema: Json) -> str:
    """The name of the whole record; another operation may have made a choice of the schema."""
    return str(schema.get("anyOf", [schema])[0]["$ref"]).rpartition("/")[2]


def _make_choice(record_schemas: Json, name: str) -> Json:
    """The whole record, or a part of it; the part becomes a schema of its own."""
    part = f"{name}Part"
    record_schemas[part] = {
        **{key: value for key, value in record_schemas[name].items() if key != "required"},
        "title": part,
        "description": f"{name} with the fields that `fields` names.",
    }
    return {"anyOf": [{"$ref": f"#/components/schemas/{each}"} for each in (name, part)]}
