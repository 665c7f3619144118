"""A store with the sample, for the tests of each module."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from store_builders import make_sample

from quotes.store import Store


@pytest.fixture(scope="module")
def sample(new_store: Callable[[], Store]) -> Iterator[Store]:
    """A store with the sample, which tests only read."""
    with new_store() as store:
        for extraction in make_sample():
            store.articles.save(extraction)
        yield store
