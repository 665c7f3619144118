"""`/metrics`: counts and times of requests, for Prometheus."""

from __future__ import annotations

from litestar import Response, get
from litestar.di import NamedDependency
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

from api.http.metrics import Metrics


@get("/metrics", include_in_schema=False, media_type=CONTENT_TYPE_PLAIN_0_0_4, sync_to_thread=False)
def show_metrics(metrics: NamedDependency[Metrics]) -> Response[bytes]:
    """Counts and times of requests, and the memory and processor time of the process."""
    return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)
