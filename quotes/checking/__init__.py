"""Whether somebody said it: a claimed quotation against quotations that may be its source.

    claim = read_claim("Lee: “We will never close the dam.”")
    result = check_claim(claim, sources)     # result.verdict: "exact", "altered", …

    numbers, words   what is compared: numbers by value, inflected forms by their stem
    claims           the words and the speaker in what somebody pasted
    alignment        the claim's words beside a quotation's
    changes          what differs, by kind: a number, a negation, a name …
    context          words around the claim that turn it
    scoring          from which likeness on a claim counts as found; the probability
    findings         the findings, and the verdict that follows by a fixed precedence
    check            all of it for one claim
    messages         the verdict in a sentence

No database: the store chooses the quotations.
"""

from quotes.checking.changes import ChangeOfWords, WordChange
from quotes.checking.check import DEFAULT_MATCHES, NO_HINTS, Hints, QuotedSource, check_claim
from quotes.checking.claims import MOST_CHARACTERS, Claim, read_claim
from quotes.checking.context import ContextFinding, ContextKind, Turn
from quotes.checking.findings import (
    PRECEDENCE,
    CheckMatch,
    CheckResult,
    Holdings,
    ReportedFinding,
    SpeakerFinding,
    Verdict,
    WordingFinding,
)
from quotes.checking.messages import describe_result

__all__ = [
    "DEFAULT_MATCHES",
    "MOST_CHARACTERS",
    "NO_HINTS",
    "PRECEDENCE",
    "ChangeOfWords",
    "CheckMatch",
    "CheckResult",
    "Claim",
    "ContextFinding",
    "ContextKind",
    "Hints",
    "Holdings",
    "QuotedSource",
    "ReportedFinding",
    "SpeakerFinding",
    "Turn",
    "Verdict",
    "WordChange",
    "WordingFinding",
    "check_claim",
    "describe_result",
    "read_claim",
]
