"""Versions of one quotation, compared."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from api.schemas.quotes import QuoteItem
from api.schemas.values import Cluster, Next, Range
from quotes.variants import Relation


class DifferenceItem(msgspec.Struct, frozen=True, kw_only=True):
    """Words that stand otherwise, or not at all, in another version."""

    quote: Annotated[
        Range | None,
        Meta(description="In the `text` of the quote that was asked for; null: nothing there."),
    ]
    version: Annotated[
        Range | None, Meta(description="In the `text` of this version; null: nothing there.")
    ]


class VersionItem(QuoteItem, frozen=True, kw_only=True):
    """A version of a quote, beside that quote."""

    relation: Annotated[
        Relation | None,
        Meta(
            description="same: the same words; shortened: a part of the quote's; extended: those "
            "and more; reworded: but for some words the same; different: another part of the same "
            "quotation; null, as are `differences` and `marked`: not compared, for there are more "
            "than 250,000 characters to compare on the page."
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


class VersionPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of versions of one quote."""

    items: list[VersionItem]
    next: Next
    text: Annotated[str, Meta(description="Of the quote that was asked for.")]
    cluster: Cluster
