"""Outlets as items of a list."""

from __future__ import annotations

from api.http.links import Links
from api.schemas import OutletItem
from quotes.store import Outlet


def make_outlet_item(outlet: Outlet, links: Links) -> OutletItem:
    """The outlet; its permalink is the list of its quotes."""
    return OutletItem(
        name=outlet.name,
        articles=outlet.articles,
        quotes=outlet.quotes,
        permalink=links.quotes(outlet=outlet.name),
        first_published=outlet.first_published,
        last_published=outlet.last_published,
    )
