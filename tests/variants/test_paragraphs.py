"""Which paragraphs of a text differ from those of an earlier version."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.variants import compare_paragraphs
from quotes.variants.paragraphs import MOST_ALIGNED

LINES = st.lists(st.sampled_from(["One.", "Two.", "  Three. ", "", "Four."]), max_size=12)


def describe(before: str, after: str) -> list[tuple[list[str], list[str]]]:
    return [
        ([span.slice(before) for span in removed], [span.slice(after) for span in added])
        for removed, added in compare_paragraphs(before, after)
    ]


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ("", "", []),
        ("One.\n\nTwo.", "One.\nTwo.\n", []),
        ("One.\n\nTwo.", "One.\n\nNew.\n\nTwo.", [([], ["New."])]),
        ("One.\n\nTwo.\n\nThree.", "One.\n\nThree.", [(["Two."], [])]),
        ("One.\n\nTwo.", "One.\n\nTwo, corrected.", [(["Two."], ["Two, corrected."])]),
        ("A\nB\nC\nD", "A\nX\nC\nY\nD", [(["B"], ["X"]), ([], ["Y"])]),
        ("A\nA\nA", "A\nA", [(["A"], [])]),
        ("", "A", [([], ["A"])]),
    ],
)
def test_what_changed(before: str, after: str, changes: list[tuple[list[str], list[str]]]) -> None:
    assert describe(before, after) == changes


def list_lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def measure_common(one: list[str], other: list[str]) -> int:
    """The length of a longest common subsequence, as the textbook has it."""
    lengths = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i, words in enumerate(one):
        for j, others in enumerate(other):
            longest = max(lengths[i][j + 1], lengths[i + 1][j])
            lengths[i + 1][j + 1] = lengths[i][j] + 1 if words == others else longest
    return lengths[-1][-1]


@given(LINES, LINES)
def test_changes_make_one_text_the_other_and_keep_the_most(
    one: list[str], other: list[str]
) -> None:
    before, after = "\n".join(one), "\n".join(other)
    changes = compare_paragraphs(before, after)
    removed = {span for change in changes for span in change.removed}
    added = {span for change in changes for span in change.added}
    old, new = list_lines(before), list_lines(after)
    assert len(old) - len(removed) == len(new) - len(added) == measure_common(old, new)
    assert all(change.removed or change.added for change in changes)
    assert {span.slice(before) for span in removed} <= set(old)
    assert {span.slice(after) for span in added} <= set(new)


def test_texts_of_very_many_paragraphs_end_soon() -> None:
    before = "\n".join("ab"[number * number % 7 % 2] for number in range(MOST_ALIGNED))
    started = process_time()
    assert compare_paragraphs(before, before[::-1] + "\nb")
    assert compare_paragraphs(before * 3, "c\n" + before[::-1] * 3)
    assert process_time() - started < 10
