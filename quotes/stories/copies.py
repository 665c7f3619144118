"""Copies of one report: cut or whole, with another headline, edited here and there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b
from heapq import nsmallest

from quotes.records import Spans

# Words of a shingle, as is usual for near copies (Broder et al. 1997).
SIZE = 5
# Checksums that an article is found by. So an article has at least two of a fifth of it with a
# probability of 99 % (binomial), and of a half of it always. Not tuned.
SKETCH = 32
# Words; a shorter text (a caption, the stub of a video page) is no copy of anything. Not tuned.
LEAST_WORDS = 25
# A text that takes less of the longer one is a part of a digest, not a copy cut short: a digest
# would join all stories that it is made of. Not tuned.
LEAST_PART = 0.2
# Share of the shorter text's words that stand in a shingle of the longer one. Chosen on the BBC's
# news by `onrecord evaluate copies`, and tried on others: where a tenth of the words were changed
# it is 0.74 and more, in different reports of one event it was 0.71 and less.
LEAST_SHARE = 0.73

_WORD = re.compile(r"[^\W_]+")


def read_words(text: str, boilerplate: Spans = ()) -> tuple[str, ...]:
    """The words of a text without its boilerplate, in one case and without marks."""
    parts: list[str] = []
    end = 0
    for span in sorted(boilerplate):
        parts.append(text[end : max(end, span.start)])
        end = max(end, span.end)
    return tuple(_WORD.findall(" ".join((*parts, text[end:])).casefold()))


def find_shingles(words: Sequence[str]) -> tuple[int, ...]:
    """The `SKETCH` smallest checksums of an article's shingles, ascending, below 2 ** 63; none for
    fewer than `LEAST_WORDS` words.

    Of two articles the share of these that both have estimates how much of their text they have in
    common.

    Source: Broder 1997 (SEQUENCES), with the smallest of one permutation.
    """
    if len(words) < LEAST_WORDS:
        return ()
    return tuple(nsmallest(SKETCH, {_digest(shingle) for shingle in _list_shingles(words)}))


def are_copies(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether articles with these words are copies of one report; symmetric."""
    shorter, longer = sorted((len(one), len(other)))
    if shorter < LEAST_WORDS or shorter < LEAST_PART * longer:
        return False
    return measure_overlap(one, other) >= LEAST_SHARE


def measure_overlap(one: Sequence[str], other: Sequence[str]) -> float:
    """The share of the shorter text's words that stand in a shingle which both have, wherever, 0 to
    1; symmetric.

    A changed word takes its own share away, and not that of the four shingles around it as the
    containment of shingles would: that is 0.59 where a tenth of the words are changed, and was up
    to 0.67 in different reports of one event.
    """
    fewer, more = sorted((tuple(one), tuple(other)), key=lambda words: (len(words), words))
    shared = set(_list_shingles(more))
    covered = end = 0
    for start, shingle in enumerate(_list_shingles(fewer)):
        if shingle in shared:
            covered += start + SIZE - max(start, end)
            end = start + SIZE
    return covered / len(fewer) if fewer else 0.0


def _list_shingles(words: Sequence[str]) -> list[str]:
    """All runs of `SIZE` words, in order."""
    runs = zip(*(words[offset:] for offset in range(SIZE)), strict=False)
    return list(map(" ".join, runs))


def _digest(shingle: str) -> int:
    digest = blake2b(shingle.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
