"""The words of a quotation as they are compared: without case, accents, marks and stops."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from quotes.folding import fold_name
from quotes.parsing.quotations import find_quotations
from quotes.records import AttributionType

# With so many words in quotation marks a mixed quotation is compared by these; with fewer by all of
# its words, as an indirect one: "the ‘rent’" says too little.
QUOTED_WORDS = 4

_APOSTROPHE = "['’ʼ‘`´]"
# What an editor put in or left out; initials; numbers; words with their apostrophes.
_TOKEN = re.compile(
    rf"(?:\[[^\[\]\n]{{0,200}}\]|\((?:\.\.\.|…)\)|…|\.(?:[ \u00a0]?\.)+)"
    rf"|(?:[^\W\d_]\.){{2,}}"
    rf"|\d+(?:[.,]\d+)*"
    rf"|[^\W_]+(?:{_APOSTROPHE}[^\W_]+)*"
    rf"|[%&]"
)
_SHORT_FORM = re.compile(rf"(.+?)(n{_APOSTROPHE}t|{_APOSTROPHE}(?:re|ll|ve|m|d|s))", re.IGNORECASE)
_LONG_FORM = {"re": "are", "ll": "will", "ve": "have", "m": "am", "d": "would"}
# After these "'s" is "is"; elsewhere it may be of a possessive, and stays.
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
    """Where an editor left something out ("…") or put something in ("[the dam]"): before which
    word, and the characters [start, end) of the mark.
    """

    before: int
    start: int
    end: int


class Wording(NamedTuple):
    """The words of a quotation, folded, and where in its text they were read: in characters [start,
    end) of `bounds`.

    `verbatim` tells that these are the speaker's own words, by their quotation marks.
    """

    words: tuple[str, ...]
    verbatim: bool
    text: str
    bounds: tuple[tuple[int, int], ...]


class WordPlaces(NamedTuple):
    """The characters [start, end) of each word of a wording, several of which have the same where
    one was written together ("don't": do, not); and its gaps.
    """

    words: tuple[tuple[int, int], ...]
    gaps: tuple[Gap, ...]


def read_wording(text: str, type_: AttributionType) -> Wording:
    """The words that a quotation is compared by: of a direct one all, of a mixed one those in
    quotation marks if they are `QUOTED_WORDS` or more, else all.

    Args:
        text: the pieces of the content joined by `quotes.store.GAP`.
        type_: of the attribution.
    """
    if type_ == "mixed":
        quoted = (each.span for each in find_quotations(text) if each.depth == 0)
        wording = _read(text, tuple((span.start, span.end) for span in quoted), verbatim=True)
        if len(wording.words) >= QUOTED_WORDS:
            return wording
    return _read(text, ((0, len(text)),), verbatim=type_ == "direct")


def find_places(wording: Wording) -> WordPlaces:
    """Where the words stand. Most wordings are read to be compared, and never shown."""
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
    """The words that a token stands for, in the form that is compared."""
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
