"""Values that records of several nouns hold, described once."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from quotes.records import ReviewStatus

Range = Annotated[
    tuple[int, int],
    Meta(description="Characters [start, end) of the article's text, in Unicode code points."),
]
Ranges = list[Range]
Next = Annotated[
    str | None,
    Meta(description="The `cursor` of the next page; null on the last one. Also in `Link`."),
]
Permalink = Annotated[str, Meta(description="Where this record is found again.")]
Status = Annotated[
    ReviewStatus,
    Meta(
        description="What a person last said of it; unreviewed: nobody did. Rejected quotes are "
        "served only where they are asked for."
    ),
]
Cluster = Annotated[
    str | None,
    Meta(
        description="The same for all versions of one quotation, in whatever article: a filter of "
        "`/v1/quotes`. Null for attitudes and a word or two."
    ),
]
