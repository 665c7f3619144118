"""A client of the API over a database with the store's sample, and others over none and an empty
one.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from quotes.settings import Settings, load_settings
from quotes.store import open_store


def _load(name: str, file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


if "store_builders" not in sys.modules:
    _load("store_builders", Path(__file__).parents[1] / "store" / "builders.py")
if "store_servers" not in sys.modules:
    _load("store_servers", Path(__file__).parents[1] / "store" / "servers.py")
_FOLDER = Path(__file__).parent
for _name, _file in (
    ("api_clients", _FOLDER / "api_clients.py"),
    ("api_examples", _FOLDER / "openapi" / "examples.py"),
    ("serving", _FOLDER / "serving.py"),
):
    if _name not in sys.modules:
        _load(_name, _file)


def _make_settings(url: str) -> Settings:
    from store_builders import make_sample

    with open_store(url, create=True) as store:
        for extraction in make_sample():
            store.articles.save(extraction)
    return load_settings({}, database_url=url)


@pytest.fixture(scope="session")
def sample_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings whose database holds the sample."""
    return _make_settings(f"sqlite:///{tmp_path_factory.mktemp('api') / 'sample.db'}")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Any]:
    """A PostgreSQL server, a `servers.PostgresServer`."""
    from store_servers import run_postgres

    with run_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_settings(postgres: Any) -> Settings:
    """Settings whose database, on PostgreSQL, holds the sample."""
    return _make_settings(postgres.create())


@pytest.fixture(params=["sqlite", "postgres"], scope="session")
def either_settings(request: pytest.FixtureRequest) -> Settings:
    """Settings whose database holds the sample, first SQLite, then PostgreSQL."""
    name = "sample_settings" if request.param == "sqlite" else "postgres_settings"
    settings: Settings = request.getfixturevalue(name)
    return settings


@pytest.fixture(scope="session")
def either_client(either_settings: Settings) -> Iterator[TestClient[Litestar]]:
    """A client of the API over the sample in either database."""
    from api_clients import make_client

    with make_client(either_settings) as client:
        yield client


@pytest.fixture(scope="session")
def client(sample_settings: Settings) -> Iterator[TestClient[Litestar]]:
    """A client of the API over the sample; it does not follow redirects."""
    from api_clients import make_client

    with make_client(sample_settings) as client:
        yield client


@pytest.fixture
def lost_settings(tmp_path: Path) -> Settings:
    """Settings whose database is not there."""
    return load_settings({}, database_url=f"sqlite:///{tmp_path / 'onrecord.db'}")


@pytest.fixture
def lost(lost_settings: Settings) -> Iterator[TestClient[Litestar]]:
    """A client of the API without a database."""
    from api_clients import make_client

    with make_client(lost_settings) as client:
        yield client
