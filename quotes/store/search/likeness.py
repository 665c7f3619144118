"""How alike a misspelt name and the names that there are."""

from __future__ import annotations

from difflib import SequenceMatcher

# How alike a name must be to be suggested, 0 to 1. Not tuned.
MIN_LIKENESS = 0.6


def measure_likeness(misspelt: str, name: str) -> float:
    """How alike two folded names are, 0 to 1: the misspelt one and the other, or so many of its
    words, for people are often looked for by the last name alone. Below `MIN_LIKENESS` it is 0.
    """
    words = name.split()
    size = len(misspelt.split())
    parts = {" ".join(words[at : at + size]) for at in range(len(words) - size + 1)}
    # The matcher remembers what it knows of its second text.
    matcher = SequenceMatcher(None, "", misspelt)
    return max(_compare(matcher, part) for part in {name, *parts})


def _compare(matcher: SequenceMatcher[str], name: str) -> float:
    matcher.set_seq1(name)
    # Upper bounds that take less time come first.
    for measure in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio):
        likeness = measure()
        if likeness < MIN_LIKENESS:
            return 0.0
    return likeness
