"""The table of packages on the architecture page is what the code does."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pages import ROOT

_SHARED = {"records", "errors", "settings"}
_ROWS = re.findall(
    r"^\| (`.*`) \| .* \| (.*)\|$",
    (ROOT / "docs" / "architecture.md").read_text("utf-8").partition("| package |")[2],
    re.MULTILINE,
)
ALLOWED = {
    package: set(re.findall(r"`(\w+)`", imports)) | ({"all"} if imports.strip() == "all" else set())
    for packages, imports in _ROWS
    for package in re.findall(r"`(\w+)`", packages)
}


def find_packages() -> Iterator[str]:
    """`api`, and the packages and modules of `quotes`."""
    yield "api"
    for path in (ROOT / "quotes").iterdir():
        if (path.is_dir() and (path / "__init__.py").is_file()) or path.suffix == ".py":
            yield path.stem


def find_imports(package: str) -> set[str]:
    """The other packages of this project that a package imports."""
    folder = ROOT / "api" if package == "api" else ROOT / "quotes" / package
    files = folder.rglob("*.py") if folder.is_dir() else [folder.with_suffix(".py")]
    modules = (module.split(".") for file in files for module in list_modules(file))
    names = {"api" if names[0] == "api" else names[1] for names in modules}
    return names & set(find_packages()) - {package}


def list_modules(file: Path) -> Iterator[str]:
    """What a file imports from this project, as `quotes.store.Store`."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        yield from (name for name in names if name.startswith(("api.", "quotes.")))


def test_every_package_is_in_the_table() -> None:
    """The table has each package, and no other."""
    assert set(ALLOWED) == set(find_packages()) - {"__init__"}


@pytest.mark.parametrize("package", sorted(ALLOWED))
def test_packages_import_what_the_table_says(package: str) -> None:
    """No package imports another that the table does not name."""
    if "all" not in ALLOWED[package]:
        assert find_imports(package) - _SHARED <= ALLOWED[package]
