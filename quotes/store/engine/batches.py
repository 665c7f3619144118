"""Long lists of values, in batches that one statement can name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

# SQLite takes 32,766 values at most; the time to compile a statement grows with them. Not tuned.
BATCH = 500


def batched(values: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """The values in their order, in lists of at most `size`."""
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch
