"""`/v1/outlets`: who printed it."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from api.http.links import make_next_link
from api.http.problems import describe_problems
from api.http.responses import JSONResponse
from api.parameters.fields import Fields, select_fields
from api.parameters.paging import Cursor, Limit, PageSize, choose_page_size
from api.schemas import OutletItem, OutletPage
from api.serializers.outlets import make_outlet_item
from api.service import find_service


@get(
    "/outlets",
    operation_id="listOutlets",
    summary="List outlets",
    tags=["outlets"],
    responses=describe_problems(400, 503),
)
async def list_outlets(
    request: Request[Any, Any, Any],
    limit: Limit = None,
    page_size: PageSize = None,
    cursor: Cursor = None,
    fields: Fields = None,
) -> Response[OutletPage]:
    """Every outlet in the order of the names, with the number of its articles and of the statements
    in them.
    """
    service = find_service(request)
    links = service.make_links(request)
    size = choose_page_size(service.settings, limit, page_size)

    def query() -> Response[OutletPage]:
        page = service.store.outlets.list(limit=size, cursor=cursor)
        items = [make_outlet_item(outlet, links) for outlet in page.items]
        return JSONResponse(
            OutletPage(items=select_fields(items, fields, OutletItem), next=page.next),
            headers=make_next_link(request, page.next),
        )

    return await service.queries.search(request, query)
