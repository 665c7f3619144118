"""`/v1/topics`: what the articles are about."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from api.parameters import Cursor, Limit, link_next
from api.problems import document
from api.schemas import TopicItem, TopicPage
from quotes.store import DEFAULT_LIMIT, Store


@get(
    "/topics",
    operation_id="listTopics",
    summary="List topics",
    tags=["topics"],
    responses=document(400, 503),
    sync_to_thread=True,
)
def list_topics(
    request: Request[Any, Any, Any],
    store: NamedDependency[Store],
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response[TopicPage]:
    """Every topic in the order of the codes, with the number of its articles and of the statements
    in them.
    """
    page = store.list_topics(limit=limit, cursor=cursor)
    items = [
        TopicItem(code=topic.code, name=topic.name, articles=topic.articles, quotes=topic.quotes)
        for topic in page.items
    ]
    return Response(TopicPage(items=items, next=page.next), headers=link_next(request, page.next))
