"""One version of the data, and everything in it that passes a filter, in batches for exports."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType
from typing import Any, Literal

from sqlalchemy import ColumnElement, CompoundSelect, Connection, Select, case, func, select

from quotes.errors import QueryError, SnapshotLostError
from quotes.store.bulk.columns import ARTICLE, QUOTE, SPEAKER, WITHDRAWN, Batch, Picker, Source
from quotes.store.bulk.incremental import has_come, may_have_left, select_replaced
from quotes.store.schema import (
    articles,
    attribution_members,
    attributions,
    speakers,
    tombstones,
)
from quotes.store.search.filters import QuoteFilter, select_quotes
from quotes.store.search.fulltext import Selection
from quotes.store.search.speakers import HAS_QUOTES
from quotes.store.write.changes import is_undone, read_version

BulkKind = Literal["quote", "article"]

# How long one transaction may last, in seconds.
HELD_SECONDS = 60.0


class Snapshot:
    """The data of one version, for one reader at a time.

    It is read in one transaction, which sees one state of the database whatever is written beside
    it. A transaction that a slow reader has held for `HELD_SECONDS` is given up, so that old states
    can be cleaned up, and the next one reads only what this version had. Articles that have come
    since are left out by that; once something has been replaced or withdrawn,
    `SnapshotLostError` says so, rather than that a row were missing unseen.

    Args:
        begin: a transaction that reads.
        version: that of the data; the newest by default.

    Raises:
        SnapshotLostError: the version can't be had any more.
        QueryError: there is no such version yet.
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
        newest = read_version(self._connection)
        self.version = newest if version is None else version
        # Whether rows of later versions must be kept out.
        self._limited = self.version != newest
        try:
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
        wanted: QuoteFilter,
        *,
        after: str | None = None,
        since: int | None = None,
    ) -> Iterator[Batch]:
        """Quotes in the order of `Store.list_quotes` by date.

        Args:
            names: columns; `id` is one of them.
            wanted: which quotes.
            after: the id of the quote to begin after.
            since: only those that came or changed after this version.

        Raises:
            QueryError: a filter that can't be answered, or no quote has the id `after`.
        """

        def select_rows(after: str | None) -> tuple[Select[Any], Selection]:
            selection = select_quotes(self._connection, wanted)
            source = selection.source.join(articles, articles.c.key == attributions.c.article_key)
            query = select().select_from(source).where(*selection.conditions)
            query = query.order_by(*selection.order)
            if since is not None:
                query = query.where(has_come(wanted, since))
            return self._cut(query, attributions, after), selection

        return self._stream(select_rows, after, QUOTE, names)

    def stream_articles(
        self,
        names: Sequence[str],
        wanted: QuoteFilter,
        *,
        after: str | None = None,
        since: int | None = None,
    ) -> Iterator[Batch]:
        """Articles with at least one quote that passes the filter, newest first; every article if
        the filter is that of no parameters.

        `found` is a column of those quotes, as tuples of `columns.FOUND`. An article has changed if
        one of its quotes has: their number may be another. Arguments and errors are those of
        `stream_quotes`.
        """

        def select_rows(after: str | None) -> tuple[Select[Any], Selection]:
            selection = select_quotes(self._connection, wanted)
            query = select().select_from(articles).order_by(articles.c.key)
            if wanted != QuoteFilter():
                key = attributions.c.article_key
                query = query.where(articles.c.key.in_(_select(selection, key)))
            if since is not None:
                query = query.where(
                    _is_changed(articles.c.version > since, has_come(wanted, since))
                )
            return self._cut(query, articles, after), selection

        return self._stream(select_rows, after, ARTICLE, names)

    def stream_speakers(
        self, names: Sequence[str], wanted: QuoteFilter, *, after: str | None = None
    ) -> Iterator[Batch]:
        """Speakers of at least one quote that passes the filter, in the order of their ids; every
        speaker but those whose quotes people rejected if the filter is that of no parameters.

        Args:
            names: columns; `id` is one of them.
            wanted: which quotes.
            after: the id to begin after; no speaker need have it.

        Raises:
            QueryError: a filter that can't be answered.
        """

        def select_rows(after: str | None) -> tuple[Select[Any], Selection]:
            selection = select_quotes(self._connection, wanted)
            query = select().select_from(speakers).where(HAS_QUOTES).order_by(speakers.c.id)
            if wanted != QuoteFilter():
                query = query.where(speakers.c.id.in_(_select_speakers(selection)))
            if after is not None:
                query = query.where(speakers.c.id > after)
            return query, selection

        return self._stream(select_rows, after, SPEAKER, names)

    def stream_withdrawn(
        self, kind: BulkKind, wanted: QuoteFilter, *, since: int, after: str | None = None
    ) -> Iterator[Batch]:
        """The id and version of each thing that went after a version, and of each quote or article
        that was changed since and does not pass the filter: it may have passed before.

        In the order of ids, after the id `after`.
        """
        names = ("id", "version")

        def select_rows(after: str | None) -> tuple[Select[Any], Selection]:
            selection = select_quotes(self._connection, wanted)
            every = self._select_withdrawn(kind, wanted, selection, since).subquery()
            query = select().select_from(every).order_by(every.c.id)
            return (query if after is None else query.where(every.c.id > after)), selection

        return self._stream(select_rows, after, WITHDRAWN, names)

    def is_withdrawn(self, kind: BulkKind, wanted: QuoteFilter, key: str, *, since: int) -> bool:
        """Whether the id is one of those of `stream_withdrawn`.

        Raises:
            QueryError: a filter that can't be answered.
        """
        selection = select_quotes(self._connection, wanted)
        every = self._select_withdrawn(kind, wanted, selection, since).subquery()
        found = self._connection.execute(select(every.c.id).where(every.c.id == key))
        return found.first() is not None

    def _select_withdrawn(
        self, kind: BulkKind, wanted: QuoteFilter, selection: Selection, since: int
    ) -> Select[Any] | CompoundSelect[Any]:
        gone = select(tombstones.c.id, tombstones.c.version).where(
            tombstones.c.kind == kind, tombstones.c.version > since
        )
        if kind == "article" and wanted == QuoteFilter():
            return gone
        found, left_now = attributions.c, may_have_left(wanted, since)
        if kind == "quote":
            left = select(found.id, self._tell_version(found.version, since)).where(
                left_now, found.key.not_in(_select(selection, found.key))
            )
            return gone.union_all(left)
        newest = (
            select(func.max(found.version))
            .where(found.article_key == articles.c.key)
            .scalar_subquery()
        )
        version = self._tell_version(func.coalesce(newest, articles.c.version), since)
        replaced = articles.c.version.in_(select_replaced(since))
        left = select(articles.c.id, version).where(
            _is_changed(replaced, left_now),
            articles.c.key.not_in(_select(selection, found.article_key)),
        )
        return gone.union_all(left)

    def _tell_version(self, version: ColumnElement[int], since: int) -> ColumnElement[int]:
        """The version of something, or that of the data if it is as it was, but found otherwise."""
        return case((version > since, version), else_=self.version)

    def _cut(self, query: Select[Any], table: Any, after: str | None) -> Select[Any]:
        """What of a query comes after an id, and belongs to this snapshot."""
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
        source: Source,
        names: Sequence[str],
    ) -> Iterator[Batch]:
        # Now, so that a bad filter is told before the first batch is waited for.
        query, selection = select_rows(after)
        return self._follow(select_rows, query, selection, Picker(source, names))

    def _follow(
        self,
        select_rows: Callable[[str | None], tuple[Select[Any], Selection]],
        query: Select[Any],
        selection: Selection,
        picker: Picker,
    ) -> Iterator[Batch]:
        while True:
            for rows in _fetch(self._connection, picker.add_columns(query), picker.source.size):
                batch = picker.pick(rows, self._connection, selection)
                yield batch
                if time.monotonic() - self._began > self._held_seconds:
                    break
            else:
                return
            last = batch[picker.id_position][-1]
            self._connection = self._renew()
            self._limited = True
            self._check()
            query, selection = select_rows(last)

    def _renew(self) -> Connection:
        self._transaction.close()
        self._began = time.monotonic()
        return self._transaction.enter_context(self._begin())

    def _check(self) -> None:
        if self._limited and is_undone(self._connection, self.version):
            raise SnapshotLostError(self.version)


def _fetch(connection: Connection, query: Select[Any], size: int) -> Iterator[Sequence[Any]]:
    """The rows of a query, some at a time, of which no more than those are in memory."""
    is_streamed = connection.dialect.name == "sqlite"
    with connection.execute(query, execution_options={"stream_results": not is_streamed}) as result:
        # SQLite reads on as it is asked. Its driver's own rows, not made into SQLAlchemy's, save a
        # tenth of an export's time; other drivers hand theirs over by way of a buffer.
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
    """The speakers of the quotes, and those with whom they said them."""
    member = attribution_members.c
    joint = select(member.speaker_id).where(
        member.speaker_id.is_not(None), member.key.in_(_select(selection, attributions.c.key))
    )
    return _select(selection, attributions.c.speaker_id).union(joint)


def _is_changed(
    of_article: ColumnElement[bool], of_quote: ColumnElement[bool]
) -> ColumnElement[bool]:
    """The condition that something is so of an article or of any quote in it: of what people say of
    a quote, and of who its speaker is, only the quote's own version tells.
    """
    quoted = select(attributions.c.article_key).where(of_quote)
    return articles.c.key.in_(quoted.union_all(select(articles.c.key).where(of_article)))
