"""Rooms of the store, and modules of a room, import only from those that are listed above them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import quotes.store

STORE = Path(quotes.store.__file__).parent


def list_names(package: Path) -> list[str]:
    """The names that the docstring of a package lists, in their order."""
    docstring = ast.get_docstring(ast.parse((package / "__init__.py").read_text())) or ""
    return re.findall(r"^    (\w+)  +\S", docstring, flags=re.MULTILINE)


ROOMS = list_names(STORE)


def find_imports(file: Path) -> set[tuple[str, ...]]:
    """The modules of the store that a file imports, as parts of their names."""
    modules: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            modules |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    store = ("quotes", "store")
    return {parts[2:] for module in modules if (parts := tuple(module.split(".")))[:2] == store}


@pytest.mark.parametrize("room", [room for room in ROOMS if (STORE / room).is_dir()])
def test_each_module_imports_what_is_listed_above_it(room: str) -> None:
    modules = list_names(STORE / room)
    files = {file.stem: file for file in (STORE / room).glob("*.py") if file.stem != "__init__"}
    folders = {folder.parent.name for folder in (STORE / room).glob("*/__init__.py")}
    assert files.keys() | folders == set(modules)
    for module, file in files.items():
        for imported, *rest in find_imports(file):
            if imported != room:
                assert imported in ROOMS[: ROOMS.index(room)], (module, imported)
            elif rest and rest[0] in modules:
                assert rest[0] in modules[: modules.index(module)], (module, rest[0])


def test_every_room_is_listed() -> None:
    folders = {file.parent.name for file in STORE.glob("*/__init__.py")}
    files = {file.stem for file in STORE.glob("*.py")} - {"__init__"}
    assert folders | files == set(ROOMS)
