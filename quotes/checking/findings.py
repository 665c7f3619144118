"""What a check finds, and the verdict that follows from it by a fixed precedence."""

from __future__ import annotations

from typing import Final, Literal, get_args

from quotes.checking.changes import WordChange
from quotes.checking.context import ContextFinding
from quotes.records import Attribution, Record, Spans

WordingFinding = Literal[
    "exact", "near", "altered", "partial", "paraphrase", "not_found", "invalid"
]
SpeakerFinding = Literal["same", "other", "unknown", "not_asked"]
ReportedFinding = Literal["quoted", "indirect"]
Verdict = Literal[
    "exact", "near", "partial", "altered", "misattributed", "context_dropped", "indirect_only",
    "ambiguous", "not_found", "invalid",
]  # fmt: skip

# The first verdict whose condition holds is given.
PRECEDENCE: Final[tuple[tuple[Verdict, str], ...]] = (
    ("invalid", "the text has too few words to be checked"),
    ("not_found", "no quotation held here has these words"),
    ("misattributed", "the words are another's than the speaker who was asked for"),
    ("ambiguous", "several speakers are quoted with the words, or it is open who said them"),
    ("context_dropped", "words around the claim turn what it says"),
    ("indirect_only", "only a reporter's own words say it, nothing in quotation marks"),
    ("altered", "words differ that matter"),
    ("partial", "all parts were said, with words between them left out"),
    ("near", "the same but for spelling, articles and fillers"),
    ("exact", "word for word"),
)
VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)


class CheckMatch(Record, frozen=True, kw_only=True):
    """A claim beside a quotation that may be its source.

    Attributes:
        outlet, published: of its article.
        likeness: 1 if every word is the same, 0 if none is.
        probability: that the quotation is the source.
        changes: what differs, in the order of the claim; their places are characters of the
            claim's text and of `text`.
        text: the quotation's content, its pieces joined by " … ".
        place: characters of the article in which the claim's words stand, a span for each piece.
        names: of the speaker, as the corpus knows them.
    """

    attribution: Attribution
    text: str
    names: tuple[str, ...]
    outlet: str | None
    published: str | None
    likeness: float
    probability: float
    wording: WordingFinding
    speaker: SpeakerFinding
    context: ContextFinding
    reported: ReportedFinding
    changes: tuple[WordChange, ...]
    place: Spans


class CheckResult(Record, frozen=True, kw_only=True):
    """The answer to a claim.

    Attributes:
        text: the words that were checked; places in changes refer to it.
        asked: the speaker who was asked for, or whom the pasted text names.
        wording, speaker, context, reported: of the first match, or that there is none.
        probability: that the verdict is right.
        matches: the nearest quotations, the likeliest source first.
        sources: how many of them, from the first on, hold the claim together.
    """

    text: str
    asked: str | None
    verdict: Verdict
    wording: WordingFinding
    speaker: SpeakerFinding
    context: ContextFinding
    reported: ReportedFinding | None
    probability: float
    matches: tuple[CheckMatch, ...]
    sources: int


class Holdings(Record, frozen=True, kw_only=True):
    """What a check searches: the number of outlets, and the days (YYYY-MM-DD) of the oldest and
    the newest article; None without a dated article.
    """

    outlets: int
    first_published: str | None
    last_published: str | None


def find_verdict(
    wording: WordingFinding,
    speaker: SpeakerFinding,
    context: ContextFinding,
    reported: ReportedFinding | None,
    *,
    has_rivals: bool,
) -> Verdict:
    """The verdict of `PRECEDENCE`.

    Args:
        wording, speaker, context, reported: the findings.
        has_rivals: quotations of other speakers have the words as well, and none was asked for.
    """
    if wording == "invalid" or wording == "not_found":
        return wording
    holds: dict[Verdict, bool] = {
        "misattributed": speaker == "other",
        "ambiguous": speaker == "unknown" or (speaker == "not_asked" and has_rivals),
        "context_dropped": context.kind == "dropped",
        "indirect_only": reported == "indirect",
        "altered": wording in ("altered", "paraphrase"),
        "partial": wording == "partial",
        "near": wording == "near",
    }
    return next((verdict for verdict, _ in PRECEDENCE if holds.get(verdict)), "exact")
