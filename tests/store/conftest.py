"""Databases for the store's tests: made once by the migrations, then copied."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from quotes.store import Store, migrate, open_store


def _load_builders() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "store_builders", Path(__file__).parent / "builders.py"
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["store_builders"] = module
    spec.loader.exec_module(module)
    return module


_load_builders()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database without articles."""
    file = tmp_path_factory.mktemp("template") / "empty.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture
def database(template: Path, tmp_path: Path) -> Path:
    """A database of the test's own, without articles."""
    return Path(shutil.copy(template, tmp_path / "onrecord.db"))


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    """A store without articles."""
    with open_store(f"sqlite:///{database}") as store:
        yield store


@pytest.fixture(scope="session")
def new_store(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Store]:
    """A function that makes stores without articles, for tests that need many."""
    folder = tmp_path_factory.mktemp("stores")
    count = iter(range(1_000_000))

    def make() -> Store:
        file = folder / f"{next(count)}.db"
        shutil.copy(template, file)
        return open_store(f"sqlite:///{file}")

    return make
