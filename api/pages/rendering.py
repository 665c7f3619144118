"""Pages from templates, and errors as pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from litestar import Request, Response, Router
from litestar.static_files import create_static_files_router

from api.http.access import OPEN
from api.http.problems import ServiceError, find_kind
from api.service import find_service
from quotes.errors import QuotesError

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = Path(__file__).parents[1] / "web" / "pages"

# Nothing from other hosts, no script.
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


async def answer_page(
    request: Request[Any, Any, Any], template: str, read: Callable[[], dict[str, Any]]
) -> Response[str]:
    """The page of a template with what was read; if that failed, a page that says why.

    Args:
        request: that is answered.
        template: its file in `FOLDER`.
        read: the values of the template, from the database.
    """
    try:
        values = await find_service(request).queries.search(request, read)
    except (QuotesError, ServiceError) as error:
        kind = find_kind(error)
        is_ours = kind.status >= 500 and not isinstance(error, ServiceError)
        detail = "Try again in a little while." if is_ours else str(error)
        return _render("error.html", {"title": kind.title, "detail": detail}, status=kind.status)
    return _render(template, values)


def make_style_router() -> Router:
    """The pages' style."""
    return create_static_files_router(
        path="/assets",
        directories=[FOLDER / "assets"],
        include_in_schema=False,
        opt={"scope": OPEN},
    )


def _render(template: str, values: dict[str, Any], status: int = 200) -> Response[str]:
    return Response(
        _load_templates().get_template(template).render(values),
        status_code=status,
        media_type="text/html",
        headers={"Content-Security-Policy": _POLICY},
    )


@cache
def _load_templates() -> Environment:
    # Loaded by the first page: a server of programs needs none.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
