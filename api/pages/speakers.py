"""`/speakers/{id}`: names, roles over time, quotes by month, outlet and topic, the latest."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from api.pages.rendering import answer_page
from api.serializers.quotes import make_quote_item
from api.service import Service, find_service
from quotes.store import Count, QuoteFilter

_LATEST = 10


@get("/speakers/{speaker_id:str}", include_in_schema=False)
async def show_speaker(request: Request[Any, Any, Any], speaker_id: FromPath[str]) -> Response[str]:
    """The page of a speaker."""
    service = find_service(request)
    return await answer_page(request, "speaker.html", lambda: _read(service, request, speaker_id))


def _read(service: Service, request: Request[Any, Any, Any], speaker_id: str) -> dict[str, Any]:
    store, links = service.store, service.make_links(request)
    speaker = store.speakers.get(speaker_id)
    latest = store.quotes.list(QuoteFilter(speaker=speaker.head.id), limit=_LATEST)
    months = tuple(reversed(speaker.facets.counts["month"]))
    return {
        "speaker": speaker,
        "latest": [make_quote_item(quote, links) for quote in latest.items],
        "months": [(count.key, count.quotes) for count in months],
        "bars": _make_bars(months),
    }


def _make_bars(months: tuple[Count, ...]) -> list[tuple[int, int, int]]:
    """A bar for each month: where it begins, its top and its height, in a chart 60 high."""
    most = max((month.quotes for month in months), default=1)
    heights = [max(1, round(60 * month.quotes / most)) for month in months]
    return [(14 * at, 60 - height, height) for at, height in enumerate(heights)]
