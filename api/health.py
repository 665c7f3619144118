"""`/health`: whether the process runs, and whether it can answer."""

from __future__ import annotations

from litestar import get
from litestar.di import NamedDependency

from api.problems import document
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
    responses=document(503),
    sync_to_thread=True,
)
def is_ready(store: NamedDependency[Store]) -> Health:
    """200 if the database opens and its tables are of this release: send requests only then."""
    store.check()
    return Health(status="ready")
