"""`/v1/topics`: what the articles are about."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from api.fields import Fields, choose_fields
from api.links import Links, link_next
from api.parameters import Cursor
from api.problems import document
from api.queries import Queries
from api.schemas import TopicItem, TopicPage
from quotes.store import Store, TopicHead


@get(
    "/topics",
    operation_id="listTopics",
    summary="List topics",
    tags=["topics"],
    responses=document(400, 503),
)
async def list_topics(
    request: Request[Any, Any, Any],
    store: NamedDependency[Store],
    queries: NamedDependency[Queries],
    links: NamedDependency[Links],
    size: NamedDependency[int],
    cursor: Cursor = None,
    fields: Fields = None,
) -> Response[TopicPage]:
    """Every topic in the order of the codes, with the number of its articles and of the statements
    in them.
    """

    def find() -> Response[TopicPage]:
        page = store.list_topics(limit=size, cursor=cursor)
        items = [_make_item(topic, links) for topic in page.items]
        return Response(
            TopicPage(items=choose_fields(items, fields, TopicItem), next=page.next),
            headers=link_next(request, page.next),
        )

    return await queries.run(request, find)


def _make_item(topic: TopicHead, links: Links) -> TopicItem:
    return TopicItem(
        code=topic.code,
        name=topic.name,
        articles=topic.articles,
        quotes=topic.quotes,
        permalink=links.quotes(topic=topic.code),
    )
