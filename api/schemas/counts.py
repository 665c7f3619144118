"""Quotes counted by what they are, and over time."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from api.schemas.values import Next


class CountItem(msgspec.Struct, frozen=True, kw_only=True):
    """A number of quotes that have something in common."""

    key: Annotated[
        str,
        Meta(
            description="What to filter by: a speaker's id, an outlet's name, a topic's code, a "
            "type, a month (YYYY-MM)."
        ),
    ]
    name: Annotated[str, Meta(description="The same for people.")]
    quotes: int


class FacetCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Quotes counted by what they are: the most frequent first, months the newest first."""

    quotes: Annotated[int, Meta(description="How many were counted.")]
    capped: Annotated[
        bool, Meta(description="There are more: only the newest of them were counted.")
    ]
    counts: Annotated[
        dict[str, list[CountItem]],
        Meta(
            description="For each facet (speaker, outlet, topic, type, certainty, month) its "
            "values."
        ),
    ]
    more: Annotated[list[str], Meta(description="Facets that have further values.")]


class TimelineItem(msgspec.Struct, frozen=True, kw_only=True):
    """The quotes of one interval."""

    start: Annotated[str, Meta(description="Its first day, YYYY-MM-DD.")]
    quotes: int


class ModelPeriodItem(msgspec.Struct, frozen=True, kw_only=True):
    """Which models found quotes in the articles of a time."""

    model_version: str
    first: Annotated[str, Meta(description="The day of the oldest such article, YYYY-MM-DD.")]
    last: Annotated[str, Meta(description="The day of the newest.")]


class TimelinePage(msgspec.Struct, frozen=True, kw_only=True):
    """Quotes over time: all intervals that have any, oldest first; there is never a next page."""

    items: list[TimelineItem]
    next: Next
    interval: Annotated[str, Meta(description="day, week, month or year.")]
    undated: Annotated[int, Meta(description="Quotes in articles without a date.")]
    models: Annotated[
        list[ModelPeriodItem],
        Meta(
            description="The models that found the quotes, of all articles that are held, by their "
            "first day. Where they change, numbers before and after don't compare."
        ),
    ]
