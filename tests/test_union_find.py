"""Disjoint sets against a search through the pairs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quotes.union_find import UnionFind

_PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=15)


def search(pairs: list[tuple[int, int]], start: int) -> set[int]:
    """All numbers that a chain of pairs connects with the start."""
    reached, size = {start}, 0
    while len(reached) > size:
        size = len(reached)
        reached |= {n for pair in pairs if reached & set(pair) for n in pair}
    return reached


@given(_PAIRS)
def test_sets_are_the_connected_components(pairs: list[tuple[int, int]]) -> None:
    """Every item is in exactly one set, with all that a chain of pairs connects it with."""
    union = UnionFind(range(10))
    for first, second in pairs:
        union.join(first, second)
    sets = list(union.sets())
    assert sorted(item for members in sets for item in members) == list(range(10))
    for item in range(10):
        assert union.members(item) == search(pairs, item)
        assert union.members(item) in sets


@given(_PAIRS)
def test_join_returns_whether_two_sets_became_one(pairs: list[tuple[int, int]]) -> None:
    """The number of sets falls by one for each join that returns True."""
    union = UnionFind(range(10))
    joins = 0
    for first, second in pairs:
        before = union.is_joined(first, second)
        assert union.join(first, second) is not before
        joins += not before
        assert union.is_joined(first, second)
    assert len(list(union.sets())) == 10 - joins


def test_an_item_that_was_not_added_is_alone() -> None:
    """Items may be added by asking for them."""
    union = UnionFind[str]()
    assert union.members("a") == {"a"}
    assert union.join("a", "b")
    assert list(union.sets()) == [{"a", "b"}]
