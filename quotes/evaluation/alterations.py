"""Claims made from quotations by changing them in one known way."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from quotes.checking.findings import Verdict
from quotes.checking.words import NEGATIONS
from quotes.variants.fingerprints import COMMON

# The kinds of change that an altered claim may be said to have.
_ANY_CHANGE: Final = frozenset(("left_out", "added", "wording"))

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_DIGITS = re.compile(r"(?<![\w.,])\d+(?![\w]|[.,]\d)")
_AUXILIARY = re.compile(r"\b(is|are|was|were|will|would|can|could|should|must|has|have|do|does)\b")
_TENSES = {
    "is": "was", "are": "were", "was": "is", "were": "are", "will": "would", "would": "will",
    "has": "had", "have": "had", "can": "could", "could": "can", "does": "did", "do": "did",
}  # fmt: skip
_NAMES = ("Marlowe", "Okafor", "Bellini", "Thessaly", "Norwood", "Zagreb", "Delacroix")
_SYNONYMS = {
    "big": "large", "large": "big", "begin": "start", "start": "begin", "help": "assist",
    "important": "crucial", "need": "require", "show": "demonstrate", "people": "folks",
    "country": "nation", "nation": "country", "terrible": "awful", "great": "superb",
    "problem": "issue", "issue": "problem", "job": "task", "money": "cash", "win": "triumph",
    "fight": "battle", "strong": "powerful", "good": "fine", "bad": "poor", "law": "statute",
    "attack": "assault", "kill": "slay", "children": "kids", "women": "ladies", "think": "believe",
    "believe": "think", "want": "wish", "support": "back", "change": "transform", "end": "finish",
    "work": "labor", "vote": "ballot", "leader": "chief", "speak": "talk", "talk": "speak",
    "clear": "plain", "hope": "wish", "happen": "occur", "make": "create", "keep": "retain",
    "government": "state", "voters": "electors", "campaign": "race", "election": "poll",
    "right": "correct", "wrong": "mistaken",
}  # fmt: skip
_CONDITION = re.compile(r"^(?:And |But )?If [^,;.]{8,120}, (?=\w)(.{25,})$", re.DOTALL)
_CONDITION_AFTER = re.compile(r"^(.{25,}?),? (?:if|unless) [^,;.]{8,120}[.!]?$", re.DOTALL)
_TURNING = re.compile(r"\b(?:if|unless|whether|not|never|no|say|says|think|believe)\b|n['’]t")
# Where "she said" stood between two sentences.
_REPORTER = re.compile(r",[”\"'’]*\s+…\s+(?=[“\"'‘]*[A-Z\[])")
# Words of the shortest quotation that is changed.
_LEAST = 8

Maker = Callable[["ChangedQuote", random.Random], str | None]


class ChangedQuote(NamedTuple):
    """The words of a quotation, without its marks, and `other` words of its speaker."""

    text: str
    other: str = ""


class Alteration(NamedTuple):
    """A way to change a quotation, the verdicts that are right then, and the kinds of change of
    which one must be named; none if none need be.
    """

    name: str
    make: Maker
    verdicts: frozenset[Verdict]
    kinds: frozenset[str] = frozenset()


def _swap_number(quote: ChangedQuote, draw: random.Random) -> str | None:
    places = list(_DIGITS.finditer(quote.text))
    if not places:
        return None
    place = draw.choice(places)
    return _put(
        quote.text, place.start(), place.end(), str(int(place[0]) + draw.choice((1, 3, 20)))
    )


def _remove_negation(quote: ChangedQuote, draw: random.Random) -> str | None:
    if place := re.search(r"(?<=[a-z])n['’]t\b(?<!can['’]t)(?<!won['’]t)", quote.text):
        return _put(quote.text, place.start(), place.end(), "")
    if place := re.search(r" (?:not|never)\b", quote.text):
        return _put(quote.text, place.start(), place.end(), "")
    return None


def _add_negation(quote: ChangedQuote, draw: random.Random) -> str | None:
    words = {word.lower() for word in _WORD.findall(quote.text)}
    if words & NEGATIONS or "n't" in quote.text.replace("’", "'"):
        return None
    place = _AUXILIARY.search(quote.text)
    return None if place is None else _put(quote.text, place.end(), place.end(), " not")


def _swap_name(quote: ChangedQuote, draw: random.Random) -> str | None:
    places = [
        place for place in _WORD.finditer(quote.text)
        if place[0][0].isupper() and len(place[0]) > 3 and place.start()
        and place[0].lower() not in COMMON
        and quote.text[: place.start()].rstrip()[-1] not in ".?!:“\"‘"
    ]  # fmt: skip
    if not places:
        return None
    place = draw.choice(places)
    return _put(quote.text, place.start(), place.end(), draw.choice(_NAMES))


def _leave_out(quote: ChangedQuote, draw: random.Random, mark: str = "") -> str | None:
    words = quote.text.split()
    count = draw.randint(2, 4)
    if len(words) < 12:
        return None
    at = draw.randrange(3, len(words) - count - 3)
    lost = words[at : at + count]
    if _TURNING.search(" ".join(lost).lower()) or not any(len(word) > 4 for word in lost):
        return None
    return " ".join([*words[:at], *([mark] if mark else []), *words[at + count :]])


def _join(quote: ChangedQuote, draw: random.Random) -> str | None:
    if len(quote.other.split()) < _LEAST:
        return None
    return f"{quote.text.rstrip(' ,.;')} … {quote.other}"


def _change_tense(quote: ChangedQuote, draw: random.Random) -> str | None:
    places = [place for place in _AUXILIARY.finditer(quote.text) if place[0] in _TENSES]
    if not places:
        return None
    place = draw.choice(places)
    return _put(quote.text, place.start(), place.end(), _TENSES[place[0]])


def _use_synonym(quote: ChangedQuote, draw: random.Random) -> str | None:
    places = [place for place in _WORD.finditer(quote.text) if place[0] in _SYNONYMS]
    if not places:
        return None
    place = draw.choice(places)
    return _put(quote.text, place.start(), place.end(), _SYNONYMS[place[0]])


def _change_order(quote: ChangedQuote, draw: random.Random) -> str | None:
    one, mark, two = quote.text.strip(" .,").partition(", ")
    if not mark or min(len(one.split()), len(two.split())) < 4:
        return None
    return f"{two[0].upper()}{two[1:]}, {one[0].lower()}{one[1:]}"


def _halve(quote: ChangedQuote, draw: random.Random) -> str | None:
    words = quote.text.split()
    at = len(words) // 2
    if at < 5 or _TURNING.search(" ".join(words[at:]).lower()) or "?" in quote.text:
        return None
    return " ".join(words[:at]).rstrip(",;:—-")


def _drop_condition(quote: ChangedQuote, draw: random.Random) -> str | None:
    found = _CONDITION.match(quote.text) or _CONDITION_AFTER.match(quote.text)
    return found[1] if found else None


def _state_question(quote: ChangedQuote, draw: random.Random) -> str | None:
    text = quote.text.strip(' ”"’,')
    if not text.endswith("?") or re.search(r"[.!?] ", text):
        return None
    return f"{text[:-1]}."


def _reword(quote: ChangedQuote, draw: random.Random) -> str | None:
    """As a translation and back would: synonyms, other forms, other small words."""
    swaps = _SYNONYMS | {"the": "this", "that": "which", "a": "one", "very": "extremely",
                         "we": "we all", "really": "truly", "going to": "about to"}  # fmt: skip
    count = 0

    def swap(place: re.Match[str]) -> str:
        nonlocal count
        new = swaps.get(place[0])
        count += new is not None
        return new or place[0]

    text = _WORD.sub(swap, quote.text)
    return text if count >= 3 else None


def _keep(quote: ChangedQuote, draw: random.Random) -> str | None:
    return quote.text.strip(" ,.").lower()


def _write_out(quote: ChangedQuote, draw: random.Random) -> str | None:
    text = re.sub(r"\b(do|does|did|is|are|was|were|have|has)n['’]t\b", r"\1 not", quote.text)
    text = re.sub(r"\b([Ii]t|[Tt]hat|[Hh]e|[Ss]he)['’]s (a|the|not|going)\b", r"\1 is \2", text)
    return None if text == quote.text else text


def _put(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def _one(*verdicts: Verdict) -> frozenset[Verdict]:
    return frozenset(verdicts)


# Of a quotation in quotation marks, claimed for its speaker.
ALTERATIONS: Final[tuple[Alteration, ...]] = (
    Alteration("unchanged", _keep, _one("exact")),
    Alteration("short forms written out", _write_out, _one("near")),
    Alteration("first half", _halve, _one("exact")),
    Alteration("number changed", _swap_number, _one("altered"), frozenset(("number",))),
    Alteration("negation removed", _remove_negation, _one("altered", "context_dropped"),
               frozenset(("negation",))),
    Alteration("negation added", _add_negation, _one("altered"), frozenset(("negation",))),
    Alteration("name swapped", _swap_name, _one("altered"), frozenset(("name",))),
    Alteration("words left out", _leave_out, _one("altered"), frozenset(("left_out",))),
    Alteration("words left out with an ellipsis", lambda q, d: _leave_out(q, d, "…"),
               _one("partial")),
    Alteration("two quotations joined", _join, _one("partial")),
    Alteration("tense changed", _change_tense, _one("altered"), frozenset(("tense",))),
    Alteration("synonym", _use_synonym, _one("altered"), frozenset(("wording",))),
    Alteration("order changed", _change_order, _one("altered"), frozenset(("order",))),
    Alteration("condition dropped", _drop_condition, _one("context_dropped")),
    Alteration("question as a statement", _state_question, _one("context_dropped")),
    Alteration("reworded", _reword, _one("altered"), _ANY_CHANGE),
)  # fmt: skip


def strip_marks(text: str) -> str:
    """The words as people paste them: without double quotation marks, and in one piece where the
    article put "she said" between.
    """
    whole = re.sub(r"[\"“”]|''|``", " ", _REPORTER.sub(". ", text).replace(" … ", " "))
    return " ".join(whole.split()).strip("‘’' ")


def make_claims(
    quotes: Sequence[ChangedQuote], alteration: Alteration, most: int, seed: int
) -> list[tuple[int, str]]:
    """At most so many claims of one kind, each with the number of its quotation."""
    draw = random.Random(f"{seed} {alteration.name}")  # noqa: S311
    order = list(range(len(quotes)))
    draw.shuffle(order)
    claims: list[tuple[int, str]] = []
    for number in order:
        if len(claims) == most:
            break
        quote = quotes[number]
        if len(quote.text.split()) < _LEAST:
            continue
        claim = alteration.make(quote, draw)
        if claim is not None and claim != quote.text:
            claims.append((number, claim))
    return claims
