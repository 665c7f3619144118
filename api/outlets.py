"""`/v1/outlets`: who printed it."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from api.parameters import Cursor, Limit, link_next
from api.problems import document
from api.schemas import OutletItem, OutletPage
from quotes.store import DEFAULT_LIMIT, Outlet, Store


@get(
    "/outlets",
    operation_id="listOutlets",
    summary="List outlets",
    tags=["outlets"],
    responses=document(400, 503),
    sync_to_thread=True,
)
def list_outlets(
    request: Request[Any, Any, Any],
    store: NamedDependency[Store],
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response[OutletPage]:
    """Every outlet in the order of the names, with the number of its articles and of the statements
    in them.
    """
    page = store.list_outlets(limit=limit, cursor=cursor)
    return Response(
        OutletPage(items=[_make_item(outlet) for outlet in page.items], next=page.next),
        headers=link_next(request, page.next),
    )


def _make_item(outlet: Outlet) -> OutletItem:
    return OutletItem(
        name=outlet.name,
        articles=outlet.articles,
        quotes=outlet.quotes,
        first_published=outlet.first_published,
        last_published=outlet.last_published,
    )
