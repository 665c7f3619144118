"""`/v1/outlets`: who printed it."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from api.answers import Answer
from api.fields import Fields, choose_fields
from api.links import Links, link_next
from api.parameters import Cursor, Limit, PageSize, choose_size
from api.problems import document
from api.schemas import OutletItem, OutletPage
from api.service import find_service
from quotes.store import Outlet


@get(
    "/outlets",
    operation_id="listOutlets",
    summary="List outlets",
    tags=["outlets"],
    responses=document(400, 503),
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
    links, size = service.links(request), choose_size(service.settings, limit, page_size)

    def find() -> Response[OutletPage]:
        page = service.store.list_outlets(limit=size, cursor=cursor)
        items = [_make_item(outlet, links) for outlet in page.items]
        return Answer(
            OutletPage(items=choose_fields(items, fields, OutletItem), next=page.next),
            headers=link_next(request, page.next),
        )

    return await service.queries.run(request, find)


def _make_item(outlet: Outlet, links: Links) -> OutletItem:
    return OutletItem(
        name=outlet.name,
        articles=outlet.articles,
        quotes=outlet.quotes,
        permalink=links.quotes(outlet=outlet.name),
        first_published=outlet.first_published,
        last_published=outlet.last_published,
    )
