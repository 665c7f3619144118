"""`/health`: whether the process runs, and whether it can answer."""

from __future__ import annotations

from litestar import get
from litestar.di import NamedDependency

from api.http.problems import STOPPING, ServiceError, describe_problems
from api.http.shutdown import ShutdownState
from api.schemas import Health
from quotes.store import Store


@get(
    "/health/live",
    operation_id="isLive",
    summary="Is the process running?",
    tags=["health"],
)
async def is_live() -> Health:
    """Always 200: restart the process when this does not answer."""
    return Health(status="live")


@get(
    "/health/ready",
    operation_id="isReady",
    summary="Can requests be answered?",
    tags=["health"],
    responses=describe_problems(503),
    sync_to_thread=True,
)
def is_ready(store: NamedDependency[Store], shutdown: NamedDependency[ShutdownState]) -> Health:
    """200 if the database opens, its tables are of this release, and the service is not about to
    stop: send requests only then.
    """
    if shutdown.is_draining:
        raise ServiceError(STOPPING, "it was told to stop; ask another one")
    store.check()
    return Health(status="ready")
