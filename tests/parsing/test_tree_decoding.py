"""Which heads form a tree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.parsing.tree_decoding import is_tree


def reaches_root(heads: list[int], word: int) -> bool:
    for _ in heads:
        if word == 0:
            return True
        word = heads[word]
    return word == 0


@pytest.mark.parametrize(
    ("heads", "expected"),
    [
        pytest.param([0, 0], True, id="one word"),
        pytest.param([0, 2, 0, 2], True, id="three words"),
        pytest.param([0, 0, 0], False, id="two roots"),
        pytest.param([0, 2, 1], False, id="no root"),
        pytest.param([0, 0, 2], False, id="its own head"),
        pytest.param([0, 0, 3, 2], False, id="a cycle beside the root"),
        pytest.param([0, 2, 3, 2, 0], False, id="hanging from a cycle"),
    ],
)
def test_is_tree(heads: list[int], expected: bool) -> None:
    """One root word, and every word hangs from it."""
    assert is_tree(heads) == expected


_heads = st.integers(1, 9).flatmap(
    lambda size: st.lists(st.integers(0, size), min_size=size, max_size=size)
)


@given(_heads)
def test_is_tree_by_the_definition(heads: list[int]) -> None:
    """Any heads are a tree just if one word is the root and every word reaches it."""
    heads = [0, *heads]
    roots = heads[1:].count(0)
    reached = all(reaches_root(heads, word) for word in range(1, len(heads)))
    assert is_tree(heads) == (roots == 1 and reached)
