"""A store with the sample, of its own for each test, in either kind of database."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from quotes.store import Store, migrate, open_store


def _load(name: str, file: Path) -> None:
    """Make a file of the tests importable under the name."""
    if name in sys.modules:
        return
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)


_STORE_TESTS = Path(__file__).parents[1] / "store"
_load("store_builders", _STORE_TESTS / "builders.py")
_load("store_servers", _STORE_TESTS / "servers.py")
_load("export_rows", Path(__file__).parent / "export_rows.py")


def _fill(url: str) -> None:
    from store_builders import make_sample

    with open_store(url, create=True) as store:
        for extraction in make_sample():
            store.articles.save(extraction)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data directory whose database holds the sample."""
    folder = tmp_path / "data"
    _fill(f"sqlite:///{folder / 'onrecord.db'}")
    return folder


@pytest.fixture(scope="session")
def new_postgres() -> Iterator[Callable[[], str]]:
    """A function that makes databases without articles on a server."""
    from store_servers import run_postgres

    with run_postgres() as server:
        url = server.create()
        migrate(url)
        template = url.partition("@/")[2].partition("?")[0]
        yield lambda: str(server.borrow(template))


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """A store with the sample."""
    if request.param == "sqlite":
        url = f"sqlite:///{request.getfixturevalue('data_dir') / 'onrecord.db'}"
    else:
        url = request.getfixturevalue("new_postgres")()
        _fill(url)
    with open_store(url) as store:
        yield store
