"""`/metrics`: counts and times of requests, for Prometheus."""

from __future__ import annotations

from litestar import Response, get
from litestar.di import NamedDependency

from api.http.metrics import Metrics

_MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@get("/metrics", include_in_schema=False, media_type=_MEDIA_TYPE, sync_to_thread=False)
def show_metrics(metrics: NamedDependency[Metrics]) -> Response[bytes]:
    """Counts and times of requests of all workers; of a single one also its memory and processor
    time.
    """
    return Response(metrics.encode(), media_type=_MEDIA_TYPE)
