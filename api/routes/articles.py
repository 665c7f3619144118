"""`/v1/articles`: lists of articles, and each with its text and everything found in it."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import unquote

from litestar import Request, Response, get
from litestar.di import NamedDependency
from msgspec import UNSET

from api.http.links import make_next_link
from api.http.problems import describe_problems
from api.http.responses import JSONResponse, redirect_permanently
from api.parameters.declaring import path_parameter
from api.parameters.fields import Fields, select_fields
from api.parameters.paging import Cursor, Limit, PageSize, choose_page_size
from api.schemas import (
    ArticleDetail,
    ArticleItem,
    ArticlePage,
    ArticleVersionItem,
    ArticleVersionPage,
    StoryDetail,
)
from api.serializers.articles import (
    make_article_detail,
    make_article_item,
    make_article_versions,
    make_story_detail,
)
from api.serializers.suggestions import suggest_topics
from api.service import find_service
from quotes.records import Extraction, ReviewStatus
from quotes.store import ArticleFilter, Story

ArticleId = Annotated[
    str,
    path_parameter(
        "An article's id; reserved characters such as / may be percent-encoded, and must be where "
        "it ends in `/versions`.",
        example="dam-minister-cable",
    ),
]

StoryKey = Annotated[str, path_parameter("An article's `story`.", example="9b1c5f0e2d7a4c38")]


@get(
    "/articles",
    operation_id="listArticles",
    summary="Find articles",
    tags=["articles"],
    responses=describe_problems(400, 503),
)
async def list_articles(
    request: Request[Any, Any, Any],
    article_filters: NamedDependency[ArticleFilter],
    limit: Limit = None,
    page_size: PageSize = None,
    cursor: Cursor = None,
    fields: Fields = None,
) -> Response[ArticlePage]:
    """Articles that pass every filter given, newest first, with the number of statements in each.

    Articles without a date come last; those of a day stand in the order in which they were saved.
    If there is no topic as `topic` says, `suggestions` has topics with a name like it.
    """
    service = find_service(request)
    links = service.make_links(request)
    size = choose_page_size(service.settings, limit, page_size)

    def query() -> Response[ArticlePage]:
        store, topic = service.store, article_filters.topic
        page = store.articles.list(article_filters, limit=size, cursor=cursor)
        items = [make_article_item(article, links) for article in page.items]
        is_unknown = topic is not None and not items and not store.topics.exists(topic)
        topics = store.topics.suggest(topic) if topic is not None and is_unknown else ()
        return JSONResponse(
            ArticlePage(
                items=select_fields(items, fields, ArticleItem),
                next=page.next,
                suggestions=suggest_topics(topics, links) if is_unknown else UNSET,
            ),
            headers=make_next_link(request, page.next),
        )

    return await service.queries.search(request, query)


@get(
    "/articles/{article_id:str}",
    operation_id="getArticle",
    summary="One article with everything found in it",
    tags=["articles"],
    responses=describe_problems(400, 404, 410, 503),
)
async def get_article(
    request: Request[Any, Any, Any],
    article_id: ArticleId,
    fields: Fields = None,
) -> Response[ArticleDetail]:
    """An article with its text, its topics, and its statements and attitudes in text order, but for
    those that were rejected. `/v1/articles/{article_id}/versions` has what it was before.
    """
    service = find_service(request)
    id_ = unquote(article_id)

    def query() -> tuple[Extraction, dict[str, ReviewStatus], str]:
        store = service.store
        extraction = store.articles.get(id_)
        statuses = store.quotes.list_statuses(extraction.article.id)
        return extraction, statuses, store.stories.find(extraction.article.id)

    extraction, statuses, story = await service.queries.look_up(query)
    right = service.rights.find(extraction.article.outlet)
    detail = make_article_detail(extraction, service.make_links(request), statuses, story, right)
    return JSONResponse(select_fields([detail], fields, ArticleDetail)[0])


@get(
    "/articles/{article_id:str}/versions",
    operation_id="listArticleVersions",
    summary="The titles and texts that an article has had",
    tags=["articles"],
    responses=describe_problems(400, 404, 410, 503),
)
async def list_article_versions(
    request: Request[Any, Any, Any],
    article_id: ArticleId,
    limit: Limit = None,
    page_size: PageSize = None,
    cursor: Cursor = None,
    fields: Fields = None,
) -> Response[ArticleVersionPage]:
    """What the article has been, the newest version first: each with its text, and what it changed
    in the one before, by paragraphs.

    A new version comes when an article is read again, under its id or its URL, with another title
    or text. Its quotes are those of `/v1/articles/{article_id}`: those whose words stayed kept
    their ids, and the id of one that changed leads to what it is now.
    """
    service = find_service(request)
    id_ = unquote(article_id)
    size = choose_page_size(service.settings, limit, page_size)

    def query() -> Response[ArticleVersionPage]:
        store = service.store
        page = store.articles.list_versions(id_, limit=size, cursor=cursor)
        outlet = store.articles.get(id_).article.outlet
        items = make_article_versions(page.items, service.rights.find(outlet))
        return JSONResponse(
            ArticleVersionPage(
                items=select_fields(items, fields, ArticleVersionItem), next=page.next
            ),
            headers=make_next_link(request, page.next),
        )

    return await service.queries.search(request, query)


@get(
    "/stories/{story_id:str}",
    operation_id="getStory",
    summary="All copies of one report",
    tags=["articles"],
    responses=describe_problems(301, 400, 404, 503),
)
async def get_story(request: Request[Any, Any, Any], story_id: StoryKey) -> Response[StoryDetail]:
    """Who printed a report, and whose it is: articles with the same text, whole or cut, edited here
    and there. Every article has a story; most are alone in it.

    When articles come, are edited or go, stories may be joined or split: the part with the most
    articles keeps the id, and the id of a story that went into another leads to that (301).
    """
    service = find_service(request)

    def query() -> Story | str:
        stories = service.store.stories
        return stories.find_successor(story_id) or stories.get(story_id)

    story = await service.queries.look_up(query)
    if isinstance(story, str):
        return redirect_permanently(request, service.make_links(request).story(story))
    return JSONResponse(make_story_detail(story))
