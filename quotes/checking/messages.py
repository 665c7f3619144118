"""The verdict in a sentence, for people."""

from __future__ import annotations

from quotes.checking.changes import ChangeOfWords
from quotes.checking.context import Turn
from quotes.checking.findings import CheckMatch, CheckResult, Holdings

_CHANGES: dict[ChangeOfWords, str] = {
    "number": "a number", "negation": "a negation", "name": "a name", "tense": "the tense",
    "person": "the person", "order": "the order of words", "left_out": "words left out",
    "added": "words added", "wording": "the wording", "spelling": "the spelling",
}  # fmt: skip
_TURNS: dict[Turn, str] = {
    "negation": "it is negated",
    "condition": "it holds only under a condition",
    "other_speaker": "it is what others say, as the speaker tells it",
    "question": "it is asked, not stated",
    "denial": "the speaker denies it",
    "falsehood": "the speaker calls it false",
    "hedge": "the speaker only hopes, doubts or thinks it possible",
}


def describe_result(result: CheckResult, holdings: Holdings) -> str:
    """The verdict with its reasons in one or two sentences."""
    if result.verdict == "invalid":
        return "Too short to check: give at least three words of what was said."
    if result.verdict == "not_found":
        return f"Not held here: {_describe_holdings(holdings)}. It may still have been said."
    first = result.matches[0]
    return f"{_begin(result, first)}. {_describe_source(first)}.{_warn(result, first)}"


def _begin(result: CheckResult, first: CheckMatch) -> str:
    match result.verdict:
        case "exact":
            return "Held word for word"
        case "near":
            return "Held with slight differences (spelling, articles, fillers)"
        case "partial":
            if result.sources > 1:
                return "Its parts stand in different quotations"
            return "Held with words left out where the claim has an ellipsis"
        case "altered":
            kinds = dict.fromkeys(
                _CHANGES[change.kind] for change in first.changes if not change.is_slight
            )
            return f"Held, but changed: {', '.join(kinds) or 'the wording'}"
        case "misattributed":
            return f"Held, but not as the words of {result.asked}"
        case "context_dropped":
            turn = first.context.turn
            return f"Held, but in its sentence {_TURNS[turn] if turn else 'it reads otherwise'}"
        case "indirect_only":
            return "Only a reporter's own words say so, nothing in quotation marks"
        case _:
            if result.speaker == "unknown":
                return "Held, but it is open who said it"
            return "Held as the words of several speakers"


def _describe_source(match: CheckMatch) -> str:
    attribution = match.attribution
    who = f"Said by {attribution.speaker}" if attribution.speaker else "Who said it is not named"
    printed = ", ".join(filter(None, (match.outlet, (match.published or "")[:10])))
    return f"{who} ({printed})" if printed else who


def _warn(result: CheckResult, first: CheckMatch) -> str:
    certainty = first.attribution.certainty
    if certainty == "sure" or result.verdict == "ambiguous":
        return ""
    return f" That these are the speaker's words is {certainty}, not sure: look at the article."


def _describe_holdings(holdings: Holdings) -> str:
    outlets = f"{holdings.outlets} outlet" + "s" * (holdings.outlets != 1)
    if holdings.first_published is None:
        return f"nothing from {outlets} has these words"
    days = f"{holdings.first_published} to {holdings.last_published}"
    return f"nothing from {outlets}, {days}, has these words"
