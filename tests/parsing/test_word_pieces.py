"""Word pieces and the case of words."""

from __future__ import annotations

import pytest

from quotes.parsing.word_pieces import find_case


@pytest.mark.parametrize(
    ("word", "case"),
    [
        ("said", 0),
        ("1,500", 0),
        ("", 0),
        ("Lee", 1),
        ("I", 1),
        ("'Tis", 1),
        ("U.S.", 2),
        ("NATO", 2),
        ("McCain", 3),
        ("iPhone", 3),
        ("Ⅳ", 3),
    ],
)
def test_case_of_a_word(word: str, case: int) -> None:
    """Small letters, a first capital, capitals throughout, anything else."""
    assert find_case(word) == case
