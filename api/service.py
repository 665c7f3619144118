"""What the routes of one application share.

Routes get it with `find_service` and not by the framework's injection, which resolves independent
dependencies in tasks of their own: that takes about 100 µs (Litestar 2.25), more than a look-up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any, cast

from litestar import Request

from api.http.links import Links
from api.http.metrics import Metrics
from api.http.queries import QueryRunner
from api.http.shutdown import ShutdownState
from api.http.streaming import ExportSlots
from api.openapi.document import OpenAPIDocument
from quotes.settings import Settings
from quotes.store import AccessKey, Store, open_store
from quotes.text_rights import TextRights


class LazyStore:
    """The store, opened by the first request that finds its database usable: the service also
    starts without a database.
    """

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url
        self._store: Store | None = None
        self._lock = Lock()

    def get(self) -> Store:
        """The one store of the service.

        Raises:
            StoreError: the database can't be used yet; the next call tries again.
        """
        if (store := self._store) is not None:
            return store
        with self._lock:
            if self._store is None:
                self._store = open_store(self._database_url)
            return self._store

    def close(self) -> None:
        """Close the store, if it was ever opened."""
        with self._lock:
            if self._store is not None:
                self._store.close()
                self._store = None


@dataclass(frozen=True, slots=True)
class Service:
    """One application's store, slots, metrics and settings."""

    settings: Settings
    shutdown: ShutdownState
    metrics: Metrics
    queries: QueryRunner
    exports: ExportSlots
    lazy_store: LazyStore
    make_links: Callable[[Request[Any, Any, Any]], Links]
    document: OpenAPIDocument
    rights: TextRights

    async def read_version(self) -> str:
        """The version of the data, which changes with every change, and what else answers depend
        on: the rights to texts, where they are not full.

        Raises:
            StoreError: the database can't be used.
            ServiceError: it does not answer.
        """
        version = await self.queries.look_up(lambda: str(self.store.version()))
        return version if self.rights.is_full else f"{version}-{self.rights.digest}"

    async def find_key(self, prefix: str) -> AccessKey | None:
        """The key with a prefix; raises as `read_version`."""
        return await self.queries.look_up(lambda: self.store.access_keys.find(prefix))

    @property
    def store(self) -> Store:
        """The store, for work that `queries` runs.

        Raises:
            StoreError: the database can't be used yet; the next call tries again.
        """
        return self.lazy_store.get()


def find_service(request: Request[Any, Any, Any]) -> Service:
    """The service that answers the request."""
    return cast(Service, request.app.state["service"])
