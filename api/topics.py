"""`/v1/topics`: what the articles are about."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from api.answers import Answer
from api.fields import Fields, choose_fields
from api.links import Links, link_next
from api.parameters import Cursor, Limit, PageSize, choose_size
from api.problems import document
from api.schemas import TopicItem, TopicPage
from api.service import find_service
from quotes.store import TopicHead


@get(
    "/topics",
    operation_id="listTopics",
    summary="List topics",
    tags=["topics"],
    responses=document(400, 503),
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
    links, size = service.links(request), choose_size(service.settings, limit, page_size)

    def find() -> Response[TopicPage]:
        page = service.store.list_topics(limit=size, cursor=cursor)
        items = [_make_item(topic, links) for topic in page.items]
        return Answer(
            TopicPage(items=choose_fields(items, fields, TopicItem), next=page.next),
            headers=link_next(request, page.next),
        )

    return await service.queries.run(request, find)


def _make_item(topic: TopicHead, links: Links) -> TopicItem:
    return TopicItem(
        code=topic.code,
        name=topic.name,
        parent=topic.parent,
        articles=topic.articles,
        direct_articles=topic.direct_articles,
        quotes=topic.quotes,
        permalink=links.quotes(topic=topic.code),
    )
