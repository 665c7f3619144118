"""The words of a text as a check compares them: numbers by value, inflected forms by their stem."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

import Stemmer

from quotes.checking.numbers import Number, read_number
from quotes.variants.fingerprints import COMMON
from quotes.variants.wording import find_places, read_wording

WordKind = Literal["number", "negation", "name", "person", "auxiliary", "common", "content"]

_NEGATIVE = """
barely hardly neither never no nobody none nor not nothing nowhere scarcely without
"""
NEGATIONS = frozenset(_NEGATIVE.split())
_PRONOUNS = """
he her hers him himself his i me mine my myself our ours ourselves she their theirs them
themselves they us we you your yours yourself yourselves
"""
PERSONS = frozenset(_PRONOUNS.split())
# Forms of one auxiliary. Conditional and present of a modal count as one: the change is of tense.
_AUXILIARIES = (
    "am are be been being is was were",
    "had has have having",
    "did do does doing done",
    "shall should will would",
    "can could",
    "may might",
)
# Words that tell nothing by themselves: without them a quotation is what it was.
_FILLING = """
a actually ah an and basically but er erm just obviously oh okay really so that the uh um very well
yeah yes
"""
FILLERS = frozenset(_FILLING.split())
# The commonest irregular verbs, their forms in the order present, past, participle.
_IRREGULAR = """
become became|begin began begun|break broke broken|bring brought|build built|buy bought
catch caught|choose chose chosen|come came|deal dealt|draw drew drawn|drink drank drunk
drive drove driven|eat ate eaten|fall fell fallen|feel felt|fight fought|find found|fly flew flown
forget forgot forgotten|forgive forgave forgiven|get got gotten|give gave given|go went gone
grow grew grown|hear heard|hide hid hidden|hold held|keep kept|know knew known|lead led|leave left
lend lent|lie lay lain|lose lost|make made|mean meant|meet met|pay paid|ride rode ridden
rise rose risen|run ran|say said|see saw seen|seek sought|sell sold|send sent|shake shook shaken
shoot shot|sing sang sung|sit sat|sleep slept|speak spoke spoken|spend spent|stand stood
steal stole stolen|strike struck|swear swore sworn|take took taken|teach taught|tell told
think thought|throw threw thrown|understand understood|wear wore worn|win won|write wrote written
"""
_BRITISH = (
    (re.compile(r"(?<=[a-z]{3})is(e|ed|es|er|ers|ing|ation|ations)$"), r"iz\1"),
    (re.compile(r"(?<=[a-z]{2})ys(e|ed|es|ing)$"), r"yz\1"),
    (re.compile(r"^(arm|behavi|col|endeav|fav|flav|harb|hon|hum|lab|neighb|rum|splend|vig)our"),
     r"\1or"),
    (re.compile(r"^(cent|met|theat|fib|lit)re(s?)$"), r"\1er\2"),
    (re.compile(r"^(defen|licen|offen|preten)c(e|es)$"), r"\1s\2"),
    (re.compile(r"^program(?:me)(s?)$"), r"program\1"),
    (re.compile(r"(?<=[aeiou]l)l(ed|er|ers|ing)$"), r"\1"),
)  # fmt: skip

# Letters of the shortest word in which a typing error is looked for: "legal" is not "regal".
LEAST_LETTERS = 7

_stem = Stemmer.Stemmer("english").stemWord


def _group(lines: tuple[str, ...] | list[str]) -> dict[str, str]:
    return {form: line.split()[0] for line in lines for form in line.split()}


_AUXILIARY_OF = _group(_AUXILIARIES)
_VERB_OF = _group(re.split(r"[|\n]", _IRREGULAR.strip()))


class CheckedWord(NamedTuple):
    """A word, or several that give one number, at characters [start, end) of its text.

    Attributes:
        text: folded, as `quotes.variants` folds words.
        stem: the same for inflected and differently spelled forms.
        weight: how much its loss changes, from 0.3 to 1. Not tuned.
        number: its value; None for other words.
        is_capital: whether it begins with a capital letter that no beginning of a sentence asks
            for.
    """

    text: str
    stem: str
    kind: WordKind
    start: int
    end: int
    weight: float
    number: Number | None = None
    is_capital: bool = False


class CheckedText(NamedTuple):
    """The words of a text, and the words before which something was left out ("…", "[…]")."""

    text: str
    words: tuple[CheckedWord, ...]
    gaps: frozenset[int]


@lru_cache(maxsize=2048)
def read_text(text: str) -> CheckedText:
    """The words of a text. Those written together ("don't": do, not) have the same place."""
    wording = read_wording(text, "direct")
    places, gaps = find_places(wording)
    words: list[CheckedWord] = []
    numbers: dict[int, int] = {}
    at = 0
    while at < len(wording.words):
        numbers[at] = len(words)
        size, value = read_number(wording.words, at)
        start, end = places[at][0], places[at + max(size, 1) - 1][1]
        if size:
            folded = " ".join(wording.words[at : at + size])
            words.append(CheckedWord(folded, folded, "number", start, end, 1.0, value))
        else:
            words.append(_make_word(text, wording.words[at], start, end))
        at += max(size, 1)
    numbers[at] = len(words)
    # A gap inside of a number is one before it.
    before = frozenset(
        numbers[max(at for at in numbers if at <= gap.before)]
        for gap in gaps
        if gap.before <= len(wording.words)
    )
    return CheckedText(text, tuple(words), before)


def is_spelling(one: CheckedWord, other: CheckedWord) -> bool:
    """Whether two different words are one in two spellings, or one with a typing error."""
    if one.text == other.text or "number" in (one.kind, other.kind):
        return False
    if respell(one.text) == respell(other.text):
        return True
    shorter, longer = sorted((one.text, other.text), key=len)
    return len(shorter) >= LEAST_LETTERS and one.stem != other.stem and _is_slip(shorter, longer)


@lru_cache(maxsize=1 << 16)
def respell(word: str) -> str:
    """The American spelling of a British word; other words as they are."""
    for pattern, american in _BRITISH:
        word = pattern.sub(american, word)
    return word


@lru_cache(maxsize=1 << 16)
def find_stem(word: str) -> str:
    """What all forms of a word have in common."""
    plain = respell(word)
    return _AUXILIARY_OF.get(plain) or str(_stem(_VERB_OF.get(plain, plain)))


def _make_word(text: str, folded: str, start: int, end: int) -> CheckedWord:
    is_capital = text[start].isupper() and not _begins_sentence(text, start)
    kind = _find_kind(folded, text[start:end], is_capital=is_capital)
    return CheckedWord(
        folded, find_stem(folded), kind, start, end, _weigh(folded, kind), is_capital=is_capital
    )


def _weigh(folded: str, kind: WordKind) -> float:
    if folded in FILLERS:
        return 0.3
    return 0.5 if kind in ("common", "auxiliary", "person") else 1.0


def _find_kind(folded: str, written: str, *, is_capital: bool) -> WordKind:
    if folded in NEGATIONS:
        return "negation"
    if folded in PERSONS:
        return "person"
    if folded in _AUXILIARY_OF:
        return "auxiliary"
    if is_capital or (len(written) > 1 and written.isupper()):
        return "name"
    return "common" if folded in COMMON else "content"


def _begins_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \t\n\u00a0“”\"'‘(")
    return not before or before[-1] in ".!?:…"


def _is_slip(shorter: str, longer: str) -> bool:
    """Whether one letter is missing, wrong, or changed places with the next."""
    if len(longer) - len(shorter) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b),
              len(shorter))  # fmt: skip
    if len(shorter) != len(longer):
        return shorter[at:] == longer[at + 1 :]
    swapped = longer[at + 1 : at + 2] + longer[at : at + 1]
    return shorter[at + 1 :] == longer[at + 1 :] or shorter[at:] == swapped + longer[at + 2 :]
