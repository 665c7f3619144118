"""Permalinks of records, and the link from a page to the next one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

from litestar import Request

# Characters that stay as they are in the query of the request's URL; cursors need no more.
_SAFE_IN_QUERY = "%&=+;,:/?@!$'()*-._~"


class Links:
    """The URLs of records, below the address that readers use for the service."""

    def __init__(self, base: str) -> None:
        self.base = base

    def quote(self, quote_id: str) -> str:
        return f"{self.base}/v1/quotes/{_escape(quote_id)}"

    def speaker(self, speaker_id: str) -> str:
        return f"{self.base}/v1/speakers/{_escape(speaker_id)}"

    def article(self, article_id: str) -> str:
        return f"{self.base}/v1/articles/{_escape(article_id)}"

    def story(self, story_id: str) -> str:
        return f"{self.base}/v1/stories/{_escape(story_id)}"

    def quotes(self, **filters: str) -> str:
        """The list of the quotes that pass the filters."""
        return f"{self.base}/v1/quotes?{urlencode(filters)}"


def _escape(id_: str) -> str:
    # Most ids are hexadecimal; `quote` takes ten times as long to find that nothing needs escaping.
    return id_ if id_.isascii() and id_.isalnum() else quote(id_, safe="")


def make_link_factory(public_url: str) -> Callable[[Request[Any, Any, Any]], Links]:
    """A function that makes the links for a request's answer: below `public_url` if there is one,
    else below the address of the request.
    """
    if public_url:
        fixed_links = Links(public_url.rstrip("/"))

        def get_fixed_links(request: Request[Any, Any, Any]) -> Links:
            return fixed_links

        return get_fixed_links

    def make_links(request: Request[Any, Any, Any]) -> Links:
        scope = request.scope
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        return Links(f"{scope['scheme']}://{host}" if host else "")

    return make_links


def make_next_link(request: Request[Any, Any, Any], cursor: str | None) -> dict[str, str]:
    """The `Link` header to the next page of a list (RFC 8288); empty on the last page."""
    if cursor is None:
        return {}
    # The path has been decoded, and may hold an id of any script; the query has not been.
    scope = request.scope
    path = quote(scope.get("root_path", "") + scope["path"], safe="/")
    query = quote(scope["query_string"], safe=_SAFE_IN_QUERY)
    if "cursor" in request.query_params:
        items = request.query_params.multi_items()
        query = urlencode([item for item in items if item[0] != "cursor"])
    query = f"{query}&cursor={cursor}" if query else f"cursor={cursor}"
    return {"Link": f'<{path}?{query}>; rel="next"'}
