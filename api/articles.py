"""`/v1/articles`: the text that the offsets index, and everything found in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import unquote

from litestar import Request, Response, get
from litestar.openapi.spec import Example
from litestar.params import PathParameter

from api.answers import Answer
from api.fields import Fields, choose_fields
from api.items import make_attribution, make_ranges
from api.links import Links
from api.problems import document
from api.schemas import ArticleDetail, ArticleTopic
from api.service import find_service
from quotes.records import Extraction, ReviewStatus

_PREFIX = b"/v1/articles/"

ArticleId = Annotated[
    str,
    PathParameter(
        description="An article's id; reserved characters such as / may be percent-encoded.",
        examples=[Example(value="dam-minister-cable")],
    ),
]


@get(
    "/articles/{article_id:path}",
    operation_id="getArticle",
    summary="One article with everything found in it",
    tags=["articles"],
    responses=document(400, 404, 503),
)
async def get_article(
    request: Request[Any, Any, Any],
    article_id: ArticleId,
    fields: Fields = None,
) -> Response[ArticleDetail]:
    """An article with its text, its topics, and its statements and attitudes in text order, but for
    those that were rejected.
    """
    service = find_service(request)
    extraction = service.store.get_extraction(_find_id(request, article_id))
    statuses = service.store.list_statuses(extraction.article.id)
    detail = make_detail(extraction, service.links(request), statuses)
    return Answer(choose_fields([detail], fields, ArticleDetail)[0])


def _find_id(request: Request[Any, Any, Any], article_id: str) -> str:
    """The id as it stands in the URL: the router takes one slash of "https://" away."""
    raw = request.scope.get("raw_path") or b""
    # Some servers leave the query in it.
    _, prefix, rest = raw.partition(b"?")[0].partition(_PREFIX)
    return unquote(rest.decode("ascii", "replace")) if prefix else article_id.removeprefix("/")


def make_detail(
    extraction: Extraction, links: Links, statuses: Mapping[str, ReviewStatus]
) -> ArticleDetail:
    """The article; `statuses` are those of the quotes that were ever reviewed, by their ids."""
    article = extraction.article
    return ArticleDetail(
        id=article.id,
        permalink=links.article(article.id),
        title=article.title,
        outlet=article.outlet,
        url=article.url,
        published=article.published,
        author=article.author,
        language=article.language,
        wire=article.wire,
        inferred=list(article.inferred),
        boilerplate=make_ranges(article.boilerplate),
        sha256=article.sha256,
        text=article.text,
        topics=[
            ArticleTopic(code=each.code, name=each.name, score=each.score, method=each.method)
            for each in extraction.topics
        ],
        attributions=[
            make_attribution(article, each, status)
            for each in extraction.attributions
            if (status := statuses.get(each.id, "unreviewed")) != "rejected"
        ],
    )
