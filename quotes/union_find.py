"""Disjoint sets: which items belong together when pairs of them are joined one after another."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item", bound=Hashable)


class UnionFind(Generic[Item]):
    """Sets of items that were joined, directly or through others.

    An item that was not added is alone in its set. Joining moves the smaller set into the larger,
    so that n joins take O(n log n) time.

    Args:
        items: to add, in the order in which `sets` returns them.
    """

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self._sets: dict[Item, set[Item]] = {item: {item} for item in items}

    def members(self, item: Item) -> set[Item]:
        """The set that holds the item: one object for all its members. Don't change it."""
        return self._sets.setdefault(item, {item})

    def is_joined(self, first: Item, second: Item) -> bool:
        """Whether the two are in one set."""
        return self.members(first) is self.members(second)

    def join(self, first: Item, second: Item) -> bool:
        """Makes one set of those of the two items; False if it was one already."""
        large, small = self.members(first), self.members(second)
        if large is small:
            return False
        if len(large) < len(small):
            large, small = small, large
        large |= small
        for item in small:
            self._sets[item] = large
        return True

    def sets(self) -> Iterator[set[Item]]:
        """Each set once, in the order in which the first of its members was added."""
        seen: set[int] = set()
        for members in self._sets.values():
            if id(members) not in seen:
                seen.add(id(members))
                yield members
