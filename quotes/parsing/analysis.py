"""Sentences as the models analyse them, with offsets of the stretch of text they are in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class SentenceAnalysis:
    """A sentence as the models analyse it.

    Attributes:
        tokens: start and end of each token, in characters of the stretch.
        counts: how many words each token has; the lists below have an item for each word.
        heads: the index of each word's head, -1 for the root.
        names: entity tags (BIOES).
    """

    tokens: Sequence[tuple[int, int]]
    counts: Sequence[int]
    words: Sequence[str]
    lemmas: Sequence[str]
    upos: Sequence[str]
    xpos: Sequence[str]
    feats: Sequence[str | None]
    heads: Sequence[int]
    deprels: Sequence[str]
    names: Sequence[str]


class TextAnalyzer(Protocol):
    """Anything that analyses stretches of text; `seconds` sums the time of each of its steps."""

    seconds: dict[str, float]

    def analyze(self, stretches: Sequence[str]) -> list[list[SentenceAnalysis]]:
        """The sentences of each stretch, which no sentence crosses."""
