"""`/docs` and `/openapi.json`: the documentation of the API, without anything from other hosts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from litestar import Request, Response, Router, get
from litestar.static_files import create_static_files_router

from api.http.access import OPEN
from api.service import find_service

_WEB = Path(__file__).parents[1] / "web"

# Swagger UI sets styles on its elements and draws its icons from data URLs.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


@get("/docs", include_in_schema=False, media_type="text/html", sync_to_thread=True, scope=OPEN)
def show_docs() -> Response[bytes]:
    """The documentation page."""
    return Response(
        (_WEB / "docs" / "index.html").read_bytes(),
        media_type="text/html",
        headers={"Content-Security-Policy": _POLICY},
    )


@get("/openapi.json", include_in_schema=False, sync_to_thread=True, scope=OPEN)
def show_openapi(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The OpenAPI document."""
    return Response(
        msgspec.json.encode(find_service(request).document.make(request.app)),
        media_type="application/vnd.oai.openapi+json",
    )


def make_assets_router() -> Router:
    """The page's style and scripts."""
    return create_static_files_router(
        path="/docs/assets",
        directories=[_WEB / "docs", _WEB / "swagger"],
        include_in_schema=False,
        opt={"scope": OPEN},
    )
