"""Variants of one quotation, compared."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from api.schemas.quotes import QuoteItem
from api.schemas.values import Next
from quotes.exporting.fields import ClusterId, Range, StoryId
from quotes.variants import Relation

Printing = Literal["syndicated", "independent"]


class DifferenceItem(msgspec.Struct, frozen=True, kw_only=True):
    """Words that stand otherwise, or not at all, in another variant."""

    quote: Annotated[
        Range | None,
        Meta(description="In the `text` of the quote that was asked for; null: nothing there."),
    ]
    variant: Annotated[
        Range | None, Meta(description="In the `text` of this variant; null: nothing there.")
    ]


class VariantItem(QuoteItem, frozen=True, kw_only=True):
    """A variant of a quote, beside that quote."""

    relation: Annotated[
        Relation | None,
        Meta(
            description="same: the same words; shortened: a part of the quote's; extended: those "
            "and more; reworded: but for some words the same; different: another part of the same "
            "quotation; null, as are `differences` and `marked`: not compared, for there are more "
            "than 250,000 characters to compare on the page."
        ),
    ]
    story: StoryId
    printing: Annotated[
        Printing,
        Meta(
            description="syndicated: in a copy of the report that the quote stands in; "
            "independent: in another report."
        ),
    ]
    differences: Annotated[
        list[DifferenceItem] | None,
        Meta(description="In text order. Case, accents, marks and stops make none."),
    ]
    marked: Annotated[
        str | None,
        Meta(
            description="`text` as HTML with `<mark>` around what the quote has not; all else is "
            "escaped."
        ),
    ]


class VariantPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of variants of one quote."""

    items: list[VariantItem]
    next: Next
    text: Annotated[str, Meta(description="Of the quote that was asked for.")]
    cluster: ClusterId
    syndicated: Annotated[
        int, Meta(description="How many others stand in copies of the same report.")
    ]
    independent: Annotated[
        int,
        Meta(description="How many others stand in other reports, the copies of each included."),
    ]
    other_stories: Annotated[
        int,
        Meta(
            description="How many other reports have the quotation: copies of one are one witness."
        ),
    ]
