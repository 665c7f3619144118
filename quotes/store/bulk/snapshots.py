"""One version of the data, and everything in it that passes a filter, in batches for exports."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    case,
    false,
    func,
    null,
    select,
)

from quotes.errors import QueryError, SnapshotLostError
from quotes.store.bulk.columns import (
    ARTICLE,
    QUOTE,
    SPEAKER,
    WITHDRAWN,
    Batch,
    ColumnReader,
    ColumnSource,
)
from quotes.store.bulk.incremental import may_be_new, may_be_removed
from quotes.store.engine.database import convert_errors
from quotes.store.schema import (
    articles,
    attribution_members,
    attributions,
    changes,
    speakers,
    tombstones,
)
from quotes.store.search.conditions import select_quotes
from quotes.store.search.filters import QuoteFilter
from quotes.store.search.fulltext import Selection
from quotes.store.search.speakers import HAS_QUOTES
from quotes.store.search.versions import is_replaced, read_version, select_replacing

BulkKind = Literal["quote", "article"]

# How long one transaction may last, in seconds. Not tuned.
HELD_SECONDS = 60.0


class Snapshot:
    """The data of one version, for one reader at a time.

    It is read in one transaction, which sees one state of the database whatever is written at the
    same time. After `HELD_SECONDS` the transaction of a slow reader is ended, so that the database
    can clean up old states, and the next one reads only what this version had. Newer articles are
    left out; if anything was replaced or withdrawn, `SnapshotLostError` is raised, so that no row
    is missing unnoticed.

    Args:
        begin: a transaction that reads.
        version: that of the data; the newest by default.

    Raises:
        SnapshotLostError: the version can't be read any more.
        QueryError: there is no such version yet.
        StoreError: the database can't be used.
    """

    def __init__(
        self,
        begin: Callable[[], AbstractContextManager[Connection]],
        version: int | None = None,
        *,
        held_seconds: float = HELD_SECONDS,
    ) -> None:
        self._begin, self._held_seconds = begin, held_seconds
        self._transaction = ExitStack()
        self._connection = self._renew()
        try:
            with convert_errors(self._connection.engine):
                newest = read_version(self._connection)
                self.version = newest if version is None else version
                # Whether rows of later versions must be left out.
                self._limited = self.version != newest
                if self.version > newest:
                    raise QueryError("at_version", f"the data are of version {newest}")
                self._check()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Snapshot:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the transaction; nothing can be read afterwards."""
        self._transaction.close()

    def stream_quotes(
        self,
        names: Sequence[str],
        filters: QuoteFilter,
        *,
        after: str | None = None,
        since: int | None = None,
    ) -> Iterator[Batch]:
        """Quotes in the order of `store.quotes.list` by date.

        Args:
            names: columns; `id` is one of them.
            filters: that the quotes pass.
            after: the id of the quote to begin after.
            since: only those that are new or changed after this version.

        Raises:
            QueryError: an invalid filter, or no quote has the id `after`.
        """

        def select_rows(after: str | None) -> tuple[Select[Any], Selection]:
            selection = select_quotes(self._connection, filters)
            source = selection.source.join(articles, articles.c.key == attributions.c.article_key)
            query = select().select_from(source).where(*selection.conditions)
            query = query.order_by(*selection.order)
            if since is not None:
                query = query.where(may_be_new(filters, since))
            return self._restrict(query, attributions, after), selection

        return self._stream(select_rows, after, QUOTE, names)

    def stream_articles(
        self,
        names: Sequence[str],
        filters: QuoteFilter,
        *,
        after: str | None = None,
        since: int | None = None,
    ) -> Iterator[Batch]:
        """Articles with at least one quote that passes the filter, newest first; every article if
        the filter is empty.

        The column `found` has those quotes, as tuples of `columns.FOUND`. An article has changed if
        one of its quotes has, for their number may differ. Arguments and errors are those of
        `stream_quotes`.
        """

        def select_rows(after: str | None) -> tuple[Select[Any], Selection]:
            selection = select_quotes(self._connection, filters)
            query = select().select_from(articles).order_by(articles.c.key)
            if filters != QuoteFilter():
                key = attributions.c.article_key
                query = query.where(articles.c.key.in_(_select(selection, key)))
            if since is not None:
                query = query.where(_is_changed(_has_changed(since), may_be_new(filters, since)))
            return self._restrict(query, articles, after), selection

        return self._stream(select_rows, after, ARTICLE, names)

    def stream_speakers(
        self, names: Sequence[str], filters: QuoteFilter, *, after: str | None = None
    ) -> Iterator[Batch]:
        """Speakers of at least one quote that passes the filter, in the order of their ids; if the
        filter is empty, every speaker with a quote that is not rejected.

        Args:
            names: columns; `id` is one of them.
            filters: that the quotes pass.
            after: the id to begin after; there may be no speaker with it.

        Raises:
            QueryError: an invalid filter.
        """

        def select_rows(after: str | None) -> tuple[Select[Any], Selection]:
            selection = select_quotes(self._connection, filters)
            query = select().select_from(speakers).where(HAS_QUOTES).order_by(speakers.c.id)
            if filters != QuoteFilter():
                query = query.where(speakers.c.id.in_(_select_speakers(selection)))
            if after is not None:
                query = query.where(speakers.c.id > after)
            return query, selection

        return self._stream(select_rows, after, SPEAKER, names)

    def stream_withdrawn(
        self, kind: BulkKind, filters: QuoteFilter, *, since: int, after: str | None = None
    ) -> Iterator[Batch]:
        """The id and version of what was deleted after a version, and of each quote or article that
        changed since and does not pass the filter now, though it may have passed before; then what
        a quote changed into, and whether it was erased.

        In the order of ids, after the id `after`.
        """
        names = ("id", "version", "successor", "erased")

        def select_rows(after: str | None) -> tuple[Select[Any], Selection]:
            selection = select_quotes(self._connection, filters)
            gone = self._select_withdrawn(kind, filters, selection, since).subquery()
            query = select().select_from(gone).order_by(gone.c.id)
            return (query if after is None else query.where(gone.c.id > after)), selection

        return self._stream(select_rows, after, WITHDRAWN, names)

    def is_withdrawn(self, kind: BulkKind, filters: QuoteFilter, key: str, *, since: int) -> bool:
        """Whether the id is one of those of `stream_withdrawn`.

        Raises:
            QueryError: an invalid filter.
        """
        with convert_errors(self._connection.engine):
            selection = select_quotes(self._connection, filters)
            gone = self._select_withdrawn(kind, filters, selection, since).subquery()
            query = select(gone.c.id).where(gone.c.id == key)
            return self._connection.execute(query).first() is not None

    def _select_withdrawn(
        self, kind: BulkKind, filters: QuoteFilter, selection: Selection, since: int
    ) -> Select[Any] | CompoundSelect[Any]:
        erased = (changes.c.change == "erased").label("erased")
        deleted = (
            select(tombstones.c.id, tombstones.c.version, tombstones.c.successor, erased)
            .join_from(tombstones, changes, changes.c.version == tombstones.c.version)
            .where(tombstones.c.kind == kind, tombstones.c.version > since)
        )
        is_there = (null().label("successor"), false().label("erased"))
        if kind == "article" and filters == QuoteFilter():
            return deleted
        quote, is_removed = attributions.c, may_be_removed(filters, since)
        if kind == "quote":
            version = self._select_version(quote.version, since)
            removed = select(quote.id, version, *is_there).where(
                is_removed, quote.key.not_in(_select(selection, quote.key))
            )
            return deleted.union_all(removed)
        newest = (
            select(func.max(quote.version))
            .where(quote.article_key == articles.c.key)
            .scalar_subquery()
        )
        version = self._select_version(func.coalesce(newest, articles.c.version), since)
        replaced = articles.c.version.in_(select_replacing(since))
        removed = select(articles.c.id, version, *is_there).where(
            _is_changed(replaced, is_removed),
            articles.c.key.not_in(_select(selection, quote.article_key)),
        )
        return deleted.union_all(removed)

    def _select_version(self, version: ColumnElement[int], since: int) -> ColumnElement[int]:
        """The version of a row, or that of the data if not the row, but an id or a name changed."""
        return case((version > since, version), else_=self.version)

    def _restrict(self, query: Select[Any], table: Any, after: str | None) -> Select[Any]:
        """The rows of a query that come after an id and belong to this snapshot."""
        if after is not None:
            key = self._connection.scalar(select(table.c.key).where(table.c.id == after))
            if key is None:
                raise QueryError("after", f"{after!r} is there no longer; begin from the start")
            query = query.where(table.c.key > key)
        if self._limited:
            query = query.where(table.c.version <= self.version)
        return query

    def _stream(
        self,
        select_rows: Callable[[str | None], tuple[Select[Any], Selection]],
        after: str | None,
        source: ColumnSource,
        names: Sequence[str],
    ) -> Iterator[Batch]:
        # Selected now, so that an invalid filter raises before the first batch is read.
        with convert_errors(self._connection.engine):
            query, selection = select_rows(after)
        return self._read(select_rows, query, selection, ColumnReader(source, names))

    def _read(
        self,
        select_rows: Callable[[str | None], tuple[Select[Any], Selection]],
        query: Select[Any],
        selection: Selection,
        reader: ColumnReader,
    ) -> Iterator[Batch]:
        with convert_errors(self._connection.engine):
            yield from self._read_all(select_rows, query, selection, reader)

    def _read_all(
        self,
        select_rows: Callable[[str | None], tuple[Select[Any], Selection]],
        query: Select[Any],
        selection: Selection,
        reader: ColumnReader,
    ) -> Iterator[Batch]:
        while True:
            for rows in _fetch(self._connection, reader.add_columns(query), reader.source.size):
                batch = reader.read(rows, self._connection, selection)
                yield batch
                if time.monotonic() - self._began > self._held_seconds:
                    break
            else:
                return
            last = batch[reader.id_position][-1]
            self._connection = self._renew()
            self._limited = True
            self._check()
            query, selection = select_rows(last)

    def _renew(self) -> Connection:
        self._transaction.close()
        self._began = time.monotonic()
        return self._transaction.enter_context(self._begin())

    def _check(self) -> None:
        if self._limited and is_replaced(self._connection, self.version):
            raise SnapshotLostError(self.version)


def _fetch(connection: Connection, query: Select[Any], size: int) -> Iterator[Sequence[Any]]:
    """The rows of a query, `size` at a time; no others are in memory."""
    is_streamed = connection.dialect.name == "sqlite"
    # SQLAlchemy's buffer would grow to 1,000 rows, which may be long articles.
    options = {"stream_results": not is_streamed, "max_row_buffer": size}
    with connection.execute(query, execution_options=options) as result:
        # SQLite reads rows as they are fetched. Its driver's own rows instead of SQLAlchemy's save
        # a tenth of an export's time; other drivers need SQLAlchemy's buffer.
        fetch = result.cursor.fetchmany if is_streamed else result.fetchmany
        while rows := fetch(size):
            yield rows


def _select(selection: Selection, column: ColumnElement[Any]) -> Select[Any]:
    return (
        select(column)
        .select_from(selection.source)
        .where(*selection.conditions)
        .where(column.is_not(None))
    )


def _select_speakers(selection: Selection) -> CompoundSelect[Any]:
    """The speakers of the quotes, also those who said them together with others."""
    member = attribution_members.c
    joint = select(member.speaker_id).where(
        member.speaker_id.is_not(None), member.key.in_(_select(selection, attributions.c.key))
    )
    return _select(selection, attributions.c.speaker_id).union(joint)


def _has_changed(since: int) -> ColumnElement[bool]:
    """The condition that an article was saved after a version, or came to another story."""
    return (articles.c.version > since) | (articles.c.story_version > since)


def _is_changed(
    of_article: ColumnElement[bool], of_quote: ColumnElement[bool]
) -> ColumnElement[bool]:
    """The condition that an article meets the one condition or any of its quotes the other: a
    review and another speaker change only the version of the quote.
    """
    by_quote = select(attributions.c.article_key).where(of_quote)
    by_article = select(articles.c.key).where(of_article)
    return articles.c.key.in_(by_quote.union_all(by_article))
