"""`/check`: whether somebody said it; `/check?text=…` can be linked to."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from api.pages.parameters import PageQuery
from api.pages.rendering import answer_page
from api.serializers.checks import make_check_item
from api.service import Service, find_service
from quotes.checking import MOST_CHARACTERS, PRECEDENCE, Hints, read_claim


@get("/check", include_in_schema=False)
async def show_check(request: Request[Any, Any, Any]) -> Response[str]:
    """The form, and the verdict on what was pasted."""
    service, query = find_service(request), PageQuery(request)
    return await answer_page(request, "check.html", lambda: _read(service, request, query.values))


def _read(
    service: Service, request: Request[Any, Any, Any], values: dict[str, str]
) -> dict[str, Any]:
    text, store = values.get("text", "")[:MOST_CHARACTERS], service.store
    given = {name: values.get(name, "") for name in ("speaker", "date", "outlet")}
    checked = None
    if text:
        claim = read_claim(text, given["speaker"] or None)
        hints = Hints(given["date"] or None, given["outlet"] or None)
        found = store.quotes.check(claim, hints)
        links = service.make_links(request)
        checked = make_check_item(found, store.read_holdings(), links, service.rights)
    return {"text": text, "given": given, "checked": checked, "meanings": dict(PRECEDENCE)}
