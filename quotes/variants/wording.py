"""The words of a quotation, folded for comparison: without case, accents, marks and stops."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from quotes.folding import fold_name
from quotes.parsing.quotations import find_quotations
from quotes.records import AttributionType

# With so many words in quotation marks a mixed quotation is compared by these; with fewer by all of
# its words, like an indirect one: "the ‘rent’" identifies nothing. Not tuned.
QUOTED_WORDS = 4

_APOSTROPHE = "['’ʼ‘`´]"
# Insertions and ellipses by an editor; initials; numbers; words with their apostrophes.
_TOKEN = re.compile(
    rf"(?:\[[^\[\]\n]{{0,200}}\]|\((?:\.\.\.|…)\)|…|\.(?:[ \u00a0]?\.)+)"
    rf"|(?:[^\W\d_]\.){{2,}}"
    rf"|\d+(?:[.,]\d+)*"
    rf"|[^\W_]+(?:{_APOSTROPHE}[^\W_]+)*"
    rf"|[%&]"
)
_SHORT_FORM = re.compile(rf"(.+?)(n{_APOSTROPHE}t|{_APOSTROPHE}(?:re|ll|ve|m|d|s))", re.IGNORECASE)
_LONG_FORM = {"re": "are", "ll": "will", "ve": "have", "m": "am", "d": "would"}
# After these "'s" is "is"; elsewhere it may be a possessive, and stays.
_BEFORE_IS = frozenset(
    ("he", "here", "how", "it", "she", "that", "there", "this", "what", "when", "where", "who")
)
_ODD = {
    "won't": ("will", "not"),
    "can't": ("can", "not"),
    "shan't": ("shall", "not"),
    "cannot": ("can", "not"),
    "let's": ("let", "us"),
    "gonna": ("going", "to"),
    "wanna": ("want", "to"),
    "%": ("per", "cent"),
    "percent": ("per", "cent"),
    "&": ("and",),
}


class Gap(NamedTuple):
    """An ellipsis ("…") or an insertion ("[the dam]") by an editor.

    It stands `before` a word, at characters [start, end).
    """

    before: int
    start: int
    end: int


class Wording(NamedTuple):
    """The folded words of a quotation.

    Attributes:
        verbatim: whether they are the speaker's own words, by their quotation marks.
        bounds: the parts of the text that were read: characters [start, end).
    """

    words: tuple[str, ...]
    verbatim: bool
    text: str
    bounds: tuple[tuple[int, int], ...]


class WordPlaces(NamedTuple):
    """The characters [start, end) of each word of a wording, and its gaps.

    Words that are written together ("don't": do, not) have the same place.
    """

    words: tuple[tuple[int, int], ...]
    gaps: tuple[Gap, ...]


def read_wording(text: str, type_: AttributionType) -> Wording:
    """The words that a quotation is compared by.

    They are all its words, or those in quotation marks of a mixed one that has `QUOTED_WORDS` or
    more.

    Args:
        text: the pieces of the content joined by `quotes.store.GAP`.
        type_: of the attribution.
    """
    if type_ == "mixed":
        quoted = (quotation.span for quotation in find_quotations(text) if quotation.depth == 0)
        wording = _read(text, tuple((span.start, span.end) for span in quoted), verbatim=True)
        if len(wording.words) >= QUOTED_WORDS:
            return wording
    return _read(text, ((0, len(text)),), verbatim=type_ == "direct")


def find_places(wording: Wording) -> WordPlaces:
    """The places of the words. They are read only on demand: most wordings are never shown."""
    places: list[tuple[int, int]] = []
    gaps: list[Gap] = []
    for start, end in wording.bounds:
        for token in _TOKEN.finditer(wording.text, start, end):
            if _is_gap(token[0]):
                gaps.append(Gap(len(places), *token.span()))
            else:
                places += [token.span()] * len(_fold(token[0]))
    return WordPlaces(tuple(places), tuple(gaps))


def _read(text: str, bounds: tuple[tuple[int, int], ...], *, verbatim: bool) -> Wording:
    words: list[str] = []
    for start, end in bounds:
        for token in _TOKEN.findall(text, start, end):
            if not _is_gap(token):
                words += _fold(token)
    return Wording(tuple(words), verbatim, text, bounds)


def _is_gap(token: str) -> bool:
    return token[0] in "[(…."


@lru_cache(maxsize=1 << 16)
def _fold(token: str) -> tuple[str, ...]:
    """The folded words that a token stands for."""
    plain = re.sub(_APOSTROPHE, "'", token).lower()
    if plain in _ODD:
        return _ODD[plain]
    if token[0].isdigit():
        return (re.sub(r",(?=\d\d\d)", "", token),)
    if short := _SHORT_FORM.fullmatch(plain):
        base, ending = short.groups()
        if ending == "n't":
            return (*_split(base), "not")
        if ending != "'s":
            return (*_split(base), _LONG_FORM[ending[1:]])
        if base in _BEFORE_IS:
            return (base, "is")
    return _split(plain)


def _split(word: str) -> tuple[str, ...]:
    return tuple(fold_name(word).split())
