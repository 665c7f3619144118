"""What a reader of raw text finds in it, before it is brought to an article's offsets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class SentenceAnalysis:
    """A sentence as the models read it.

    Attributes:
        tokens: start and end of each token, in characters of its stretch.
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
    """Anything that reads stretches of text; `seconds` sums the time of each of its steps."""

    seconds: dict[str, float]

    def read(self, stretches: Sequence[str]) -> list[list[SentenceAnalysis]]:
        """The sentences of each stretch, which no sentence crosses."""
