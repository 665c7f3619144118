"""A claimed quotation checked against what is held."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from api.schemas.quotes import QuoteItem
from quotes.checking import (
    MOST_CHARACTERS,
    PRECEDENCE,
    ChangeOfWords,
    ContextKind,
    ReportedFinding,
    SpeakerFinding,
    Turn,
    Verdict,
    WordingFinding,
)
from quotes.exporting.fields import Range, Ranges

MOST_CLAIMS = 100

_VERDICT = "The first of these that holds. " + "; ".join(
    f"`{verdict}`: {condition}" for verdict, condition in PRECEDENCE
)
Claimed = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=MOST_CHARACTERS,
        description="What somebody is said to have said, as it was pasted: with or without "
        "quotation marks, with or without who said it.",
    ),
]
_NAME = Meta(min_length=1, max_length=200)


class CheckRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A claimed quotation. `speaker` is whose words they are said to be, by default whom the text
    names; quotations of about that `date` (YYYY-MM-DD) and of that `outlet` are preferred where
    several have the words.
    """

    text: Claimed
    speaker: Annotated[str, _NAME] | None = None
    date: Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d$")] | None = None
    outlet: Annotated[str, _NAME] | None = None
    limit: Annotated[int, Meta(ge=1, le=20, description="Of the matches.")] = 5


class ContextItem(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the words around the claim turn what it says."""

    finding: ContextKind
    turn: Annotated[
        Turn | None,
        Meta(
            description="What turns it: a negation, a condition, that another is said to think so, "
            "a question, a verb of denying, or that it is called false."
        ),
    ]
    words: Annotated[str | None, Meta(description="The words that turn it.")]
    offsets: Annotated[Range | None, Meta(description="Where they stand in the article.")]


class ChangeItem(msgspec.Struct, frozen=True, kw_only=True):
    """Words of the claim and of the quotation that differ; null where one has none there."""

    kind: ChangeOfWords
    claim: str | None
    quote: str | None
    claim_offsets: Annotated[Range | None, Meta(description="In the claim's `text`.")]
    quote_offsets: Annotated[Range | None, Meta(description="In the quote's `text`.")]
    slight: Annotated[
        bool, Meta(description="It leaves the words what they are: spelling, articles, fillers.")
    ]


class MatchItem(QuoteItem, frozen=True, kw_only=True):
    """A quotation that may be the claim's source, beside the claim."""

    likeness: Annotated[
        float, Meta(description="1 if every word is the same, 0 if none is; not a probability.")
    ]
    wording: WordingFinding
    speaker_finding: SpeakerFinding
    context: ContextItem
    reported: ReportedFinding
    changes: list[ChangeItem]
    matched: Annotated[
        Ranges, Meta(description="Where the claim's words stand in the article, in code points.")
    ]


class HoldingsItem(msgspec.Struct, frozen=True, kw_only=True):
    """What was searched."""

    outlets: int
    first_published: Annotated[str | None, Meta(description="The day of the oldest article.")]
    last_published: Annotated[str | None, Meta(description="The day of the newest article.")]


class CheckItem(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict on a claim, the findings that it follows from, and the nearest quotations."""

    text: Annotated[str, Meta(description="The words that were checked.")]
    speaker: Annotated[str | None, Meta(description="Whose words they are said to be.")]
    verdict: Annotated[Verdict, Meta(description=_VERDICT)]
    probability: Annotated[float, Meta(description="That the verdict is right, 0 to 1.")]
    message: Annotated[str, Meta(description="The verdict in a sentence.")]
    wording: WordingFinding
    speaker_finding: SpeakerFinding
    context: ContextKind
    reported: ReportedFinding | None
    sources: Annotated[
        int,
        Meta(description="How many of the matches, from the first on, hold the claim together."),
    ]
    matches: Annotated[list[MatchItem], Meta(description="The likeliest source first.")]
    holdings: HoldingsItem


class CheckList(msgspec.Struct, frozen=True, kw_only=True):
    """The verdicts on several claims, in their order."""

    items: list[CheckItem]
