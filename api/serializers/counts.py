"""Facets and timelines."""

from __future__ import annotations

from api.schemas import CountItem, FacetCounts, ModelPeriodItem, TimelineItem, TimelinePage
from quotes.store import Facets, Timeline


def make_facet_counts(facets: Facets) -> FacetCounts:
    """The facets with their counts."""
    return FacetCounts(
        quotes=facets.quotes,
        capped=facets.capped,
        counts={
            facet: [
                CountItem(key=count.key, name=count.name, quotes=count.quotes) for count in counts
            ]
            for facet, counts in facets.counts.items()
        },
        more=list(facets.more),
    )


def make_timeline_page(timeline: Timeline) -> TimelinePage:
    """The timeline, which is never more than a page."""
    return TimelinePage(
        items=[TimelineItem(start=point.start, quotes=point.quotes) for point in timeline.points],
        next=None,
        interval=timeline.interval,
        undated=timeline.undated,
        models=[
            ModelPeriodItem(
                model_version=period.model_version, first=period.first, last=period.last
            )
            for period in timeline.models
        ],
    )
