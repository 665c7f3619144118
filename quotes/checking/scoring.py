"""How probable it is that a claim comes from a quotation.

A logistic model over the alignment of both, fitted on claims that were made by changing quotations
in known ways, and on claims whose source is not held (`onrecord train check`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache

from quotes.checking.alignment import WordMatch
from quotes.checking.words import CheckedText
from quotes.english.manifest import ENGLISH
from quotes.english.tables import read_weights

WEIGHTS_FILE = ENGLISH / "check.json"

# A quotation that is less probably the source is none. Chosen on the claims that the model was
# fitted on, so that of those whose source is not held fewer than 1 in 100 find one.
LEAST_PROBABILITY = 0.5
# With less likeness the words are others, and only what they say is alike. Not tuned.
LEAST_LIKENESS = 0.55
_MOST_WORDS = 12  # words that say something, beyond which more tell no more; not tuned
_LEAST = 0.005  # probabilities are kept this far from 0 and 1; not tuned


def estimate_source(claim: CheckedText, quote: CheckedText, match: WordMatch) -> float:
    """The probability that the quotation is the source of the claim, 0 to 1."""
    weights = _load_weights()
    total = sum(
        weights.get(name, 0.0) * value for name, value in measure_match(claim, quote, match)
    )
    return min(max(1 / (1 + math.exp(-total)), _LEAST), 1 - _LEAST)


def measure_match(
    claim: CheckedText, quote: CheckedText, match: WordMatch
) -> Iterator[tuple[str, float]]:
    """The features of a match: names and values."""
    same = [step for step in match.steps if step.kind in ("same", "spelled")]
    telling = [
        step for step in match.steps
        if step.here is not None and step.there is not None
        and claim.words[step.here].kind in ("content", "name", "number")
        and claim.words[step.here].stem == quote.words[step.there].stem
    ]  # fmt: skip
    whole = sum(word.kind in ("content", "name", "number") for word in claim.words)
    yield "bias", 1.0
    yield "likeness", match.likeness
    yield "telling words in common", min(len(telling), _MOST_WORDS) / _MOST_WORDS
    yield "share of telling words", len(telling) / max(whole, 1)
    yield "longest run", math.log1p(_find_longest_run(match)) / 3
    yield "share of words", len(same) / max(len(claim.words), 1)


def _find_longest_run(match: WordMatch) -> int:
    longest = current = 0
    for step in match.steps:
        current = current + 1 if step.kind in ("same", "spelled") else 0
        longest = max(longest, current)
    return longest


@cache
def _load_weights() -> dict[str, float]:
    return read_weights(WEIGHTS_FILE)
