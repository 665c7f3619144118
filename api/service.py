"""What the routes of one application share.

They find it with `find_service` and not by the framework's injection: that resolves two things that
do not need each other in tasks of their own, which costs a look-up more than the look-up itself
(about 100 µs, measured with Litestar 2.25).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from litestar import Request

from api.health import Condition
from api.links import Links
from api.metrics import Meter
from api.queries import Queries
from api.stores import LazyStore
from api.streams import Exports
from quotes.settings import Settings
from quotes.store import Store

if TYPE_CHECKING:
    # It is made from the routes, which find this service.
    from api.description import Description


@dataclass(frozen=True, slots=True)
class Service:
    """One application's store, turns, counts and settings."""

    settings: Settings
    condition: Condition
    meter: Meter
    queries: Queries
    exports: Exports
    lazy_store: LazyStore
    links: Callable[[Request[Any, Any, Any]], Links]
    description: Description

    @property
    def store(self) -> Store:
        """The store.

        Raises:
            StoreError: the database can't be used yet; the next call tries again.
        """
        return self.lazy_store.get()


def find_service(request: Request[Any, Any, Any]) -> Service:
    """The service that answers the request."""
    return cast(Service, request.app.state["service"])
