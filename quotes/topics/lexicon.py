"""The lexicon: which terms stand for which topics, and where a text has them."""

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
    """Terms as folded words, each with its weight for its topics; `longest` is in words."""

    weights: Mapping[Term, Mapping[str, int]]
    codes: frozenset[str]
    first_words: frozenset[str]
    longest: int


def split_words(text: str) -> list[str]:
    """The words of a text in small letters without possessives and plurals, in order."""
    return [_fold(found.group()) for found in _WORD.finditer(text)]


def count_terms(words: Sequence[str]) -> Counter[Term]:
    """How often each term stands among the words; the longest at a place counts alone.

    Takes time linear in the words: at each, terms of up to `longest` words are looked up.
    """
    lexicon = load_lexicon()
    found: Counter[Term] = Counter()
    position = 0
    while position < len(words):
        size = 0
        if words[position] in lexicon.first_words:
            size = _match(words[position : position + lexicon.longest], lexicon)
            if size:
                found[tuple(words[position : position + size])] += 1
        position += size or 1
    return found


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
    """The word in small letters without a possessive or the plural's s.

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
