"""`/v1/topics`: what the articles are about."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from api.http.links import make_next_link
from api.http.problems import describe_problems
from api.http.responses import JSONResponse
from api.parameters.fields import Fields, select_fields
from api.parameters.paging import Cursor, Limit, PageSize, choose_page_size
from api.schemas import TopicItem, TopicPage
from api.serializers.topics import make_topic_item
from api.service import find_service


@get(
    "/topics",
    operation_id="listTopics",
    summary="List topics",
    tags=["topics"],
    responses=describe_problems(400, 503),
)
async def list_topics(
    request: Request[Any, Any, Any],
    limit: Limit = None,
    page_size: PageSize = None,
    cursor: Cursor = None,
    fields: Fields = None,
) -> Response[TopicPage]:
    """The tree of topics that articles carry, in the order of the codes: each with the topic above
    it, and the number of articles and statements in it and below it.
    """
    service = find_service(request)
    links = service.make_links(request)
    size = choose_page_size(service.settings, limit, page_size)

    def query() -> Response[TopicPage]:
        page = service.store.topics.list(limit=size, cursor=cursor)
        items = [make_topic_item(topic, links) for topic in page.items]
        return JSONResponse(
            TopicPage(items=select_fields(items, fields, TopicItem), next=page.next),
            headers=make_next_link(request, page.next),
        )

    return await service.queries.search(request, query)
