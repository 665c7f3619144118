"""The lexicon: terms of news with their topics, and how often a text has them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from quotes.records import Record
from quotes.topics.media_topics import read_rows

Term = tuple[str, ...]

_WORD = re.compile(r"[^\W_]+(?:[-&.'’][^\W_]+)*", re.UNICODE)
_POSSESSIVE = re.compile(r"['’]s?$")


class Lexicon(Record, frozen=True, kw_only=True):
    """Terms as folded words with their weights by topic.

    Attributes:
        first_words: of all terms.
        longest: the number of words of the longest term.
    """

    weights: Mapping[Term, Mapping[str, int]]
    codes: frozenset[str]
    first_words: frozenset[str]
    longest: int


def split_words(text: str) -> list[str]:
    """The words of a text in lower case without possessives and plurals, in order."""
    return [_fold(match.group()) for match in _WORD.finditer(text)]


def count_terms(words: Sequence[str]) -> Counter[Term]:
    """How often the words contain each term; only the longest term at a place counts.

    The time is linear in the words: at each, terms of up to `longest` words are looked up.
    """
    lexicon = load_lexicon()
    counts: Counter[Term] = Counter()
    position = 0
    while position < len(words):
        size = 0
        if words[position] in lexicon.first_words:
            size = _match(words[position : position + lexicon.longest], lexicon)
            if size:
                counts[tuple(words[position : position + size])] += 1
        position += size or 1
    return counts


def _match(words: Sequence[str], lexicon: Lexicon) -> int:
    """The number of words in the longest term that these start with, or 0."""
    for size in range(len(words), 0, -1):
        if tuple(words[:size]) in lexicon.weights:
            return size
    return 0


@cache
def load_lexicon() -> Lexicon:
    """The shipped lexicon."""
    weights: dict[Term, dict[str, int]] = {}
    for code, _, weight, terms in read_rows("lexicon.tsv"):
        for term in terms.split(", "):
            topics = weights.setdefault(tuple(split_words(term)), {})
            topics[code] = max(int(weight), topics.get(code, 0))
    return Lexicon(
        weights=weights,
        codes=frozenset(code for topics in weights.values() for code in topics),
        first_words=frozenset(term[0] for term in weights),
        longest=max(map(len, weights)),
    )


def _fold(word: str) -> str:
    """The word in lower case without a possessive or a plural's s.

    Rough on purpose, since text and lexicon are folded alike: "politics" and "politic" are one.
    """
    word = _POSSESSIVE.sub("", word.lower())
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word
