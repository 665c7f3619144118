"""`/v1/stats`: how much was said when."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from api.http.problems import describe_problems
from api.http.responses import JSONResponse
from api.parameters.declaring import query_parameter
from api.schemas import TimelinePage
from api.serializers.counts import make_timeline_page
from api.service import find_service
from quotes.store import Interval, QuoteFilter

IntervalName = Annotated[
    Interval, query_parameter("interval", "How long each step is; weeks begin on Monday.")
]


@get(
    "/stats/timeline",
    operation_id="countTimeline",
    summary="Quotes over time",
    tags=["statistics"],
    responses=describe_problems(400, 503),
)
async def count_timeline(
    request: Request[Any, Any, Any],
    filters: NamedDependency[QuoteFilter],
    interval: IntervalName = "month",
) -> Response[TimelinePage]:
    """The quotes that pass the filters, counted by the date of their article, oldest first;
    intervals without any are left out.
    """
    service = find_service(request)
    timeline = await service.queries.search(
        request, lambda: service.store.quotes.count_timeline(filters, interval)
    )
    return JSONResponse(make_timeline_page(timeline))
