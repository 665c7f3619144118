"""Where in a quote the words of a query stand: the same for every database.

A database finds quotes by the stems of its own stemmer (Porter's in SQLite, its English successor
in PostgreSQL); a word is marked if either of them gives it the stem of a word that was asked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from quotes.records import Span, Spans
from quotes.store.search.grammar import Term, TextQuery

_porter, _english = Stemmer.Stemmer("porter"), Stemmer.Stemmer("english")

# Words are runs of letters and digits, as in `grammar.split_words`. A combining accent in a word is
# folded to this letter, which no word of English has, and left out before stemming.
_ACCENT = "\N{MODIFIER LETTER GLOTTAL STOP}"
_LETTER = r"[^\W_]"
_WORD = re.compile(rf"{_LETTER}+")


class _Folding(dict[int, str]):
    """Each character in lower case without accent, one for one, so that offsets stay."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        plain = unicodedata.normalize("NFD", character)[0].lower()
        folded = _ACCENT if unicodedata.combining(character) else plain
        self[code] = folded = folded if len(folded) == 1 else character
        return folded


_folding = _Folding()


class _Stems(NamedTuple):
    """The stems of a word by the stemmers of SQLite and of PostgreSQL."""

    porter: str
    english: str


class _Matcher(NamedTuple):
    """The words of a term: where the first may begin, and the stems of all."""

    start: re.Pattern[str]
    words: tuple[_Stems, ...]
    begins: bool


def find_highlights(text: str, query: TextQuery) -> Spans:
    """Where the required terms of a query stand in a text, in its characters, in text order; words
    with nothing but punctuation and spaces between them are one span.
    """
    folded = text.translate(_folding)
    spans = {span for matcher in _make_matchers(query) for span in _find_term(folded, matcher)}
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and not _WORD.search(folded, joined[-1][1], start):
            start, end = joined[-1][0], max(end, joined.pop()[1])
        joined.append((start, end))
    return tuple(Span(start, end) for start, end in joined)


def _find_term(folded: str, matcher: _Matcher) -> Iterator[tuple[int, int]]:
    """Start and end of each occurrence of a term."""
    first, *others = matcher.words
    for match in matcher.start.finditer(folded):
        start, end = match.span()
        if start and folded[start - 1].isalnum():
            continue  # inside of a word
        if not _matches(match.group(), first, matcher.begins):
            continue
        for stems in others:
            word = _WORD.search(folded, end)
            if word is None or not _matches(word.group(), stems, begins=False):
                break
            end = word.end()
        else:
            yield start, end


def _matches(word: str, stems: _Stems, begins: bool) -> bool:
    own = _find_stems(word)
    if begins:
        return any(map(str.startswith, own, stems))
    return own.porter == stems.porter or own.english == stems.english


@lru_cache(maxsize=500)
def _make_matchers(query: TextQuery) -> tuple[_Matcher, ...]:
    return tuple(map(_make_matcher, query.required))


def _make_matcher(term: Term) -> _Matcher:
    words = tuple(_find_stems(word.translate(_folding)) for word in term.words)
    # Where an expression begins with literal letters, most of a text is passed over at once. Both
    # are beginnings of the word.
    beginning = min(map(_find_beginning, words[0]), key=len)
    return _Matcher(re.compile(f"{re.escape(beginning)}{_LETTER}*"), words, term.begins)


def _find_beginning(stem: str) -> str:
    """What all words of a stem begin with: a stemmer changes its last letter at most, but in short
    words ("dying", "die").
    """
    return stem[:-1] if len(stem) > 3 else stem[:1]


@lru_cache(maxsize=1 << 16)
def _find_stems(folded: str) -> _Stems:
    word = folded.replace(_ACCENT, "")
    return _Stems(_porter.stemWord(word), _english.stemWord(word))
