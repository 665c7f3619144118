"""Fields that records of several nouns have, described once; those that exports have too come from
`quotes.exporting.fields`.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

Next = Annotated[
    str | None,
    Meta(description="The `cursor` of the next page; null on the last one. Also in `Link`."),
]
Permalink = Annotated[str, Meta(description="Where this record is found again.")]
