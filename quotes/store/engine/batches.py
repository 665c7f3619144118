"""Long lists of values in portions that one statement can name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

# SQLite takes 32,766 at most; the time to write a statement down grows with them.
PORTION = 500


def portion(values: Iterable[T]) -> Iterator[list[T]]:
    """The values in their order, `PORTION` at a time."""
    rest = iter(values)
    while some := list(islice(rest, PORTION)):
        yield some
