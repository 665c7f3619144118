"""The store, opened when it is first needed: the service starts without a database too."""

from __future__ import annotations

from threading import Lock

from quotes.errors import StoreError
from quotes.store import Store, open_store


class LazyStore:
    """A store that is opened by the first request that finds its database usable."""

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

    def version(self) -> str | None:
        """A word that changes whenever something is saved; None if there is no database."""
        try:
            return str(self.get().version())
        except StoreError:
            return None

    def close(self) -> None:
        """Close the store, if it was ever opened."""
        with self._lock:
            if self._store is not None:
                self._store.close()
                self._store = None
