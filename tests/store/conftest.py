"""Databases of both kinds for the store's tests: created once by the migrations, then copied."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from quotes.store import Store, migrate, open_store


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        f"store_{name}", Path(__file__).parent / f"{name}.py"
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[f"store_{name}"] = module
    spec.loader.exec_module(module)
    return module


_load("builders")
_load("servers")
_load("second_revision")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database without articles."""
    file = tmp_path_factory.mktemp("template") / "empty.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture
def database(template: Path, tmp_path: Path) -> Path:
    """A SQLite database of the test's own, without articles."""
    return Path(shutil.copy(template, tmp_path / "onrecord.db"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Any]:
    """A PostgreSQL server, a `servers.PostgresServer`."""
    from store_servers import run_postgres

    with run_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def new_postgres(postgres: Any) -> Callable[[], str]:
    """A function that makes databases without articles on the server."""
    url = postgres.create()
    migrate(url)
    template = url.partition("@/")[2].partition("?")[0]
    return lambda: str(postgres.borrow(template))


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def new_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], str]:
    """A function that makes databases without articles, first SQLite, then PostgreSQL."""
    if request.param == "postgres":
        make: Callable[[], str] = request.getfixturevalue("new_postgres")
        return make
    template = request.getfixturevalue("template")
    folder = tmp_path_factory.mktemp("stores")
    count = iter(range(1_000_000))
    return lambda: f"sqlite:///{shutil.copy(template, folder / f'{next(count)}.db')}"


@pytest.fixture(scope="session")
def new_store(new_url: Callable[[], str]) -> Callable[[], Store]:
    """A function that makes stores without articles, for tests that need many."""
    return lambda: open_store(new_url())


@pytest.fixture
def store(new_url: Callable[[], str]) -> Iterator[Store]:
    """A store without articles."""
    with open_store(new_url()) as store:
        yield store
