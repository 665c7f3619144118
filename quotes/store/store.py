"""The store: what the command line and the API hold in their hands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from quotes.records import Article, Extraction, SpeakerKind
from quotes.store import listing, reading
from quotes.store.cursors import DEFAULT_LIMIT, NamePlace, QuotePlace, check_limit, decode_cursor
from quotes.store.database import begin, find_file, make_reader, make_writer
from quotes.store.migrating import check_schema, migrate
from quotes.store.saving import Saved, save_extraction
from quotes.store.selection import QuoteFilter
from quotes.store.views import Counts, Outlet, Page, Quote, Speaker, SpeakerHead, TopicHead


def open_store(database_url: str, *, create: bool = False) -> Store:
    """The store in a database.

    Args:
        database_url: a SQLAlchemy URL of a SQLite file, such as `sqlite:////var/lib/onrecord.db`.
        create: make the database if there is none, and bring its tables up to date if they are
            older.

    Raises:
        StoreError: there is no such database, or it is not one of this release; the message names
            the mend.
    """
    file = find_file(database_url)
    if create:
        migrate(database_url)
    check_schema(file)
    return Store(file)


class Store:
    """Articles and what was found in them. Threads may share it; every method is a transaction of
    its own.

    Every method raises StoreError if the database can't be used, and those that page raise
    QueryError for a limit outside 1 to 200 or a cursor that is not of that list.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._reader = make_reader(file)
        self._writer = make_writer(file)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection; the store can't be used afterwards."""
        self._reader.dispose()
        self._writer.dispose()

    def check(self) -> None:
        """Nothing, if the database is there and of this release.

        Raises:
            StoreError: what is wrong with it, and the mend.
        """
        check_schema(self._file)

    def save(self, extraction: Extraction) -> Saved:
        """What became of the article: "new", "unchanged", or "replaced" with all that was found in
        it before.

        It is on the disk when this returns, whole; if this raises, nothing has changed.

        Raises:
            OffsetError: a span lies outside the text.
            StoreError: two attributions share an id, or one is of another article.
        """
        with begin(self._writer) as connection:
            return save_extraction(connection, extraction)

    def list_quotes(
        self,
        wanted: QuoteFilter | None = None,
        *,
        limit: int = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[Quote]:
        """Quotes that pass the filter: newest article first, articles without a date last, then in
        text order.

        Raises:
            QueryError: a filter that can't be answered.
        """
        after = None if cursor is None else decode_cursor(cursor, QuotePlace)
        with begin(self._reader) as connection:
            return reading.read_quotes(
                connection, wanted or QuoteFilter(), check_limit(limit), after
            )

    def iterate_quotes(
        self, wanted: QuoteFilter | None = None, *, chunk: int = 500
    ) -> Iterator[tuple[Quote, ...]]:
        """All quotes that pass the filter, in the order of `list_quotes`, in chunks.

        Each chunk is read in a transaction of its own, so that a slow taker holds up no checkpoint.
        A quote whose article is replaced meanwhile comes at its old place, its new one, or both.

        Raises:
            QueryError: a filter that can't be answered.
        """
        after: QuotePlace | None = None
        while True:
            with begin(self._reader) as connection:
                page = reading.read_quotes(connection, wanted or QuoteFilter(), chunk, after)
            if page.items:
                yield page.items
            if page.next is None:
                return
            after = decode_cursor(page.next, QuotePlace)

    def get_quote(self, quote_id: str) -> tuple[Quote, Article]:
        """A quote of any act, and its whole article.

        Raises:
            NotFoundError: no attribution has the id.
        """
        with begin(self._reader) as connection:
            return reading.read_quote(connection, quote_id)

    def get_extraction(self, article_id: str) -> Extraction:
        """All that was saved of an article, as it was given to `save`.

        Raises:
            NotFoundError: no article has the id.
        """
        with begin(self._reader) as connection:
            return reading.read_extraction(connection, article_id)

    def list_speakers(
        self,
        *,
        name: str | None = None,
        kind: SpeakerKind | None = None,
        limit: int = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[SpeakerHead]:
        """Speakers by name; `name` is words of a name or alias."""
        after = None if cursor is None else decode_cursor(cursor, NamePlace)
        with begin(self._reader) as connection:
            return listing.read_speakers(
                connection, check_limit(limit), after, name=name, kind=kind
            )

    def get_speaker(self, speaker_id: str) -> Speaker:
        """A speaker with every role seen.

        Raises:
            NotFoundError: no speaker has the id.
        """
        with begin(self._reader) as connection:
            return listing.read_speaker(connection, speaker_id)

    def list_outlets(
        self, *, limit: int = DEFAULT_LIMIT, cursor: str | None = None
    ) -> Page[Outlet]:
        """Outlets by name."""
        after = None if cursor is None else decode_cursor(cursor, NamePlace)
        with begin(self._reader) as connection:
            return listing.read_outlets(connection, check_limit(limit), after)

    def list_topics(
        self, *, limit: int = DEFAULT_LIMIT, cursor: str | None = None
    ) -> Page[TopicHead]:
        """Topics by code."""
        after = None if cursor is None else decode_cursor(cursor, NamePlace)
        with begin(self._reader) as connection:
            return listing.read_topics(connection, check_limit(limit), after)

    def count(self) -> Counts:
        """How much the store holds."""
        with begin(self._reader) as connection:
            return reading.count_all(connection)
