"""`/v1/articles`: the text that the offsets index, and everything found in it."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import unquote

from litestar import Request, Response, get

from api.http.problems import describe_problems
from api.http.responses import JSONResponse
from api.parameters.declaring import path_parameter
from api.parameters.fields import Fields, select_fields
from api.schemas import ArticleDetail
from api.serializers.articles import make_article_detail
from api.service import find_service

_PREFIX = b"/v1/articles/"

ArticleId = Annotated[
    str,
    path_parameter(
        "An article's id; reserved characters such as / may be percent-encoded.",
        example="dam-minister-cable",
    ),
]


@get(
    "/articles/{article_id:path}",
    operation_id="getArticle",
    summary="One article with everything found in it",
    tags=["articles"],
    responses=describe_problems(400, 404, 503),
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
    extraction = service.store.articles.get(_read_id(request, article_id))
    statuses = service.store.quotes.list_statuses(extraction.article.id)
    detail = make_article_detail(extraction, service.make_links(request), statuses)
    return JSONResponse(select_fields([detail], fields, ArticleDetail)[0])


def _read_id(request: Request[Any, Any, Any], article_id: str) -> str:
    """The id as it stands in the URL: the router takes one slash of "https://" away."""
    raw_path = request.scope.get("raw_path") or b""
    # Some servers leave the query in it.
    _, prefix, rest = raw_path.partition(b"?")[0].partition(_PREFIX)
    return unquote(rest.decode("ascii", "replace")) if prefix else article_id.removeprefix("/")
