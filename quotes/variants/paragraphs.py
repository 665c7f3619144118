"""Two versions of a text compared paragraph by paragraph: which were taken out, and which came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from quotes.records import Span, Spans

# Paragraphs of a version between the first and the last that differ; more are not aligned, but
# taken out and put in whole. The table of the alignment has a bit for each pair: 500 KB. Not tuned.
MOST_ALIGNED = 2_000


class ParagraphChange(NamedTuple):
    """Paragraphs that stand together and changed: `removed` are spans of the text before, `added`
    of the text after; one of them may be empty.
    """

    removed: Spans
    added: Spans


def compare_paragraphs(before: str, after: str) -> tuple[ParagraphChange, ...]:
    """What must be changed in a text to make it the other, in text order; nothing if all paragraphs
    are the same.

    A paragraph is a line that is not blank, without the white space around it. As many as possible
    stay (longest common subsequence). Time and memory grow with the product of the numbers of
    paragraphs that differ, in steps of a machine word.

    Source: Hyyrö 2004, Bit-parallel LCS-length computation revisited (AWOCA).
    """
    old, new = _list_paragraphs(before), _list_paragraphs(after)
    one = [span.slice(before) for span in old]
    other = [span.slice(after) for span in new]
    changes: list[ParagraphChange] = []
    start = next_start = 0
    for place, next_place in (*_align(one, other), (len(one), len(other))):
        if start < place or next_start < next_place:
            changes.append(
                ParagraphChange(tuple(old[start:place]), tuple(new[next_start:next_place]))
            )
        start, next_start = place + 1, next_place + 1
    return tuple(changes)


def _list_paragraphs(text: str) -> list[Span]:
    spans: list[Span] = []
    start = 0
    for line in text.splitlines(keepends=True):
        words = line.strip()
        if words:
            first = start + line.index(words)
            spans.append(Span(first, first + len(words)))
        start += len(line)
    return spans


def _align(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """The places of the paragraphs that stay in both, ascending."""
    shorter = min(len(one), len(other))
    same = range(shorter)
    first = next((place for place in same if one[place] != other[place]), shorter)
    rest = range(1, shorter - first + 1)
    last = next((back - 1 for back in rest if one[-back] != other[-back]), shorter - first)
    middle, other_middle = one[first : len(one) - last], other[first : len(other) - last]
    pairs = [(place, place) for place in range(first)]
    if max(len(middle), len(other_middle)) <= MOST_ALIGNED:
        pairs += [(first + i, first + j) for i, j in _find_common(middle, other_middle)]
    pairs += [(len(one) - back, len(other) - back) for back in range(last, 0, -1)]
    return pairs


def _find_common(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """A longest common subsequence, as pairs of places."""
    masks: dict[str, int] = {}
    for place, words in enumerate(one):
        masks[words] = masks.get(words, 0) | 1 << place
    # In row j a bit is 0 where the common subsequence of `one` up to it with `other` up to j is
    # longer than without it.
    full = (1 << len(one)) - 1
    row, rows = full, []
    for words in other:
        matches = row & masks.get(words, 0)
        row = ((row + matches) | (row - matches)) & full
        rows.append(row)
    pairs: list[tuple[int, int]] = []
    i, j = len(one), len(other)
    while i and j:
        if rows[j - 1] >> (i - 1) & 1:
            i -= 1
        elif j > 1 and not rows[j - 2] >> (i - 1) & 1:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((i, j))
    return pairs[::-1]
