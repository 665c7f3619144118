"""Ids of articles with slashes as one part of the path, so that the routes can have parts after it.

Ids of articles are often URLs, and clients send them percent-encoded or as they are. The router
would take the slashes for those of the path, and one of "https://" away.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote

_PREFIX = "/v1/articles/"
# What routes have after the id; an id that ends so itself is found percent-encoded only.
_PARTS = ("/versions",)


def join_article_id(scope: Any) -> str | None:
    """The path of a request with the id of the article percent-encoded; None if it has no such id.

    Args:
        scope: of the request. Some servers leave the query in its `raw_path`.
    """
    raw_path = (scope.get("raw_path") or quote(scope["path"]).encode()).partition(b"?")[0]
    before, prefix, rest = raw_path.decode("ascii", "replace").partition(_PREFIX)
    if not rest:
        return None
    part = next((part for part in _PARTS if rest.endswith(part) and rest != part), "")
    id_ = unquote(rest.removesuffix(part))
    return f"{unquote(before)}{prefix}{quote(id_, safe='')}{part}"
