"""Types of fields with their descriptions, for the columns of exports and the records of the API,
which hold the same values under the same names.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from quotes.records import (
    Act,
    Anonymity,
    AttributionType,
    Certainty,
    PossibleSpeaker,
    ReviewStatus,
    SpokenPrecision,
)

Range = tuple[int, int]
Ranges = Annotated[
    list[Range],
    Meta(description="Characters [start, end) of the article's text, in Unicode code points."),
]

QuotedText = Annotated[str, Meta(description='The quoted words, pieces joined by " … ".')]
QuoteType = Annotated[
    AttributionType,
    Meta(description="direct: all in quotation marks; mixed: part of it; indirect: none."),
]
QuoteAct = Annotated[Act, Meta(description="statement, or attitude: no act of saying.")]
Confidence = Annotated[
    float, Meta(description="Probability that content and source are right, 0 to 1.")
]
SpeakerConfidence = Annotated[
    float,
    Meta(
        description="Probability that the speaker is right, given that content and source are; "
        "where nobody is named, that this is right. 0 to 1."
    ),
]
CertaintyLevel = Annotated[
    Certainty, Meta(description="What both probabilities come to: sure, likely or unsure.")
]
Members = Annotated[
    list[str],
    Meta(
        description="All in a source that joins several, in order; the first name is the speaker. "
        "Who has no name is given by their words."
    ),
]
Candidates = Annotated[
    list[PossibleSpeaker],
    Meta(description="Who may be the speaker where nobody is named, the likeliest first."),
]
RoleInArticle = Annotated[
    str | None, Meta(description="The role that the article gives the speaker.")
]
AnonymityKind = Annotated[
    Anonymity | None, Meta(description="requested if the article says so, else unnamed.")
]
SourceWords = Annotated[str | None, Meta(description="The words that name who is quoted.")]
CueWords = Annotated[str | None, Meta(description="The words of saying: said, according to.")]
Status = Annotated[
    ReviewStatus,
    Meta(
        description="What a person last said of it; unreviewed: nobody did. Rejected quotes are "
        "served only where they are asked for."
    ),
]
AddresseeName = Annotated[str | None, Meta(description="Who was told.")]
RelayNames = Annotated[list[str], Meta(description="Who passed it on, outermost first.")]
SpokenAt = Annotated[
    str | None,
    Meta(description="When it was said, ISO 8601; null where the article leaves it open."),
]
Precision = Annotated[
    SpokenPrecision | None,
    Meta(
        description="How precise that is: time (2015-11-17T10:30), day (2015-11-17), "
        "week (2015-W47), month (2015-11) or year (2015)."
    ),
]
ClusterId = Annotated[
    str | None,
    Meta(
        description="The same for all variants of one quotation, in whatever article: a filter of "
        "`/v1/quotes`. Null for attitudes and a word or two."
    ),
]

StoryId = Annotated[
    str, Meta(description="The same for all copies of one report: a filter of `/v1/articles`.")
]
CopyOf = Annotated[
    str | None,
    Meta(
        description="The quote that this one is a copy of, in another article of its story; null "
        "for the first. Quotations are counted once a story by this, or else by `id`."
    ),
]

Published = Annotated[str | None, Meta(description="ISO 8601 date or time.")]
Authors = Annotated[list[str], Meta(description="The names in the byline, in its order.")]
Wire = Annotated[str | None, Meta(description="The agency that the outlet credits.")]
InferredFields = Annotated[
    list[str], Meta(description="Fields that were found in the text instead of being given.")
]
BoilerplateRanges = Annotated[
    Ranges, Meta(description="Parts of the page that are not the article.")
]
TextHash = Annotated[str, Meta(description="Of the text in UTF-8.")]

FirstSeen = Annotated[str | None, Meta(description="Date of the first article, YYYY-MM-DD.")]
LastSeen = Annotated[str | None, Meta(description="Date of the last article, YYYY-MM-DD.")]
