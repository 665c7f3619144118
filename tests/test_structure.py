"""The structure of the code: layers, import circles, names of classes."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("quotes", "api")


@cache
def find_modules() -> dict[str, Path]:
    """The module names of both packages with their files; migrations are run by Alembic."""
    files = (file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
    return {
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
        for file in files
        if "versions" not in file.parts
    }


def find_imports(module: str, *, at_load: bool) -> Iterator[str]:
    """The modules of this project that a module imports; `at_load` leaves out imports inside
    functions and under TYPE_CHECKING, which can't close a circle when modules are loaded.
    """
    modules = find_modules()
    tree = ast.parse(modules[module].read_text("utf-8"))
    for node in tree.body if at_load else ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            named = [f"{node.module}.{alias.name}" for alias in node.names]
            for name in (*named, *([] if all(n in modules for n in named) else [node.module])):
                if name in modules:
                    yield name
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)


def test_no_import_circles() -> None:
    """No module imports itself through others while it is loaded."""
    graph = {m: set(find_imports(m, at_load=True)) - {m} for m in find_modules()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"import circle: {' -> '.join(error.args[1])}")


def test_only_the_command_line_imports_the_api() -> None:
    """`quotes` works without `api`; only `quotes.cli` starts it."""
    offenders = [
        f"{module} imports {name}"
        for module in find_modules()
        if module.startswith("quotes") and not module.startswith("quotes.cli")
        for name in find_imports(module, at_load=False)
        if name.split(".")[0] == "api"
    ]
    assert not offenders


@pytest.mark.parametrize(
    ("library", "home"),
    [
        pytest.param("stanza", ("quotes.parsing", "quotes.training"), id="Stanza"),
        pytest.param("sqlalchemy", ("quotes.store",), id="SQL"),
        pytest.param("litestar", ("api",), id="HTTP"),
        pytest.param("rich_click", ("quotes.cli",), id="command line"),
    ],
)
def test_libraries_stay_in_their_packages(library: str, home: tuple[str, ...]) -> None:
    """Each large library is known to one package, so that it can be replaced there."""
    offenders = []
    for module, file in find_modules().items():
        if not module.startswith(home):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom):
                    names = [node.module or ""]
                offenders += [module for name in names if name.split(".")[0] == library]
    assert not offenders


def test_class_names_are_unique() -> None:
    """A class name stands for one thing in the whole project; leading underscores don't count."""
    places = defaultdict(list)
    for module, file in find_modules().items():
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name.lstrip("_")].append(module)
    assert {name: modules for name, modules in places.items() if len(modules) > 1} == {}
