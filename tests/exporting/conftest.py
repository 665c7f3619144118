"""A store with the sample, of its own for each test, in either kind of database."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from quotes.store import Store, migrate, open_store


def _load(name: str) -> None:
    """Puts a file of the store's tests among the modules, as they do themselves."""
    if f"store_{name}" in sys.modules:
        return
    file = Path(__file__).parents[1] / "store" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"store_{name}", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[f"store_{name}"] = module
    spec.loader.exec_module(module)


_load("builders")
_load("servers")


def _fill(url: str) -> None:
    from store_builders import make_sample

    with open_store(url, create=True) as store:
        for extraction in make_sample():
            store.save(extraction)


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
