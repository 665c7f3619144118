"""Whether the words around a claim turn what it says: a negation, a condition, another's opinion.

Only by words, and only the sentence is read, with the beginning of the next ("That is a lie."). So
a turn in a sentence before ("Here is what they want to hear.") is not seen.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from quotes.records import Attribution, Record, Span

ContextKind = Literal["kept", "dropped", "unknown"]
Turn = Literal["negation", "condition", "other_speaker", "question", "denial", "falsehood", "hedge"]

# Characters on either side in which a sentence is looked for.
_REACH = 500
_SENTENCE_END = re.compile(r"[.!?…][”\"’']?(?=\s)|\n")
# A clause that the claim does not belong to begins behind one of these.
_CLAUSE = r"[^,;:–—]"
_NOT = r"(?:not|n't|never|no longer|no one|nobody|none|nothing|neither|nor|hardly|without|cannot)"
_OPINION = (
    r"(?:say|says|said|saying|claim|claims|claimed|think|thinks|thought|believe|believes|believed"
    r"|argue|argues|argued|tell|tells|told|insist|insists|insisted|suggest|suggests|suggested"
    r"|pretend|pretends|alleged?|alleges|maintain|maintains|hope|hopes|hoped|wish|wishes|wished"
    r"|fear|fears|feared)"
)
_SELF = r"(?:i|we|i'm|we're|i've|we've|i'd|we'd|let me|to)"
# What stands between who holds an opinion and its verb: "I really think" is the speaker's own.
_BETWEEN = (
    r"(?:also|often|always|still|now|just|only|never|even|all|\w+ly|will|would|may|might|can|could"
    r"|must|should|do|does|did|don't|doesn't|didn't|have|has|had|keep|kept|to)"
)
_FALSE = (
    r"(?:a lie|lies|false|untrue|not true|wrong|nonsense|a myth|ridiculous|absurd|rubbish|fake)"
)
# What is only hoped, doubted or thought possible. "I think" and "I guess" are none: they are said
# of what one is sure of, too.
_HEDGE = (
    r"(?:maybe|perhaps|possibly|hopefully|let's hope|imagine|(?:it's|it is) (?:just )?possible"
    r"|(?:i|we) (?:(?:just|only|do|really|still|would|can only) ){0,2}(?:hope|wish|doubt|pray))"
)
_CONDITION = (
    r"(?:if|unless|provided(?: that)?|providing|assuming|supposing|suppose|as long as"
    r"|in case|only when|even if|whether)"
)

_BEFORE: tuple[tuple[Turn, re.Pattern[str]], ...] = (
    ("falsehood", re.compile(rf"\b{_FALSE}\s+(?:to (?:say|claim|suggest|think)\s+)?(?:that\s+)?$")),
    ("other_speaker", re.compile(
        rf"(?:^|[\s,;“\"])(?!(?:{_SELF}|{_BETWEEN})\s)[\w'’.-]+(?:\s+{_BETWEEN})*"
        rf"\s+{_OPINION}(?:\s+(?:me|us|you|him|her|them|people|voters))?\s*(?:that|,|:)?\s*[“\"'‘]?$")),
    ("negation", re.compile(rf"(?:\b|(?<=n)){_NOT}\b(?:\s+{_CLAUSE}{{0,40}})?\s*$|n't\s+"
                            rf"{_CLAUSE}{{0,40}}$")),
    ("condition", re.compile(rf"(?:^|[\s“\"'‘(]){_CONDITION}\b[^;:.]*$")),
    ("hedge", re.compile(rf"(?:^|[\s“\"'‘(]){_HEDGE}\b,?(?:\s+{_CLAUSE}{{0,40}})?\s*$")),
)  # fmt: skip
_BEHIND: tuple[tuple[Turn, re.Pattern[str]], ...] = (
    ("falsehood", re.compile(rf"^[\s”\"’',–—-]*(?:,?\s*which\s+)?(?:is|was|are|'s)\s+(?:just "
                             rf"|plain |simply |complete(?:ly)? |an? (?:outright |total )?)?"
                             rf"{_FALSE}\b")),
    ("condition", re.compile(rf"^[\s”\"’',–—-]*(?:but\s+|and\s+)?(?:only\s+)?{_CONDITION}\b")),
    ("other_speaker", re.compile(rf"^[\s,–—-]*(?:so\s+)?(?!{_SELF}\s)(?:they|people|some|critics"
                                 rf"|opponents|he|she)\s+(?:would\s+|will\s+)?{_OPINION}\b")),
)  # fmt: skip
# The next sentence, of the one that the claim is in. "That is wrong" says as often that it is bad.
_NEXT = re.compile(
    r"[\s”\"’']*(?:(?:but|and|well|no|now|folks),?\s+)?"
    r"(?:that|this|it|all of that)(?:'s| is| was)\s+"
    r"(?:just |plain |simply |such |complete(?:ly)? |an? (?:\w+ )?)?"
    r"(?:lie|false|untrue|not true|nonsense|myth|rubbish|fake)\b"
)
_ASKING = (
    r"(?:who|whom|whose|what|when|where|which|why|how|am|are|is|was|were|do|does|did|has|have|had"
    r"|can|could|will|would|shall|should|may|might|must)(?:n't)?"
)
_BEGINS_ASKING = re.compile(rf"[^\w]*(?:(?:and|but|so|or|now|well|then),?\s+)?{_ASKING}\b")
# A question that is asked about what was stated before it: "…, so why wait?", "…, right?".
_ASKED_BEHIND = re.compile(
    rf"[,;:–—]\s*(?:(?:and|but|so|or|then)\s+)?(?:{_ASKING}|the question|right|correct|okay)\b"
)
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
    if (place_of_lie := _find_falsehood_behind(text, attribution, place)) is not None:
        return _drop("falsehood", place_of_lie, text)
    if _is_question(text, attribution, sentence.start, place) and "?" not in claim:
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


def _find_falsehood_behind(text: str, attribution: Attribution, place: Span) -> Span | None:
    """Where the speaker's next sentence calls the claim's false."""
    limit = min(place.end + _REACH, len(text))
    stop = _SENTENCE_END.search(text, place.end, limit)
    if stop is None:
        return None
    begin = stop.start() + 1
    found = _NEXT.match(_fold(text[begin:limit]))
    words = _strip(text, begin, begin + found.end()) if found else None
    is_own = words is not None and any(span.covers(words) for span in attribution.content)
    return words if is_own else None


def _is_question(text: str, attribution: Attribution, start: int, place: Span) -> bool:
    """Whether the sentence from `start` on that the claim is in asks what the claim says; not if a
    statement comes first, and what is asked stands behind it.
    """
    limit = min(place.end + _REACH, len(text))
    if attribution.type == "direct":
        limit = min(limit, attribution.content[-1].end)
    stop = re.compile(r"[.!?\n]").search(text, place.end, limit)
    if stop is None or stop.group() != "?":
        return False
    is_asked_behind = _ASKED_BEHIND.search(_fold(text[place.end : stop.start()])) is not None
    begins_asking = _BEGINS_ASKING.match(_fold(text[start : place.end])) is not None
    return begins_asking or not is_asked_behind
