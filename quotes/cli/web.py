"""Articles from the web: pages, and what feeds and sitemaps list, fetched, extracted and stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.message import Message

from quotes.cli.extractor import Extractor
from quotes.cli.progress import ArticleRun
from quotes.errors import ArticleError, OutboundError
from quotes.fetching import Fetched, Fetcher, ListedPage, list_pages
from quotes.readers import ArticleDefaults, InputFile, InputPath
from quotes.records import QuarantinedInput
from quotes.settings import Settings
from quotes.store import ReadInput, Store

# Pages that are stored together. Not tuned.
_BATCH = 20
# Sitemaps of an index that are read, the newest. Not tuned.
_SITEMAPS = 20
_SUFFIXES = {
    "text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt",
    "text/markdown": ".md", "text/csv": ".csv", "text/tab-separated-values": ".tsv",
}  # fmt: skip


class WebReader:
    """Reads pages and lists of pages, and remembers what was read, so that only what is new or has
    changed is read again.

    Args:
        settings: of the store.
        store: that remembers it.
        fetcher: of the pages.
        extractor: of their articles.
        defaults: fields of articles that don't state them.
        is_stopped: whether to begin no further page.

    Attributes:
        counts: "pages" that were had, "pages_unchanged", "pages_failed"; and those of articles, as
            `ArticleRun.counts`.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        fetcher: Fetcher,
        extractor: Extractor,
        *,
        defaults: ArticleDefaults | None = None,
        is_stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self._settings, self._store, self._fetcher = settings, store, fetcher
        self._extractor, self._defaults, self._is_stopped = extractor, defaults, is_stopped
        self.counts = Counter[str]()

    def read_pages(self, pages: Sequence[ListedPage]) -> bool:
        """Whether all of the pages were had, now or before; their articles are stored.

        A page that says when it last changed is asked for if that was after it was read; of others
        the site is asked whether they have changed.
        """
        failed = self.counts["pages_failed"]
        for start in range(0, len(pages), _BATCH):
            if self._is_stopped():
                return False
            self._read_batch(pages[start : start + _BATCH])
        return self.counts["pages_failed"] == failed

    def read_list(self, url: str, most: int) -> None:
        """Read the pages that a feed or sitemap lists, at most so many, the newest first; of a feed
        with whole texts its entries.
        """
        fetched = self._fetch(url)
        if isinstance(fetched, QuarantinedInput):
            self._save([fetched])
        if not isinstance(fetched, Fetched):
            return
        try:
            pages = list_pages(fetched)
            if pages is None:
                self._save([_make_input(fetched)])
                self._remember([_make_mark(url, fetched)])
                return
            pages = self._open_sitemaps(pages)
        except ArticleError as error:
            self.counts["pages_failed"] += 1
            self._save([QuarantinedInput(path=url, line=None, reason=error.reason)])
            return
        is_whole = self.read_pages(pages[:most]) and len(pages) <= most
        # Else a list that is unchanged would hide the pages that are still to be read.
        if is_whole and not self._is_stopped():
            self._remember([_make_mark(url, fetched)])

    def _open_sitemaps(self, pages: Sequence[ListedPage]) -> list[ListedPage]:
        """The pages, with those of further sitemaps, the newest first."""
        found = [page for page in pages if not page.is_list]
        for sitemap in _sort([page for page in pages if page.is_list])[:_SITEMAPS]:
            fetched = self._fetch(sitemap.url, is_list=True)
            if isinstance(fetched, Fetched):
                found += [page for page in list_pages(fetched) or () if not page.is_list]
        return _sort(found)

    def _read_batch(self, pages: Sequence[ListedPage]) -> None:
        known = self._store.read_inputs.find(page.url for page in pages)
        inputs: list[InputPath] = []
        marks = []
        for page in pages:
            if self._is_stopped():
                break
            if (mark := known.get(page.url)) and _is_before(page.changed, mark.read_at):
                self.counts["pages_unchanged"] += 1
                continue
            fetched = self._fetch(page.url)
            if isinstance(fetched, Fetched):
                inputs.append(_make_input(fetched))
                marks.append(_make_mark(page.url, fetched))
            elif fetched is not None:
                inputs.append(fetched)
        self._save(inputs)
        self._remember(marks)

    def _fetch(self, url: str, *, is_list: bool = False) -> Fetched | QuarantinedInput | None:
        """The page; why it can't be had; None if it is what it was."""
        mark = None if is_list else self._store.read_inputs.find([url]).get(url)
        try:
            fetched = self._fetcher.fetch(
                url,
                etag=mark.etag if mark else None,
                last_modified=mark.last_modified if mark else None,
            )
        except OutboundError as error:
            self.counts["pages_failed"] += 1
            return QuarantinedInput(path=url, line=None, reason=str(error))
        self.counts["pages" if fetched else "pages_unchanged"] += 1
        return fetched

    def _save(self, inputs: Sequence[InputPath]) -> None:
        if not inputs:
            return
        with ArticleRun(self._defaults, skips_stored=True, extractor=self._extractor) as run:
            for _ in run.stored(run.extractions(inputs, self._settings), self._settings):
                pass
        self.counts.update(run.counts)

    def _remember(self, marks: Sequence[ReadInput]) -> None:
        self._store.read_inputs.add(marks)


def _sort(pages: Sequence[ListedPage]) -> list[ListedPage]:
    """The newest first, those without a time last, each group in its order."""
    return sorted(pages, key=lambda page: page.changed or "", reverse=True)


def _is_before(changed: str | None, read_at: str) -> bool:
    """Whether a page last changed before it was read, so far as its list says."""
    if changed is None or len(changed) <= len("2026-01-31"):
        return False
    time = datetime.fromisoformat(changed)
    return time.replace(tzinfo=time.tzinfo or UTC) < datetime.fromisoformat(read_at)


def _make_input(fetched: Fetched) -> InputFile:
    header = Message()
    header["content-type"] = fetched.response.headers.get("content-type", "")
    return InputFile(
        path=None,
        label=fetched.response.url,
        names=(fetched.response.url,),
        kind="unknown",
        suffix=_SUFFIXES.get(header.get_content_type(), ""),
        content=fetched.response.content,
        charset=header.get_content_charset(),
    )


def _make_mark(url: str, fetched: Fetched) -> ReadInput:
    return ReadInput(
        name=url,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        read_at=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
    )
