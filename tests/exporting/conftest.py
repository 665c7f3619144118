"""A store with the sample, of its own for each test."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from quotes.store import Store, open_store

if "store_builders" not in sys.modules:
    _spec = importlib.util.spec_from_file_location(
        "store_builders", Path(__file__).parents[1] / "store" / "builders.py"
    )
    assert _spec
    assert _spec.loader
    _module = importlib.util.module_from_spec(_spec)
    sys.modules["store_builders"] = _module
    _spec.loader.exec_module(_module)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data directory whose database holds the sample."""
    from store_builders import make_sample

    folder = tmp_path / "data"
    with open_store(f"sqlite:///{folder / 'onrecord.db'}", create=True) as store:
        for extraction in make_sample():
            store.save(extraction)
    return folder


@pytest.fixture
def store(data_dir: Path) -> Iterator[Store]:
    """A store with the sample."""
    with open_store(f"sqlite:///{data_dir / 'onrecord.db'}") as store:
        yield store
