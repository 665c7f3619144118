"""Makes the pages in docs/reference from the code: `make reference` writes them.

A test fails where a page is not what this script makes.
"""

from __future__ import annotations

import inspect
import re
import types
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import click
import msgspec
from msgspec import Meta

from api.app import create_app
from api.openapi.document import OpenAPIDocument
from quotes import records
from quotes.cli.main import main
from quotes.exporting.manifest import ExportManifest
from quotes.exporting.rows import ON_DEMAND, ROWS, ExportRow
from quotes.settings import Settings, load_settings

FOLDER = Path(__file__).parent / "reference"
_MADE = "<!-- Made by docs/build_reference.py from the code: `make reference`. Don't edit it. -->"
_DEFAULTS = {"data_dir": "`~/.local/share/onrecord`", "database_url": "SQLite in `data_dir`"}
_TYPES: dict[Any, str] = {
    str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null",
    datetime: "ISO 8601 time",
}  # fmt: skip

Json = dict[str, Any]
_Row = tuple[str, ...]

_PARAMETER_HEADING = ("parameter", "in", "value", "meaning")
# Operations with the same parameter, from which on it is described once for all of them.
_SEVERAL = 3


def make_pages() -> dict[str, str]:
    """The text of each page by the name of its file."""
    pages = {
        "commands.md": make_commands(),
        "settings.md": make_settings(),
        "api.md": make_api(),
        "records.md": make_records(),
        "exports.md": make_exports(),
    }
    return {name: _join(lines) for name, lines in pages.items()}


def make_commands() -> Iterator[str]:
    """The commands with their arguments and options."""
    yield from _begin("Commands")
    yield inspect.cleandoc(inspect.getdoc(inspect.getmodule(main.callback)) or "").partition("\n")[
        2
    ]
    for path, command in walk_commands(main, ("onrecord",)):
        yield f"## {' '.join(path)}"
        yield from _describe_command(path, command)


def walk_commands(
    group: click.Group, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Each command below a group that is no group itself, with the words that call it."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from walk_commands(command, (*path, name))
        else:
            yield (*path, name), command


def _describe_command(path: tuple[str, ...], command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=" ".join(path))
    parameters = command.get_params(context)
    options = [p for p in parameters if isinstance(p, click.Option)]
    arguments = [p for p in parameters if not isinstance(p, click.Option)]
    usage = " ".join([*path, "[OPTIONS]", *(p.make_metavar(context) for p in arguments)])
    yield f"```text\n{usage}\n```"
    yield inspect.cleandoc(command.help or "")
    rows = [
        (_code(", ".join(option.opts)), _describe_values(option.type), _default(option),
         option.help or "")
        for option in options
        if option.name != "help"
    ]  # fmt: skip
    yield _table(("option", "value", "default", "meaning"), rows)


def _describe_values(type_: click.ParamType[Any]) -> str:
    if isinstance(type_, click.Choice):
        return ", ".join(_code(str(choice)) for choice in type_.choices)
    if isinstance(type_, click.IntRange):
        highest = "" if type_.max is None else f" to {type_.max}"
        return f"integer, {type_.min}{highest}" if highest else f"integer, {type_.min} or more"
    return {"boolean": "", "text": "string"}.get(type_.name, type_.name)


def _default(option: click.Option) -> str:
    if option.is_flag or option.show_default in (None, False):
        return ""
    return option.show_default if isinstance(option.show_default, str) else _code(option.default)


def make_settings() -> Iterator[str]:
    """The settings with their environment variables."""
    yield from _begin("Settings")
    yield (
        "Each setting is an environment variable. Where a command has an option for it, the option "
        "counts first."
    )
    hints = get_type_hints(Settings, include_extras=True)
    rows = [
        (
            _code(f"ONRECORD_{field.name.upper()}"),
            _format_type(hints[field.name]) + _format_bounds(_find_meta(hints[field.name])),
            _DEFAULTS.get(field.name) or (_code(field.default) if field.default != "" else "none"),
            _sentence(_describe(hints[field.name])),
        )
        for field in msgspec.structs.fields(Settings)
    ]
    yield _table(("variable", "value", "default", "meaning"), rows)


def _format_bounds(meta: Meta | None) -> str:
    least = None if meta is None else meta.ge
    most = None if meta is None else meta.le
    if least is not None:
        return f", {least} to {most}" if most is not None else f", {least} or more"
    return f", more than {meta.gt}" if meta is not None and meta.gt is not None else ""


def make_records() -> Iterator[str]:
    """The records that steps exchange and `onrecord extract` prints."""
    yield from _begin("Records")
    yield inspect.cleandoc(records.__doc__ or "").partition("\n\n")[2]
    yield (
        "In the lines of `onrecord extract` an article's fields and `attributions` and `topics` "
        "stand side by side, without `text`. There a span is an object with `start`, `end` and its "
        "`text`; `speaker` is an object with `id`, `name` and `kind`, and `addressee` a span."
    )
    for record in vars(records).values():
        if getattr(record, "__module__", None) == records.__name__ and _has_fields(record):
            yield from _describe_record(record)


def _has_fields(record: Any) -> bool:
    return inspect.isclass(record) and bool(getattr(record, "__struct_fields__", ()))


def make_exports() -> Iterator[str]:
    """The columns of each export, and the manifest."""
    yield from _begin("Exports")
    yield (
        "The columns of each table and shape, in their order. Lists are JSON text in CSV. Columns "
        "with * come only where `columns` names them, `successor`, `erased` and `withdrawn` only "
        "with `changed-since`."
    )
    nested: dict[str, type[msgspec.Struct]] = {}
    for (table, shape), row_type in ROWS.items():
        name = "" if shape == "onrecord" else f", shape `{shape}`"
        yield f"## {table}{name}"
        yield from _describe_fields(row_type, marked=ON_DEMAND if shape == "onrecord" else ())
        nested |= {t.__name__: t for t in _find_records(row_type)}
    for row_type in nested.values():
        yield from _describe_record(row_type)
    yield from _describe_record(ExportManifest)


def make_api() -> Iterator[str]:
    """The paths of the API, their parameters, and the records of their answers."""
    settings = load_settings({}, data_dir="/var/lib/onrecord")
    document = OpenAPIDocument(settings).make(create_app(settings))
    operations = [
        (f"{method.upper()} {path}", operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
    ]
    shared = _find_shared(operation for _, operation in operations)
    yield from _begin("API")
    yield document["info"]["description"]
    yield "The service describes itself at `/docs` and, for programs, at `/openapi.json`."
    for tag in document["tags"]:
        yield f"## Paths: {tag['name']}"
        yield tag["description"]
        for heading, operation in operations:
            if tag["name"] in operation["tags"]:
                yield f"### {heading}"
                yield from _describe_operation(operation, shared)
    yield "## Parameters of several paths"
    yield _table(_PARAMETER_HEADING, shared)
    yield "## Records of answers"
    for name, schema in document["components"]["schemas"].items():
        if not name.endswith("Part"):
            yield from _describe_schema(name, schema)


def _find_shared(operations: Iterable[Json]) -> list[_Row]:
    """The parameters that are the same in several operations, in their first order."""
    counts = Counter(row for operation in operations for row in _list_parameters(operation))
    return [row for row, count in counts.items() if count >= _SEVERAL]


def _list_parameters(operation: Json) -> list[_Row]:
    return [
        (_code(p["name"]), p["in"], _format_schema(p["schema"]), p.get("description", ""))
        for p in operation.get("parameters", ())
    ]


def _describe_operation(operation: Json, shared: Sequence[_Row]) -> Iterator[str]:
    yield operation.get("description") or operation["summary"]
    rows = _list_parameters(operation)
    yield _table(_PARAMETER_HEADING, [row for row in rows if row not in shared])
    if names := ", ".join(row[0] for row in rows if row in shared):
        yield f"[Parameters of several paths](#parameters-of-several-paths): {names}."
    bodies = [
        f"{_code(media)} ({_format_schema(content.get('schema', {'type': 'bytes'}))})"
        for media, content in operation["responses"]["200"].get("content", {}).items()
    ]
    yield f"Answers: {'; '.join(sorted(bodies))}."


def _describe_schema(name: str, schema: Json) -> Iterator[str]:
    yield f"### {name}"
    yield schema.get("description", "")
    rows = [
        (_code(field), _format_schema(value), value.get("description", ""))
        for field, value in schema.get("properties", {}).items()
    ]
    yield _table(("field", "value", "meaning"), rows)


def _format_schema(schema: Json) -> str:
    if "$ref" in schema:
        return _link(schema["$ref"].rpartition("/")[2].removesuffix("Part"))
    if "const" in schema or "enum" in schema:
        return ", ".join(_code(v) for v in schema.get("enum", [schema.get("const")]))
    if options := schema.get("oneOf") or schema.get("anyOf"):
        return " or ".join(dict.fromkeys(map(_format_schema, options)))
    types = schema.get("type", "any")
    if isinstance(types, list):
        return " or ".join(_format_schema(schema | {"type": type_}) for type_ in types)
    if types == "array":
        return f"list of {_format_schema(schema['items'])}" if schema.get("items") else "list"
    if values := schema.get("additionalProperties"):
        return f"object of {_format_schema(values)}" if isinstance(values, dict) else "object"
    return str(types)


def _describe_record(record: type[msgspec.Struct]) -> Iterator[str]:
    yield f"### {record.__name__}" if issubclass(record, ExportRow) else f"## {record.__name__}"
    yield _format_docstring(inspect.getdoc(record) or "")
    yield from _describe_fields(record)


def _format_docstring(text: str) -> str:
    """A docstring in Markdown: its `Attributes:` as a list."""
    head, _, attributes = text.partition("Attributes:\n")
    items = re.sub(r"\n {5,}", " ", attributes)
    return head + re.sub(r"^ {4}([\w, ]+): ", r"- `\1`: ", items, flags=re.MULTILINE)


def _describe_fields(record: type[msgspec.Struct], marked: Iterable[str] = ()) -> Iterator[str]:
    hints = get_type_hints(record, include_extras=True)
    rows = [
        (
            _code(name) + (" *" if name in marked else ""),
            _format_type(hints[name]),
            _describe(hints[name]),
        )
        for name in record.__struct_fields__
    ]
    if any(row[2] for row in rows):
        yield _table(("field", "value", "meaning"), rows)
    else:
        yield _table(("field", "value"), [row[:2] for row in rows])


def _find_records(record: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    """The records of rows that are values in another."""
    for hint in get_type_hints(record, include_extras=False).values():
        yield from _find_records_in(hint)


def _find_records_in(hint: Any) -> Iterator[type[msgspec.Struct]]:
    if inspect.isclass(hint) and issubclass(hint, msgspec.Struct):
        yield hint
        yield from _find_records(hint)
    for inner in get_args(hint):
        yield from _find_records_in(inner)


def _format_type(hint: Any) -> str:
    origin, inner = get_origin(hint), get_args(hint)
    if hint in _TYPES:
        return _TYPES[hint]
    if origin is Annotated:
        return _format_type(inner[0])
    if origin is Literal:
        return ", ".join(_code(value) for value in inner)
    if origin in (Union, types.UnionType):
        return " or ".join(map(_format_type, inner))
    if origin is dict:
        return f"object of {_format_type(inner[1])}"
    if origin is tuple and inner[-1] is not Ellipsis:
        return f"[{', '.join(map(_format_type, inner))}]"
    if origin in (list, tuple):
        return f"list of {_format_type(inner[0])}"
    return _link(hint.__name__)


def _find_meta(hint: Any) -> Meta | None:
    return next(
        (meta for meta in getattr(hint, "__metadata__", ()) if isinstance(meta, Meta)), None
    )


def _describe(hint: Any) -> str:
    meta = _find_meta(hint)
    return (meta.description or "") if meta else ""


def _begin(title: str) -> Iterator[str]:
    yield f"# {title}"
    yield _MADE


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _code(value: object) -> str:
    return f"`{value}`"


def _link(name: str) -> str:
    return f"[{name}](#{name.lower()})"


def _table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table without the columns in which nothing stands; empty without rows."""
    if not rows:
        return ""
    filled = [i for i in range(len(heading)) if any(row[i] for row in rows)]
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join("| " + " | ".join(_cell(row[i]) for i in filled) + " |" for row in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _join(blocks: Iterable[str]) -> str:
    return "\n\n".join(block.strip() for block in blocks if block.strip()) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in make_pages().items():
        (FOLDER / name).write_text(text, "utf-8")
