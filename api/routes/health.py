"""`/health`: whether the process runs, and whether it can answer."""

from __future__ import annotations

from typing import Any

from litestar import Request, get
from litestar.di import NamedDependency

from api.http.access import OPEN
from api.http.problems import STOPPING, ServiceError, describe_problems
from api.http.shutdown import ShutdownState
from api.schemas import Health
from api.service import find_service


@get(
    "/health/live",
    operation_id="isLive",
    summary="Is the process running?",
    tags=["health"],
    scope=OPEN,
)
async def is_live() -> Health:
    """Always 200: restart the process when this does not answer."""
    return Health(status="live")


@get(
    "/health/ready",
    operation_id="isReady",
    summary="Can requests be answered?",
    tags=["health"],
    scope=OPEN,
    responses=describe_problems(503),
)
async def is_ready(
    request: Request[Any, Any, Any], shutdown: NamedDependency[ShutdownState]
) -> Health:
    """200 if the database answers, its tables are of this release, and the service is not about to
    stop: send requests only then. It answers within a second.
    """
    if shutdown.is_draining:
        raise ServiceError(STOPPING, "it was told to stop; ask another one")
    service = find_service(request)
    await service.queries.check(lambda: service.store.check())
    return Health(status="ready")
