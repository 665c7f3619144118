"""What differs between a claim and a quotation, and of what kind each change is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

from quotes.checking.alignment import Step, WordMatch
from quotes.checking.words import FILLERS, CheckedText, CheckedWord, find_stem
from quotes.records import Record, Span

ChangeOfWords = Literal[
    "number", "negation", "name", "tense", "person", "order", "left_out", "added", "wording",
    "spelling",
]  # fmt: skip

_TELLING = ("content", "name", "number")
_NEW = ("added", "replaced")
_NEGATIVE = re.compile(r"(?:un|in|im|il|ir|dis|non)(?=[a-z]{3})")


class WordChange(Record, frozen=True, kw_only=True):
    """Words of the claim (`here`) and of the quotation (`there`) that differ: characters
    [start, end) of the text of each; None where one has no words there.

    `is_slight` if the change leaves the words what they are: spelling, an article, a filler.
    """

    kind: ChangeOfWords
    here: Span | None
    there: Span | None
    is_slight: bool


class _NamedStep(NamedTuple):
    kind: ChangeOfWords
    step: Step
    is_slight: bool


def find_changes(
    claim: CheckedText, quote: CheckedText, match: WordMatch
) -> tuple[WordChange, ...]:
    """The changes in the order of the claim; neighbours of one kind are one change."""
    moved = _find_moved(claim.words, quote.words, match)
    changes: list[WordChange] = []
    kinds: list[_NamedStep | None] = [
        _name_step(claim.words, quote.words, step, moved)
        for step in _pair(claim.words, quote.words, _extend(quote.words, match, moved), moved)
    ]
    _join_auxiliaries(claim.words, quote.words, kinds)
    for key, group in groupby(kinds, key=lambda named: named and (named.kind, named.is_slight)):
        if key is not None:
            steps = [named.step for named in group if named is not None]
            changes.append(_make_change(claim, quote, steps, *key))
    return tuple(changes)


def _extend(there: Sequence[CheckedWord], match: WordMatch, moved: set[Step]) -> list[Step]:
    """The steps, with as many of the quotation's words before and behind them as the claim begins
    and ends with of its own: these may stand for them.
    """
    steps, placed = list(match.steps), match.placed
    first = _count_added(steps, moved)
    last = _count_added(steps[::-1], moved)
    if first < len(steps):
        before = range(max(0, placed.start - first), placed.start)
        behind = range(placed.stop, min(len(there), placed.stop + last))
        steps = [*(Step("left_out", None, at) for at in before), *steps]
        steps += [Step("left_out", None, at) for at in behind]
    return steps


def _count_added(steps: Sequence[Step], moved: set[Step]) -> int:
    """How many words of the claim's own the steps begin with; none if one only moved."""
    count = next((at for at, step in enumerate(steps) if step.kind != "added"), len(steps))
    return 0 if moved.intersection(steps[:count]) else count


def _pair(
    here: Sequence[CheckedWord],
    there: Sequence[CheckedWord],
    steps: Sequence[Step],
    moved: set[Step],
) -> Iterator[Step]:
    """The steps; where words were left out and others added between the same neighbours, the new
    ones stand for the old.
    """
    for is_changed, group in groupby(steps, key=lambda step: step.kind in ("added", "left_out")):
        run = list(group)
        if not is_changed or moved.intersection(run):
            yield from run
            continue
        added = [step.here for step in run if step.here is not None]
        lost = [step.there for step in run if step.there is not None]
        pairs = min(len(added), len(lost))
        words = [here[at] for at in added] + [there[at] for at in lost]
        if len(added) != len(lost) and any(word.kind == "negation" for word in words):
            pairs = 0
        for one, other in zip(added[:pairs], lost[:pairs], strict=True):
            yield Step("replaced", one, other)
        yield from (Step("added", at, None) for at in added[pairs:])
        yield from (Step("left_out", None, at) for at in lost[pairs:])


def _join_auxiliaries(
    here: Sequence[CheckedWord], there: Sequence[CheckedWord], named: list[_NamedStep | None]
) -> None:
    """Count "do" before a negation as a part of it: "do not", "didn't"."""
    for at, (one, other) in enumerate(pairwise(named)):
        if one is None or other is None or other.kind != "negation":
            continue
        step = one.step
        word = here[step.here] if step.here is not None else there[step.there or 0]
        if one.kind in ("added", "left_out") and word.stem == find_stem("do"):
            named[at] = _NamedStep("negation", step, is_slight=False)


def _make_change(
    claim: CheckedText, quote: CheckedText, steps: list[Step], kind: ChangeOfWords, slight: bool
) -> WordChange:
    here = [claim.words[step.here] for step in steps if step.here is not None]
    there = [quote.words[step.there] for step in steps if step.there is not None]
    return WordChange(
        kind=kind,
        here=Span(here[0].start, here[-1].end) if here else None,
        there=Span(there[0].start, there[-1].end) if there else None,
        is_slight=slight,
    )


def _name_step(
    here: Sequence[CheckedWord], there: Sequence[CheckedWord], step: Step, moved: set[Step]
) -> _NamedStep | None:
    """The kind of a step; None for the same word."""
    one = None if step.here is None else here[step.here]
    other = None if step.there is None else there[step.there]
    if step.kind == "same":
        return None
    if step.kind == "spelled":
        return _NamedStep("spelling", step, is_slight=True)
    if step in moved:
        return _NamedStep("order", step, is_slight=False)
    if one is not None and other is not None:
        return _NamedStep(_name_replacement(one, other), step, is_slight=_is_slight(one, other))
    word = here[step.here] if step.here is not None else there[step.there or 0]
    if word.kind in ("negation", "number"):
        return _NamedStep(word.kind, step, is_slight=False)
    return _NamedStep("added" if other is None else "left_out", step, is_slight=_is_slight(word))


def _is_slight(*words: CheckedWord) -> bool:
    return all(word.text in FILLERS for word in words)


def _name_replacement(one: CheckedWord, other: CheckedWord) -> ChangeOfWords:
    kinds = {one.kind, other.kind}
    if "negation" in kinds or _are_opposite(one.text, other.text):
        return "negation"
    if "number" in kinds and (one.number and other.number):
        return "number"
    if one.stem == other.stem:
        return "tense" if _is_verbal(one, other) else "wording"
    if kinds == {"person"}:
        return "person"
    if kinds == {"name"} or (one.is_capital and other.is_capital):
        return "name"
    if "number" in kinds:
        return "number"
    return "wording"


def _is_verbal(one: CheckedWord, other: CheckedWord) -> bool:
    """Whether two forms of a word are of a verb: else they are singular and plural."""
    shorter, longer = sorted((one.text, other.text), key=len)
    return longer not in (f"{shorter}s", f"{shorter}es", f"{shorter[:-1]}ies")


def _are_opposite(one: str, other: str) -> bool:
    """Whether one word is the other with a negative prefix ("legal", "illegal")."""
    shorter, longer = sorted((one, other), key=len)
    prefix = _NEGATIVE.match(longer)
    return bool(prefix) and longer.removeprefix(prefix.group() if prefix else "") == shorter


def _find_moved(
    here: Sequence[CheckedWord], there: Sequence[CheckedWord], match: WordMatch
) -> set[Step]:
    """The steps of words that the claim has in another place than the quotation."""
    placed, reach = match.placed, len(here)
    kept = {step.there for step in match.steps if step.kind in ("same", "spelled")}
    near = range(max(0, placed.start - reach), min(len(there), placed.stop + reach))
    elsewhere = {there[at].text for at in near if at not in kept}
    added = [step for step in match.steps if step.here is not None and step.kind in _NEW]
    moved = {here[step.here].text for step in added if step.here is not None} & elsewhere
    moved = {text for text in moved if any(w.text == text and w.kind in _TELLING for w in here)}
    return {
        step
        for step in match.steps
        if (step.kind in _NEW and step.here is not None and here[step.here].text in moved)
        or (step.kind == "left_out" and step.there is not None and there[step.there].text in moved)
    }
