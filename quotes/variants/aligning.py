"""Two wordings side by side: the relation of the second to the first, and their differences."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from quotes.records import Record, Span
from quotes.variants.fingerprints import COMMON
from quotes.variants.wording import Wording, WordPlaces, find_places

# The second wording has the same words as the first; a part of them; these and more; nearly the
# same; or is something else.
Relation = Literal["same", "shortened", "extended", "reworded", "different"]

# None of these numbers was tuned. With them all 17 pairs of variants in `seeds/` are right, and one
# of 50 inexact pairs among PolNeAR's training articles was doubtful when read.
MIN_RUN = 3  # words in a row in common that show one origin; fewer occur in any two texts
MIN_PART = 0.7  # share of the shorter wording in such runs, if it is a part of the longer
MIN_WHOLE = 0.6  # share of the longer wording in such runs, if one is the other reworded
_MOST_OWN = 3  # times as many words of its own as a shortened wording the longer one has at least
_NEIGHBOR_WEIGHT = 1.125  # of a common word whose next word is common, too; others have 1
# Regions of up to so many pairs of words are aligned pair by pair, larger ones by their unique
# words. So time grows with the length and not with its square.
_MOST_CELLS = 900


class Difference(Record, frozen=True, kw_only=True):
    """Words of two wordings that differ: characters [start, end) of the first and the second text.

    None where a wording has no words there.
    """

    here: Span | None
    there: Span | None


class Alignment(Record, frozen=True, kw_only=True):
    """The relation of a second wording to a first.

    Attributes:
        shared: the number of words that both have in the same order.
        solid: the number of these in runs of `MIN_RUN` words or more, or at the beginning or end of
            both wordings.
        differences: in text order.
    """

    relation: Relation
    shared: int
    solid: int
    differences: tuple[Difference, ...]


class CommonRun(NamedTuple):
    """A run of words in common: its first word in each wording, from 0, and its length."""

    here: int
    there: int
    length: int


class _Region(NamedTuple):
    """A part of each wording: words [here, here_end) and [there, there_end)."""

    here: int
    here_end: int
    there: int
    there_end: int


class WordAlignment(NamedTuple):
    """An `Alignment` by words, without their places in the texts."""

    relation: Relation
    shared: int
    solid: int
    runs: Sequence[CommonRun]


def align(one: Wording, other: Wording) -> Alignment:
    """The relation of `other` to `one`, and their differences; in O(n log n) time.

    The other way round, only "shortened" and "extended" change places.
    """
    relation, shared, solid, runs = align_words(one.words, other.words)
    return Alignment(
        relation=relation,
        shared=shared,
        solid=solid,
        differences=tuple(_find_differences(one, other, runs)),
    )


def align_words(one: tuple[str, ...], other: tuple[str, ...]) -> WordAlignment:
    """The alignment of the words of two wordings."""
    if one == other:
        run = CommonRun(0, 0, len(one))
        return WordAlignment(
            _find_relation(one, other, len(one), len(one)), len(one), len(one), [run]
        )
    runs = _find_runs(one, other)
    shared = sum(run.length for run in runs)
    solid = sum(run.length for run in runs if run.length >= MIN_RUN or _is_at_edge(run, one, other))
    return WordAlignment(_find_relation(one, other, shared, solid), shared, solid, runs)


def _find_relation(one: Sequence[str], other: Sequence[str], shared: int, solid: int) -> Relation:
    if not one or not other:
        return "different"
    if one == other:
        return "same"
    shorter, longer = sorted((len(one), len(other)))
    # A part has next to nothing of its own.
    own, more = shorter - shared, longer - shared
    if solid >= MIN_PART * shorter and more > own * _MOST_OWN:
        return "shortened" if len(other) < len(one) else "extended"
    return "reworded" if solid >= MIN_WHOLE * longer else "different"


def _find_runs(one: tuple[str, ...], other: tuple[str, ...]) -> list[CommonRun]:
    """The runs in order, without single words that are common in English and not at an edge."""
    if one > other:
        # The result must not depend on which comes first.
        return [CommonRun(there, here, length) for here, there, length in _find_runs(other, one)]
    runs: list[CommonRun] = []
    for at, beside in _find_pairs(one, other):
        last = runs[-1] if runs else CommonRun(-1, -1, 0)
        if (at, beside) == (last.here + last.length, last.there + last.length):
            runs[-1] = last._replace(length=last.length + 1)
        else:
            runs.append(CommonRun(at, beside, 1))
    return [
        run
        for run in runs
        if run.length > 1 or one[run.here] not in COMMON or _is_at_edge(run, one, other)
    ]


def _is_at_edge(run: CommonRun, one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether both begin or end with the run."""
    is_last = run.here + run.length == len(one) and run.there + run.length == len(other)
    return is_last or run.here == run.there == 0


def _find_pairs(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The places of words in common, ascending in both wordings."""
    head = 0
    shorter = min(len(one), len(other))
    while head < shorter and one[head] == other[head]:
        head += 1
    tail = 0
    while tail < shorter - head and one[-1 - tail] == other[-1 - tail]:
        tail += 1
    yield from ((at, at) for at in range(head))
    yield from _align_region(
        one, other, _Region(head, len(one) - tail, head, len(other) - tail), MIN_RUN
    )
    yield from ((len(one) - at, len(other) - at) for at in range(tail, 0, -1))


def _align_region(
    one: Sequence[str], other: Sequence[str], region: _Region, size: int
) -> Iterator[tuple[int, int]]:
    """The pairs in a region: by shingles that are unique in it, between these by shorter shingles.

    Source: patience diff (Bram Cohen), with shingles for lines.
    """
    width, height = region.here_end - region.here, region.there_end - region.there
    if width * height <= _MOST_CELLS:
        yield from _align_small(one, other, region)
        return
    if size == 0:
        return
    here, there = region.here, region.there
    for at, beside in _find_anchors(one, other, region, size):
        yield from _align_region(one, other, _Region(here, at, there, beside), size - 1)
        yield from ((at + offset, beside + offset) for offset in range(size))
        here, there = max(here, at + size), max(there, beside + size)
    yield from _align_region(
        one, other, _Region(here, region.here_end, there, region.there_end), size - 1
    )


def _find_anchors(
    one: Sequence[str], other: Sequence[str], region: _Region, size: int
) -> list[tuple[int, int]]:
    """The places of shingles that each part has once: the longest row that ascends in both."""
    here = _find_unique(one, region.here, region.here_end, size)
    there = _find_unique(other, region.there, region.there_end, size)
    pairs = sorted((at, there[shingle]) for shingle, at in here.items() if shingle in there)
    # The longest ascending row; `ends` has the least end of the rows of each length.
    ends: list[int] = []
    rows: list[int] = []
    before: list[int] = []
    for number, (_, beside) in enumerate(pairs):
        length = bisect_left(ends, beside)
        ends[length : length + 1] = [beside]
        rows[length : length + 1] = [number]
        before.append(rows[length - 1] if length else -1)
    anchors: list[tuple[int, int]] = []
    number = rows[-1] if rows else -1
    while number >= 0:
        anchors.append(pairs[number])
        number = before[number]
    return _drop_overlapping(anchors[::-1], size)


def _drop_overlapping(anchors: list[tuple[int, int]], size: int) -> list[tuple[int, int]]:
    """The anchors without those that overlap the one before."""
    separate: list[tuple[int, int]] = []
    for at, beside in anchors:
        if not separate or (at >= separate[-1][0] + size and beside >= separate[-1][1] + size):
            separate.append((at, beside))
    return separate


def _find_unique(
    words: Sequence[str], start: int, end: int, size: int
) -> dict[tuple[str, ...], int]:
    """The shingles that words [start, end) contain once, with their places."""
    places: dict[tuple[str, ...], int] = {}
    for at in range(start, end - size + 1):
        shingle = tuple(words[at : at + size])
        places[shingle] = -1 if shingle in places else at
    return {shingle: at for shingle, at in places.items() if at >= 0}


def _align_small(
    one: Sequence[str], other: Sequence[str], region: _Region
) -> Iterator[tuple[int, int]]:
    """The longest common subsequence of words, by dynamic programming from the end.

    Adjacent common words weigh a little more, so that runs stay together.
    """
    here, there = range(region.here, region.here_end), range(region.there, region.there_end)
    width = len(there)
    best = [[0.0] * (width + 1) for _ in range(len(here) + 1)]
    for row in reversed(range(len(here))):
        word, line, below = one[here[row]], best[row], best[row + 1]
        for column in reversed(range(width)):
            value = max(below[column], line[column + 1])
            if word == other[there[column]]:
                value = max(value, below[column + 1] + _weigh(one, other, here[row], there[column]))
            line[column] = value
    row = column = 0
    while row < len(here) and column < width:
        at, beside = here[row], there[column]
        is_pair = one[at] == other[beside] and best[row][column] == best[row + 1][
            column + 1
        ] + _weigh(one, other, at, beside)
        if is_pair:
            yield at, beside
            row, column = row + 1, column + 1
        elif best[row + 1][column] >= best[row][column + 1]:
            row += 1
        else:
            column += 1


def _weigh(one: Sequence[str], other: Sequence[str], at: int, beside: int) -> float:
    has_neighbor = (
        at + 1 < len(one) and beside + 1 < len(other) and one[at + 1] == other[beside + 1]
    )
    return _NEIGHBOR_WEIGHT if has_neighbor else 1.0


def _find_differences(
    one: Wording, other: Wording, runs: Sequence[CommonRun]
) -> Iterator[Difference]:
    """The words between the runs."""
    places = find_places(one), find_places(other)
    here = there = 0
    for run in [*runs, CommonRun(len(one.words), len(other.words), 0)]:
        if run.here > here or run.there > there:
            yield Difference(
                here=_find_span(places[0], here, run.here),
                there=_find_span(places[1], there, run.there),
            )
        here, there = run.here + run.length, run.there + run.length


def _find_span(places: WordPlaces, start: int, end: int) -> Span | None:
    """The characters of words [start, end); without words those of the gap before the word."""
    if start < end:
        return Span(places.words[start][0], places.words[end - 1][1])
    for gap in places.gaps:
        if gap.before == start:
            return Span(gap.start, gap.end)
    return None
