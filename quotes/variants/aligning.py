"""Two wordings side by side: how the second is related to the first, and where they differ."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from quotes.records import Record, Span
from quotes.variants.fingerprints import COMMON
from quotes.variants.wording import Wording, WordPlaces, find_places

# What the second is of the first: the same words; a part of them; those and more; nearly the same;
# something else.
Relation = Literal["same", "shortened", "extended", "reworded", "different"]

# Runs of so many words in common tell of one origin; fewer occur in any two texts.
MIN_RUN = 3
# How much of the shorter wording must stand in such runs if it is a part of the longer, and how
# much of the longer if the two are the same but for some words.
MIN_PART, MIN_WHOLE = 0.7, 0.6
# Regions up to so many pairs of words are compared pair by pair, larger ones by what is unique in
# them: so time grows with the length and not with its square.
_CELLS = 900


class Difference(Record, frozen=True, kw_only=True):
    """Words of one wording that stand otherwise, or not at all, in the other: characters [start,
    end) of each one's own text; None where nothing stands.
    """

    here: Span | None
    there: Span | None


class Alignment(Record, frozen=True, kw_only=True):
    """How a second wording is related to a first, and where they differ, in text order.

    `shared` counts the words that both have in the same order, `solid` those of them in runs of
    `RUN` words or more, or with which both begin or end.
    """

    relation: Relation
    shared: int
    solid: int
    differences: tuple[Difference, ...]


class CommonRun(NamedTuple):
    """Words in common: where they begin in either wording, and how many they are."""

    here: int
    there: int
    length: int


class _Region(NamedTuple):
    """A part of either wording, from and up to a word."""

    here: int
    here_end: int
    there: int
    there_end: int


class WordAlignment(NamedTuple):
    """What `Alignment` says of the words, without where they stand."""

    relation: Relation
    shared: int
    solid: int
    runs: Sequence[CommonRun]


def align(one: Wording, other: Wording) -> Alignment:
    """How `other` is related to `one`, and where they differ; in n log n time.

    The other way round it is the same, but for "shortened" and "extended", which change places.
    """
    relation, shared, solid, runs = compare(one.words, other.words)
    return Alignment(
        relation=relation,
        shared=shared,
        solid=solid,
        differences=tuple(_find_differences(one, other, runs)),
    )


def compare(one: tuple[str, ...], other: tuple[str, ...]) -> WordAlignment:
    """How the words of one wording are related to those of another."""
    if one == other:
        run = CommonRun(0, 0, len(one))
        return WordAlignment(_relate(one, other, len(one), len(one)), len(one), len(one), [run])
    runs = _find_runs(one, other)
    shared = sum(run.length for run in runs)
    solid = sum(run.length for run in runs if run.length >= MIN_RUN or _is_at_edge(run, one, other))
    return WordAlignment(_relate(one, other, shared, solid), shared, solid, runs)


def _relate(one: Sequence[str], other: Sequence[str], shared: int, solid: int) -> Relation:
    if not one or not other:
        return "different"
    if one == other:
        return "same"
    shorter, longer = sorted((len(one), len(other)))
    # What only one of them has: a part has next to nothing of its own.
    own, more = shorter - shared, longer - shared
    if solid >= MIN_PART * shorter and more > own * 3:
        return "shortened" if len(other) < len(one) else "extended"
    return "reworded" if solid >= MIN_WHOLE * longer else "different"


def _find_runs(one: tuple[str, ...], other: tuple[str, ...]) -> list[CommonRun]:
    """The runs in order; a single common word amid others is left out, for it tells nothing."""
    if one > other:
        # So that it is the same whichever comes first.
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
    """The places of words in common, ascending in both."""
    head = 0
    shorter = min(len(one), len(other))
    while head < shorter and one[head] == other[head]:
        head += 1
    tail = 0
    while tail < shorter - head and one[-1 - tail] == other[-1 - tail]:
        tail += 1
    yield from ((at, at) for at in range(head))
    yield from _pair(one, other, _Region(head, len(one) - tail, head, len(other) - tail), MIN_RUN)
    yield from ((len(one) - at, len(other) - at) for at in range(tail, 0, -1))


def _pair(
    one: Sequence[str], other: Sequence[str], region: _Region, size: int
) -> Iterator[tuple[int, int]]:
    """The pairs of a region: by shingles that are unique in it, and between these by shorter ones.

    Source: patience diff (Bram Cohen), with shingles for lines.
    """
    width, height = region.here_end - region.here, region.there_end - region.there
    if width * height <= _CELLS:
        yield from _pair_small(one, other, region)
        return
    if size == 0:
        return
    here, there = region.here, region.there
    for at, beside in _find_anchors(one, other, region, size):
        yield from _pair(one, other, _Region(here, at, there, beside), size - 1)
        yield from ((at + offset, beside + offset) for offset in range(size))
        here, there = max(here, at + size), max(there, beside + size)
    yield from _pair(one, other, _Region(here, region.here_end, there, region.there_end), size - 1)


def _find_anchors(
    one: Sequence[str], other: Sequence[str], region: _Region, size: int
) -> list[tuple[int, int]]:
    """Where shingles stand that either part has once: the most that ascend in both."""
    here = _find_unique(one, region.here, region.here_end, size)
    there = _find_unique(other, region.there, region.there_end, size)
    pairs = sorted((at, there[shingle]) for shingle, at in here.items() if shingle in there)
    # The longest ascending row: `ends` has the least end of a row of each length.
    ends: list[int] = []
    rows: list[int] = []
    before: list[int] = []
    for number, (_, beside) in enumerate(pairs):
        length = bisect_left(ends, beside)
        ends[length : length + 1] = [beside]
        rows[length : length + 1] = [number]
        before.append(rows[length - 1] if length else -1)
    found: list[tuple[int, int]] = []
    number = rows[-1] if rows else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return _keep_apart(found[::-1], size)


def _keep_apart(anchors: list[tuple[int, int]], size: int) -> list[tuple[int, int]]:
    """Anchors of which none reaches into the next."""
    kept: list[tuple[int, int]] = []
    for at, beside in anchors:
        if not kept or (at >= kept[-1][0] + size and beside >= kept[-1][1] + size):
            kept.append((at, beside))
    return kept


def _find_unique(
    words: Sequence[str], start: int, end: int, size: int
) -> dict[tuple[str, ...], int]:
    found: dict[tuple[str, ...], int] = {}
    for at in range(start, end - size + 1):
        shingle = tuple(words[at : at + size])
        found[shingle] = -1 if shingle in found else at
    return {shingle: at for shingle, at in found.items() if at >= 0}


def _pair_small(
    one: Sequence[str], other: Sequence[str], region: _Region
) -> Iterator[tuple[int, int]]:
    """The longest common row of words, by dynamic programming from the end.

    Neighbours that go on count a little more, so that words hold together.
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
    goes_on = at + 1 < len(one) and beside + 1 < len(other) and one[at + 1] == other[beside + 1]
    return 1.125 if goes_on else 1.0


def _find_differences(
    one: Wording, other: Wording, runs: Sequence[CommonRun]
) -> Iterator[Difference]:
    """What lies between the runs."""
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
    """The characters of words from and up to one; of a mark for a gap where there is no word."""
    if start < end:
        return Span(places.words[start][0], places.words[end - 1][1])
    for gap in places.gaps:
        if gap.before == start:
            return Span(gap.start, gap.end)
    return None
