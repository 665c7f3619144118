"""Quotations of two versions of one article: which are the same, and what others changed into.

Words and place of the content decide, never speaker, cue or source: a better model or a correction
may change those.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from quotes.records import Span, Spans
from quotes.variants.aligning import align_words
from quotes.variants.wording import Wording, read_wording

# Share of the words of the longer content that both have, where the text did not change and only
# the bounds of the content did. Not tuned.
_SAME_PLACE = 0.5

# A quotation of the old version and one of the new, by their numbers.
_Pair = tuple[int, int]

_TOKEN = re.compile(r"\w+|[^\w\s]")


class ArticleVersion:
    """A version of an article.

    Args:
        text: of the article.
        contents: of its quotations, in any order.
    """

    def __init__(self, text: str, contents: Sequence[Spans]) -> None:
        self.text, self.contents = text, contents

    @cached_property
    def wordings(self) -> list[Wording]:
        """All words of each content."""
        return [
            read_wording(" ".join(span.slice(self.text) for span in spans), "indirect")
            for spans in self.contents
        ]

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """The words and marks of the text."""
        return tuple(_TOKEN.findall(self.text))

    @cached_property
    def places(self) -> list[frozenset[int]]:
        """The tokens of each content, by their number in the text."""
        starts = [token.start() for token in _TOKEN.finditer(self.text)]

        def find_tokens(span: Span) -> range:
            return range(bisect_left(starts, span.start), bisect_left(starts, span.end))

        return [frozenset(chain(*map(find_tokens, spans))) for spans in self.contents]


class VersionMatch(NamedTuple):
    """What became of quotations, by their numbers in the old version.

    Attributes:
        kept: the same quotation in the new version.
        successors: what another quotation changed into.
    """

    kept: dict[int, int]
    successors: dict[int, int]


def match_versions(old: ArticleVersion, new: ArticleVersion) -> VersionMatch:
    """Which quotations of a new version are those of the old one.

    A quotation is the same if it has the same words, at the same place or elsewhere, or if the text
    did not change there and only the bounds of the content did. One whose words changed has become
    another quotation, and so has one that is a part of another now.
    """
    moved = _map_tokens(old, new)
    shared = _count_shared(old, new, moved)
    by_place = sorted(shared, key=lambda pair: (-shared[pair], pair))
    unchanged = (moved.keys(), frozenset(moved.values()))
    same = chain(
        _find_same_words(old, new, by_place),
        (pair for pair in by_place if _is_same_place(old, new, pair, unchanged, shared[pair])),
    )
    kept: dict[int, int] = {}
    taken: set[int] = set()
    for number, other in same:
        if number not in kept and other not in taken:
            kept[number] = other
            taken.add(other)
    successors: dict[int, int] = {}
    for number in range(len(old.contents)):
        if number not in kept:
            successor = _find_successor(old, new, number, shared, taken)
            if successor is not None:
                successors[number] = successor
    return VersionMatch(kept, successors)


def _map_tokens(old: ArticleVersion, new: ArticleVersion) -> dict[int, int]:
    """The number of each unchanged token in the new version."""
    return {
        run.here + offset: run.there + offset
        for run in align_words(old.tokens, new.tokens).runs
        for offset in range(run.length)
    }


def _count_shared(
    old: ArticleVersion, new: ArticleVersion, moved: Mapping[int, int]
) -> Counter[_Pair]:
    """The number of unchanged tokens that stand in both contents, where there are any."""
    owners: dict[int, list[int]] = {}
    for other, place in enumerate(new.places):
        for token in place:
            owners.setdefault(token, []).append(other)
    return Counter(
        (number, other)
        for number, place in enumerate(old.places)
        for token in place
        if token in moved
        for other in owners.get(moved[token], ())
    )


def _find_same_words(
    old: ArticleVersion, new: ArticleVersion, by_place: Sequence[_Pair]
) -> Iterator[_Pair]:
    """Pairs with the same words: first those at the same place, then in the order of the text."""
    for number, other in by_place:
        if old.wordings[number].words == new.wordings[other].words:
            yield number, other
    others: dict[tuple[str, ...], list[int]] = {}
    for other, wording in enumerate(new.wordings):
        others.setdefault(wording.words, []).append(other)
    for number, wording in enumerate(old.wordings):
        if wording.words:
            yield from ((number, other) for other in others.get(wording.words, ()))


def _is_same_place(
    old: ArticleVersion,
    new: ArticleVersion,
    pair: _Pair,
    unchanged: tuple[Set[int], Set[int]],
    shared: int,
) -> bool:
    """Whether only the bounds of the content differ."""
    place, there = old.places[pair[0]], new.places[pair[1]]
    is_unchanged = place <= unchanged[0] and there <= unchanged[1]
    return is_unchanged and shared >= _SAME_PLACE * max(len(place), len(there))


def _find_successor(
    old: ArticleVersion,
    new: ArticleVersion,
    number: int,
    shared: Counter[_Pair],
    taken: Collection[int],
) -> int | None:
    """The quotation that has the most of the words; None if none has enough of them.

    One that is the old version's, too, can only be that of which this one has become a part.
    """
    likely = []
    for other in range(len(new.contents)):
        at_place = shared[number, other]
        is_part = at_place >= _SAME_PLACE * max(1, len(old.places[number]))
        if is_part or (other not in taken and _is_alike(old.wordings[number], new.wordings[other])):
            likely.append((-at_place, other))
    return min(likely)[1] if likely else None


def _is_alike(one: Wording, other: Wording) -> bool:
    return align_words(one.words, other.words).relation != "different"
