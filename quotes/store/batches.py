"""Everything that passes a filter, in batches of plain rows from one version of the data.

For exports, where a record for each row would take most of the time. What is wanted is named by
column, as in `quotes.exporting.rows`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from operator import attrgetter
from types import TracebackType
from typing import Any, Literal, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, CompoundSelect, Connection, Select, case, column, func, select

from quotes.errors import QueryError, SnapshotLostError
from quotes.store.changes import is_undone, read_version
from quotes.store.fulltext import Selection
from quotes.store.keys import DAY, UNDATED_KEY, read_day
from quotes.store.schema import (
    article_topics,
    articles,
    attributions,
    changes,
    speakers,
    tombstones,
)
from quotes.store.selection import QuoteFilter, is_served, select_quotes
from quotes.store.speakers import STATEMENTS
from quotes.store.views import Role

# The columns that were asked for, in that order, each with its values of some rows: column by
# column costs half of what row by row does. What JSON in the database holds as a list is
# `msgspec.Raw`.
Batch = list[Sequence[Any]]
BulkKind = Literal["quote", "article"]

# How long one transaction may last, in seconds.
HELD_SECONDS = 60.0

# Rows read together: of 120 to 1,000 quotes about 300 take the least time, for larger batches fall
# out of the processor's cache. An article brings its text.
_QUOTES, _ARTICLES, _SPEAKERS = 300, 100, 200

# The values of a column for some keys of its table.
_Lookup = Callable[[Connection, Sequence[Any], Selection], Mapping[Any, Any]]


class _Source(NamedTuple):
    """Where the columns of a table come from: straight from the database, out of a JSON column, or
    from another table, looked up a batch at a time.
    """

    key: ColumnElement[Any]
    columns: Mapping[str, ColumnElement[Any]]
    record: ColumnElement[str]
    decode: Callable[[str], Any]
    # From what `decode` gives.
    fields: Mapping[str, Callable[[Any], Any]]
    lookups: Mapping[str, _Lookup]
    size: int


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
                query = query.where(attributions.c.version > since)
            return self._cut(query, attributions, after), selection

        return self._stream(select_rows, after, _QUOTE, names)

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

        `found` is a column of those quotes, as tuples of `FOUND`. An article has changed if one of
        its quotes has: their number may be another. Arguments and errors are those of
        `stream_quotes`.
        """

        def select_rows(after: str | None) -> tuple[Select[Any], Selection]:
            selection = select_quotes(self._connection, wanted)
            query = select().select_from(articles).order_by(articles.c.key)
            if wanted != QuoteFilter():
                key = attributions.c.article_key
                query = query.where(articles.c.key.in_(_select(selection, key)))
            if since is not None:
                query = query.where(_is_changed(lambda version: version > since))
            return self._cut(query, articles, after), selection

        return self._stream(select_rows, after, _ARTICLE, names)

    def stream_speakers(
        self, names: Sequence[str], wanted: QuoteFilter, *, after: str | None = None
    ) -> Iterator[Batch]:
        """Speakers of at least one quote that passes the filter, in the order of their ids; every
        speaker if the filter is that of no parameters.

        Args:
            names: columns; `id` is one of them.
            wanted: which quotes.
            after: the id to begin after; no speaker need have it.

        Raises:
            QueryError: a filter that can't be answered.
        """

        def select_rows(after: str | None) -> tuple[Select[Any], Selection]:
            selection = select_quotes(self._connection, wanted)
            query = select().select_from(speakers).order_by(speakers.c.id)
            if wanted != QuoteFilter():
                speaker_id = attributions.c.speaker_id
                query = query.where(speakers.c.id.in_(_select(selection, speaker_id)))
            if after is not None:
                query = query.where(speakers.c.id > after)
            return query, selection

        return self._stream(select_rows, after, _SPEAKER, names)

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

        return self._stream(select_rows, after, _WITHDRAWN, names)

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
        replaced = select(changes.c.version).where(
            changes.c.version > since, changes.c.change != "new"
        )
        found = attributions.c
        if kind == "quote":
            left = select(found.id, found.version).where(
                found.version.in_(replaced), found.key.not_in(_select(selection, found.key))
            )
            return gone.union_all(left)
        newest = (
            select(func.max(found.version))
            .where(found.article_key == articles.c.key)
            .scalar_subquery()
        )
        left = select(articles.c.id, func.coalesce(newest, articles.c.version)).where(
            _is_changed(lambda version: version.in_(replaced)),
            articles.c.key.not_in(_select(selection, found.article_key)),
        )
        return gone.union_all(left)

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
        source: _Source,
        names: Sequence[str],
    ) -> Iterator[Batch]:
        # Now, so that a bad filter is told before the first batch is waited for.
        query, selection = select_rows(after)
        return self._follow(select_rows, query, selection, _Picker(source, names))

    def _follow(
        self,
        select_rows: Callable[[str | None], tuple[Select[Any], Selection]],
        query: Select[Any],
        selection: Selection,
        picker: _Picker,
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


class _Picker:
    """Reads of a source the columns that were asked for."""

    def __init__(self, source: _Source, names: Sequence[str]) -> None:
        self.source = source
        self.id_position = list(names).index("id")
        self._names = names
        self._straight = [name for name in names if name in source.columns]
        self._bare = len(self._straight) == len(names)

    def add_columns(self, query: Select[Any]) -> Select[Any]:
        """The query with all that the columns need."""
        columns = [self.source.columns[name] for name in self._straight]
        if self._bare:
            return query.add_columns(*columns)
        return query.add_columns(*columns, self.source.record, self.source.key)

    def pick(self, rows: Sequence[Any], connection: Connection, selection: Selection) -> Batch:
        """The columns of some rows of the query."""
        columns: Batch = list(zip(*rows, strict=True))
        if self._bare:
            return columns
        source, keys = self.source, columns.pop()
        records = list(map(source.decode, columns.pop()))
        found = dict(zip(self._straight, columns, strict=True))
        for name in self._names:
            if name in source.fields:
                found[name] = list(map(source.fields[name], records))
            elif name in source.lookups:
                values = source.lookups[name](connection, keys, selection)
                found[name] = [values.get(key, []) for key in keys]
        return [found[name] for name in self._names]


def _fetch(connection: Connection, query: Select[Any], size: int) -> Iterator[Sequence[Any]]:
    """The rows of a query, some at a time, of which no more than those are in memory."""
    is_streamed = connection.dialect.name == "sqlite"
    with connection.execute(query, execution_options={"stream_results": not is_streamed}) as result:
        # SQLite reads on as it is asked. Its driver's own rows, not made into SQLAlchemy's, save a
        # tenth of an export's time; other drivers hand theirs over by way of a buffer.
        fetch = result.cursor.fetchmany if is_streamed else result.fetchmany
        while rows := fetch(size):
            yield rows


class _Told(msgspec.Struct, gc=False):
    text: str
    span: msgspec.Raw


class _StoredQuote(msgspec.Struct, gc=False):
    """What a quote's record has and its row has not."""

    content: msgspec.Raw
    cue: msgspec.Raw
    source: msgspec.Raw
    addressee: _Told | None
    setting: msgspec.Raw
    time: msgspec.Raw
    anonymity_phrase: msgspec.Raw
    relay: msgspec.Raw
    model_version: str


class _StoredArticle(msgspec.Struct, gc=False):
    """What an article's record has and its row has not."""

    author: str | None
    language: str
    wire: str | None
    inferred: msgspec.Raw
    furniture: msgspec.Raw


def _find_told(stored: _StoredQuote) -> str | None:
    return stored.addressee.text if stored.addressee else None


def _find_told_spans(stored: _StoredQuote) -> msgspec.Raw:
    return msgspec.Raw(b"[%b]" % bytes(stored.addressee.span) if stored.addressee else b"[]")


# Of the quotes in an article: what `found` holds of each.
FOUND = ("id", "text", "speaker_name", "confidence", "offsets_content", "offsets_source")


def _select(selection: Selection, column: ColumnElement[Any]) -> Select[Any]:
    return (
        select(column)
        .select_from(selection.source)
        .where(*selection.conditions)
        .where(column.is_not(None))
    )


def _is_changed(
    is_later: Callable[[ColumnElement[int]], ColumnElement[bool]],
) -> ColumnElement[bool]:
    """The condition that an article or any quote in it has such a version: of what people say of a
    quote, and of who its speaker is, only the quote's own tells.
    """
    found = attributions.c
    of_quotes = select(found.article_key).where(is_later(found.version))
    return articles.c.key.in_(
        of_quotes.union_all(select(articles.c.key).where(is_later(articles.c.version)))
    )


def _find_topics(connection: Connection, keys: Sequence[int], _: Selection) -> dict[int, list[str]]:
    return _gather(
        connection.execute(
            select(article_topics.c.article_key, article_topics.c.code)
            .where(article_topics.c.article_key.in_(keys))
            .order_by(article_topics.c.article_key, article_topics.c.ordinal)
        )
    )


def _find_quotes(
    connection: Connection, keys: Sequence[int], selection: Selection
) -> dict[int, list[tuple[Any, ...]]]:
    columns = [_QUOTE.columns[name] for name in FOUND[:4]]
    query = select(attributions.c.article_key, *columns, attributions.c.record)
    rows = connection.execute(
        query.select_from(selection.source)
        .where(*selection.conditions, attributions.c.article_key.in_(keys))
        .order_by(attributions.c.key)
    )
    found: dict[int, list[tuple[Any, ...]]] = {}
    for key, *row, record in rows:
        stored = _QUOTE.decode(record)
        offsets = (msgspec.json.decode(_QUOTE.fields[name](stored)) for name in FOUND[4:])
        found.setdefault(key, []).append((*row, *offsets))
    return found


def _find_roles(connection: Connection, keys: Sequence[str], _: Selection) -> dict[str, list[Role]]:
    """The most frequent first, then by the alphabet."""
    found = attributions.c
    dated = case((found.key < UNDATED_KEY, found.key))
    quotes = func.count().label("quotes")
    rows = connection.execute(
        select(
            found.speaker_id,
            found.role,
            found.affiliation,
            func.max(dated),
            func.min(dated),
            quotes,
        )
        .where(found.speaker_id.in_(keys), is_served(found.key))
        .where(found.role.is_not(None) | found.affiliation.is_not(None))
        .group_by(found.speaker_id, found.role, found.affiliation)
    )
    roles = _gather(
        (
            speaker_id,
            Role(
                role=role,
                affiliation=affiliation,
                first_seen=_name_day(first),
                last_seen=_name_day(last),
                quotes=count,
            ),
        )
        for speaker_id, role, affiliation, first, last, count in rows
    )
    for each in roles.values():
        each.sort(key=lambda role: (-role.quotes, role.role or "", role.affiliation or ""))
    return roles


def _name_day(key: int | None) -> str | None:
    day = None if key is None else read_day(key // DAY)
    return None if day is None else day.isoformat()


def _gather(pairs: Iterable[Any]) -> dict[Any, list[Any]]:
    gathered: dict[Any, list[Any]] = {}
    for key, value in pairs:
        gathered.setdefault(key, []).append(value)
    return gathered


_QUOTE = _Source(
    key=attributions.c.key,
    columns={
        "id": attributions.c.id,
        "text": attributions.c.content,
        "speaker_name": attributions.c.speaker,
        # Not merely the negative: there is a negative zero.
        "confidence": 0.0 - attributions.c.surest_first,
        "status": func.coalesce(attributions.c.status, "unreviewed"),
        **{
            name: attributions.c[name]
            for name in (
                "type", "act", "speaker_id", "speaker_kind", "role", "affiliation", "anonymity",
                "source", "cue", "version", "cluster",
            )
        },
        **{f"article_{name}": articles.c[name]
           for name in ("id", "title", "outlet", "url", "published", "text", "record")},
    },
    record=attributions.c.record,
    decode=msgspec.json.Decoder(_StoredQuote).decode,
    fields={
        "addressee": _find_told,
        "relay": attrgetter("relay"),
        "offsets_content": attrgetter("content"),
        "offsets_cue": attrgetter("cue"),
        "offsets_source": attrgetter("source"),
        "offsets_addressee": _find_told_spans,
        "offsets_setting": attrgetter("setting"),
        "offsets_time": attrgetter("time"),
        "offsets_anonymity": attrgetter("anonymity_phrase"),
        "model_version": attrgetter("model_version"),
    },
    lookups={},
    size=_QUOTES,
)  # fmt: skip
_ARTICLE = _Source(
    key=articles.c.key,
    columns={
        name: articles.c[name]
        for name in (
            "id", "title", "outlet", "url", "published", "statements", "attitudes", "sha256",
            "text", "version",
        )
    },
    record=articles.c.record,
    decode=msgspec.json.Decoder(_StoredArticle).decode,
    fields={
        name: attrgetter(name) for name in ("author", "language", "wire", "inferred", "furniture")
    },
    lookups={"topics": _find_topics, "found": _find_quotes},
    size=_ARTICLES,
)  # fmt: skip
_SPEAKER = _Source(
    key=speakers.c.id,
    columns={
        "id": speakers.c.id,
        "name": speakers.c.name,
        "kind": speakers.c.kind,
        "quotes": STATEMENTS,
    },
    record=speakers.c.aliases,
    decode=str.encode,
    fields={"aliases": msgspec.Raw},
    lookups={"roles": _find_roles},
    size=_SPEAKERS,
)
# Of whatever query has these columns.
_WITHDRAWN = _Source(
    key=column("id"),
    columns={"id": column("id"), "version": column("version")},
    record=tombstones.c.id,
    decode=str,
    fields={},
    lookups={},
    size=_QUOTES,
)
