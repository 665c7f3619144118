"""Permalinks: where a record is found again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

from litestar import Request

# What stays as it is in the query of a URL that was asked for; cursors need no more.
_AS_ASKED = "%&=+;,:/?@!$'()*-._~"


class Links:
    """The URLs of records, below the address that readers know the service by."""

    def __init__(self, base: str) -> None:
        self.base = base

    def quote(self, quote_id: str) -> str:
        return f"{self.base}/v1/quotes/{_escape(quote_id)}"

    def speaker(self, speaker_id: str) -> str:
        return f"{self.base}/v1/speakers/{_escape(speaker_id)}"

    def article(self, article_id: str) -> str:
        return f"{self.base}/v1/articles/{_escape(article_id)}"

    def quotes(self, **filters: str) -> str:
        """The list of the quotes that pass the filters."""
        return f"{self.base}/v1/quotes?{urlencode(filters)}"


def _escape(id_: str) -> str:
    # Most ids are hexadecimal; `quote` takes ten times as long to find that nothing needs escaping.
    return id_ if id_.isascii() and id_.isalnum() else quote(id_, safe="")


def link_from(public_url: str) -> Callable[[Request[Any, Any, Any]], Links]:
    """What finds the links of a request's answer: below `public_url` if there is one, else below
    the address that was asked.
    """
    if public_url:
        fixed = Links(public_url.rstrip("/"))

        def find_fixed(request: Request[Any, Any, Any]) -> Links:
            return fixed

        return find_fixed

    def find_asked(request: Request[Any, Any, Any]) -> Links:
        scope = request.scope
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        return Links(f"{scope['scheme']}://{host}" if host else "")

    return find_asked


def link_next(request: Request[Any, Any, Any], cursor: str | None) -> dict[str, str]:
    """The `Link` header to the next page of a list (RFC 8288), if there is one."""
    if cursor is None:
        return {}
    # The path has been decoded, and may hold an id of any script; the query has not been.
    scope = request.scope
    path = quote(scope.get("root_path", "") + scope["path"], safe="/")
    asked = quote(scope["query_string"], safe=_AS_ASKED)
    if "cursor" in request.query_params:
        asked = urlencode(
            [each for each in request.query_params.multi_items() if each[0] != "cursor"]
        )
    query = f"{asked}&cursor={cursor}" if asked else f"cursor={cursor}"
    return {"Link": f'<{path}?{query}>; rel="next"'}
