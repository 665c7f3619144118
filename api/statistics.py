"""`/v1/stats`: how much was said when."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.openapi.spec import Example
from litestar.params import QueryParameter

from api.answers import Answer
from api.problems import document
from api.schemas import TimelinePage, TimelinePoint
from api.service import find_service
from quotes.store import Interval, QuoteFilter

IntervalName = Annotated[
    Interval,
    QueryParameter(
        name="interval",
        description="How long each step is; weeks begin on Monday.",
        examples=[Example(value="month")],
    ),
]


@get(
    "/stats/timeline",
    operation_id="countTimeline",
    summary="Quotes over time",
    tags=["statistics"],
    responses=document(400, 503),
)
async def count_timeline(
    request: Request[Any, Any, Any],
    wanted: NamedDependency[QuoteFilter],
    interval: IntervalName = "month",
) -> Response[TimelinePage]:
    """The quotes that pass the filters, counted by the date of their article, oldest first;
    intervals without any are left out.
    """
    service = find_service(request)
    found = await service.queries.run(
        request, lambda: service.store.count_timeline(wanted, interval)
    )
    return Answer(
        TimelinePage(
            items=[TimelinePoint(start=each.start, quotes=each.quotes) for each in found.points],
            next=None,
            interval=found.interval,
            undated=found.undated,
        )
    )
