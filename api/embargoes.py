"""Articles whose embargo has ended, saved while the service runs."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Event, Thread

from api.service import LazyStore
from quotes.errors import QuotesError
from quotes.identities import WikidataTable, read_wikidata
from quotes.settings import Settings
from quotes.store import TimeLimit, limit_queries

_log = logging.getLogger("onrecord.embargoes")


class EmbargoSweep:
    """A thread that looks for articles whose embargo has ended, every `release_seconds`.

    Of several processes that do so, one saves each article.
    """

    def __init__(self, settings: Settings, store: LazyStore) -> None:
        self._settings, self._store = settings, store
        self._stopped = Event()
        self._thread: Thread | None = None
        self._failed = ""  # the last failure, which is logged once

    def start(self) -> None:
        """Begin, in this process."""
        self._stopped.clear()
        self._thread = Thread(target=self._run, name="embargoes", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the article that is being saved."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(self._settings.query_seconds)

    def _run(self) -> None:
        while not self._stopped.wait(self._settings.release_seconds):
            try:
                self._release()
                self._failed = ""
            except QuotesError as error:
                if str(error) != self._failed:
                    _log.warning("articles whose embargo has ended are not saved: %s", error)
                self._failed = str(error)

    def _release(self) -> None:
        store = self._store.get()
        with limit_queries(TimeLimit(self._settings.query_seconds)):
            if not store.articles.has_due():
                return
        for article_id in store.articles.release_due(self._read_wikidata()):
            _log.info("the embargo of %s has ended", article_id)
        store.identities.decide_pending()

    def _read_wikidata(self) -> WikidataTable | None:
        file = self._settings.wikidata_table
        return read_wikidata(Path(file) if file else None)
