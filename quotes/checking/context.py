"""Whether the words around a claim turn what it says: a negation, a condition, another's opinion.

Only the sentence is read, and only by words. So a turn in the sentence before ("Some say the dam is
safe. That is a lie.") is not seen.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from quotes.records import Attribution, Record, Span

ContextKind = Literal["kept", "dropped", "unknown"]
Turn = Literal["negation", "condition", "other_speaker", "question", "denial", "falsehood"]

# Characters on either side in which a sentence is looked for.
_REACH = 500
_SENTENCE_END = re.compile(r"[.!?…][”\"’']?(?=\s)|\n")
# A clause that the claim does not belong to begins behind one of these.
_CLAUSE = r"[^,;:–—]"
_NOT = r"(?:not|n't|never|no longer|no one|nobody|none|nothing|neither|nor|hardly|without|cannot)"
_OPINION = (
    r"(?:say|says|said|saying|claim|claims|claimed|think|thinks|thought|believe|believes|believed"
    r"|argue|argues|argued|tell|tells|told|insist|insists|insisted|suggest|suggests|suggested"
    r"|pretend|pretends|alleged?|alleges|maintain|maintains)"
)
_SELF = r"(?:i|we|i'm|we're|i've|we've|i'd|we'd|let me|to)"
_FALSE = (
    r"(?:a lie|lies|false|untrue|not true|wrong|nonsense|a myth|ridiculous|absurd|rubbish|fake)"
)
_CONDITION = (
    r"(?:if|unless|provided(?: that)?|providing|assuming|supposing|suppose|as long as"
    r"|in case|only when|even if|whether)"
)

_BEFORE: tuple[tuple[Turn, re.Pattern[str]], ...] = (
    ("falsehood", re.compile(rf"\b{_FALSE}\s+(?:to (?:say|claim|suggest|think)\s+)?(?:that\s+)?$")),
    ("other_speaker", re.compile(
        rf"(?:^|[\s,;“\"])(?!{_SELF}\s)[\w'’.-]+(?:\s+(?:also|often|always|still|now|just|will"
        rf"|would|may|might|have|has|had|keep|kept|to))*\s+{_OPINION}(?:\s+(?:me|us|you|him|her"
        rf"|them|people|voters))?\s*(?:that|,|:)?\s*[“\"'‘]?$")),
    ("negation", re.compile(rf"(?:\b|(?<=n)){_NOT}\b(?:\s+{_CLAUSE}{{0,40}})?\s*$|n't\s+"
                            rf"{_CLAUSE}{{0,40}}$")),
    ("condition", re.compile(rf"(?:^|[\s“\"'‘(]){_CONDITION}\b[^;:.]*$")),
)  # fmt: skip
_BEHIND: tuple[tuple[Turn, re.Pattern[str]], ...] = (
    ("falsehood", re.compile(rf"^[\s”\"’',–—-]*(?:,?\s*which\s+)?(?:is|was|are|'s)\s+(?:just "
                             rf"|plain |simply |complete(?:ly)? |an? (?:outright |total )?)?"
                             rf"{_FALSE}\b")),
    ("condition", re.compile(rf"^[\s”\"’',–—-]*(?:but\s+|and\s+)?(?:only\s+)?{_CONDITION}\b")),
    ("other_speaker", re.compile(rf"^[\s,–—-]*(?:so\s+)?(?!{_SELF}\s)(?:they|people|some|critics"
                                 rf"|opponents|he|she)\s+(?:would\s+|will\s+)?{_OPINION}\b")),
)  # fmt: skip
_DENIALS = frozenset(
    ("contest", "deny", "disavow", "dismiss", "disown", "dispute", "rebut", "refute", "reject",
     "repudiate")
)  # fmt: skip


class ContextFinding(Record, frozen=True, kw_only=True):
    """Whether the words around were kept; if not, what turns the claim, the words that do, and
    where they stand: characters [start, end) of the article.
    """

    kind: ContextKind
    turn: Turn | None = None
    words: str | None = None
    place: Span | None = None


class _Surroundings(NamedTuple):
    """What stands before and behind the claim in its sentence, in lower case, and where it does."""

    before: str
    start: int
    behind: str
    end: int


def find_context(
    text: str, attribution: Attribution, place: Span, left_out: tuple[Span, ...], claim: str
) -> ContextFinding:
    """What the words around a claim's place do to it.

    Args:
        text: the article's.
        attribution: that the claim was found in.
        place: characters of the article from the first word of the claim to its last.
        left_out: inside of it, words that the claim has not.
        claim: as it was pasted.
    """
    if _is_denial(attribution):
        return _drop("denial", attribution.cue[0], text)
    for span in left_out:
        if found := re.search(rf"\b{_CONDITION}\b", _fold(span.slice(text))):
            condition = Span(span.start + found.start(), span.start + found.end())
            return _drop("condition", condition, text)
    sentence = _read_sentence(text, attribution, place)
    for turn, pattern in _BEFORE:
        if found := pattern.search(sentence.before):
            words = _strip(text, sentence.start + found.start(), place.start)
            if not _is_in(claim, words, text):
                return _drop(turn, words, text)
    for turn, pattern in _BEHIND:
        if found := pattern.search(sentence.behind):
            words = _strip(text, sentence.end, sentence.end + found.end())
            if not _is_in(claim, words, text):
                return _drop(turn, words, text)
    if _ends_as_question(text, place) and "?" not in claim:
        return _drop("question", None, text)
    return ContextFinding(kind="kept")


def _drop(turn: Turn, place: Span | None, text: str) -> ContextFinding:
    words = place.slice(text) if place else None
    return ContextFinding(kind="dropped", turn=turn, words=words, place=place)


def _is_denial(attribution: Attribution) -> bool:
    lemma = attribution.evidence.cue_lemma
    return attribution.type != "direct" and bool(attribution.cue) and lemma in _DENIALS


def _read_sentence(text: str, attribution: Attribution, place: Span) -> _Surroundings:
    """The sentence around the place, without who says it and by which word."""
    hidden = [*attribution.cue, *attribution.source]
    start = max(place.start - _REACH, 0)
    ends = list(_SENTENCE_END.finditer(text, start, place.start))
    start = ends[-1].end() if ends else start
    # Where a quotation begins in this sentence, what stands before it is the reporter's.
    marks = [at for at in range(start, place.start) if text[at] in '“"']
    if marks and attribution.type == "direct":
        start = marks[-1] + 1 if len(marks) % 2 or text[marks[-1]] == "“" else start
    end = min(place.end + _REACH, len(text))
    stop = _SENTENCE_END.search(text, place.end, end)
    end = stop.start() if stop else end
    if attribution.type == "direct":
        closing = [at for at in range(place.end, end) if text[at] in '”"']
        end = closing[0] if closing else end
    return _Surroundings(
        _blank(text, start, place.start, hidden), start,
        _blank(text, place.end, end, hidden), place.end,
    )  # fmt: skip


def _blank(text: str, start: int, end: int, hidden: list[Span]) -> str:
    """The folded characters [start, end), with spaces for what is hidden."""
    letters = list(_fold(text[start:end]))
    for span in hidden:
        for at in range(max(span.start, start), min(span.end, end)):
            letters[at - start] = " "
    return "".join(letters)


def _fold(text: str) -> str:
    """In lower case with straight apostrophes; of the same length."""
    lowered = text.lower()
    return (lowered if len(lowered) == len(text) else text).replace("’", "'")


def _is_in(claim: str, words: Span | None, text: str) -> bool:
    """Whether the claim has the words, though in another place."""
    if words is None:
        return False
    return set(re.findall(r"\w+", _fold(words.slice(text)))) <= set(
        re.findall(r"\w+", _fold(claim))
    )


def _strip(text: str, start: int, end: int) -> Span | None:
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return Span(start, end) if start < end else None


def _ends_as_question(text: str, place: Span) -> bool:
    stop = re.compile(r"[.!?\n]").search(text, place.end, min(place.end + _REACH, len(text)))
    return stop is not None and stop.group() == "?"
