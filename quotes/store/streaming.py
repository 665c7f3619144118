"""Streams of everything that passes a filter, for exports: one consistent snapshot in flat memory.

A stream is the data of one version, that of its beginning, exactly once and in one order. It reads
chunk by chunk in one transaction, which sees one state of the database whatever is written beside
it. So that a slow reader does not hold up the clean-up of old states for ever (in SQLite the
write-ahead log can't be emptied past it), a transaction older than `HELD_SECONDS` is given up for a
new one that reads only rows of the stream's version and before. Articles that came later are left
out by that; if one that the stream should hold was replaced or withdrawn meanwhile, the snapshot
is lost, and `SnapshotLostError` says so rather than a row be missing unseen. The same goes for a
stream that is resumed after a cursor.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, literal, select, tuple_

from quotes.errors import SnapshotLostError
from quotes.store.changes import is_undone, read_version
from quotes.store.cursors import StreamNamePlace, StreamPlace, decode_cursor, encode_cursor
from quotes.store.paging import select_newest
from quotes.store.reading import QUOTE_COLUMNS, make_quote
from quotes.store.schema import articles, attributions, speakers
from quotes.store.selection import QuoteFilter, Selection, select_quotes
from quotes.store.speakers import count_statements, make_speaker
from quotes.store.views import ArticleHead, Chunk, Quote, SpeakerHead, StoredArticle

HELD_SECONDS = 60.0
DEFAULT_CHUNK = 500

T = TypeVar("T")
Begin = Callable[[], AbstractContextManager[Connection]]
Read = Callable[[Connection, int], tuple[tuple[T, ...], str | None]]


def stream_quotes(
    begin: Begin,
    wanted: QuoteFilter,
    *,
    after: str | None = None,
    since: int = 0,
    chunk: int = DEFAULT_CHUNK,
    held_seconds: float = HELD_SECONDS,
) -> Iterator[Chunk[Quote]]:
    """All quotes that pass the filter in the order of their keys, those of an article together.

    Args:
        begin: a transaction that reads.
        wanted: the filter.
        after: the cursor of a chunk, to go on after it in the same snapshot.
        since: only quotes that are new or changed after this version.
        chunk: how many at a time.
        held_seconds: how long one transaction may last.

    Raises:
        QueryError: a filter that can't be answered, or no cursor of such a stream.
        SnapshotLostError: the snapshot can't be gone on with.
    """
    place = None if after is None else decode_cursor(after, StreamPlace)
    at = -1 if place is None else place.key

    def read(connection: Connection, version: int) -> tuple[tuple[Quote, ...], str | None]:
        nonlocal at
        selection = select_quotes(connection, wanted)
        page = _limit_versions(selection, since, version)
        keys = select_newest(page, at).limit(chunk).subquery("page")
        rows = connection.execute(
            select(*QUOTE_COLUMNS)
            .join_from(keys, attributions, attributions.c.key == keys.c.key)
            .join(articles)
            .order_by(keys.c.key)
        ).all()
        if not rows:
            return (), None
        at = rows[-1].key
        return tuple(make_quote(row) for row in rows), encode_cursor(StreamPlace(version, at))

    return _stream(begin, read, None if place is None else place.version, held_seconds)


def stream_articles(
    begin: Begin,
    wanted: QuoteFilter | None,
    *,
    after: str | None = None,
    since: int = 0,
    chunk: int = DEFAULT_CHUNK,
    held_seconds: float = HELD_SECONDS,
) -> Iterator[Chunk[StoredArticle]]:
    """All articles with a quote that passes the filter, or all there are, in the order of keys.

    Arguments and errors as of `stream_quotes`.
    """
    place = None if after is None else decode_cursor(after, StreamPlace)
    at = -1 if place is None else place.key

    def read(connection: Connection, version: int) -> tuple[tuple[StoredArticle, ...], str | None]:
        nonlocal at
        query = select(articles).where(
            articles.c.key > at, articles.c.version > since, articles.c.version <= version
        )
        if wanted is not None:
            query = query.where(
                _exists(
                    select_quotes(connection, wanted), attributions.c.article_key == articles.c.key
                )
            )
        rows = connection.execute(query.order_by(articles.c.key).limit(chunk)).all()
        if not rows:
            return (), None
        at = rows[-1].key
        return tuple(map(_make_stored, rows)), encode_cursor(StreamPlace(version, at))

    return _stream(begin, read, None if place is None else place.version, held_seconds)


def stream_speakers(
    begin: Begin,
    wanted: QuoteFilter | None,
    *,
    after: str | None = None,
    since: int = 0,
    chunk: int = DEFAULT_CHUNK,
    held_seconds: float = HELD_SECONDS,
) -> Iterator[Chunk[SpeakerHead]]:
    """All speakers of quotes that pass the filter, or all there are, by name; with `since` those
    of whom a quote is new or changed.

    Arguments and errors as of `stream_quotes`.
    """
    place = None if after is None else decode_cursor(after, StreamNamePlace)
    at = ("", "") if place is None else (place.name, place.id)
    order = (speakers.c.sort_name, speakers.c.id)

    def read(connection: Connection, version: int) -> tuple[tuple[SpeakerHead, ...], str | None]:
        nonlocal at
        quoted = attributions.c.speaker_id == speakers.c.id
        shown = attributions.c.version <= version
        query = (
            select(speakers, count_statements(shown).label("quotes"))
            .where(tuple_(*order) > tuple_(*map(literal, at)))
            .where(select(attributions.c.key).where(quoted, shown).exists())
        )
        if since:
            changed = attributions.c.version > since
            query = query.where(select(attributions.c.key).where(quoted, shown, changed).exists())
        if wanted is not None:
            page = _limit_versions(select_quotes(connection, wanted), 0, version)
            query = query.where(_exists(page, quoted))
        rows = connection.execute(query.order_by(*order).limit(chunk)).all()
        if not rows:
            return (), None
        at = (rows[-1].sort_name, rows[-1].id)
        return tuple(map(make_speaker, rows)), encode_cursor(StreamNamePlace(version, *at))

    return _stream(begin, read, None if place is None else place.version, held_seconds)


def _stream(
    begin: Begin, read: Read[T], version: int | None, held_seconds: float
) -> Iterator[Chunk[T]]:
    while True:
        with begin() as connection:
            began = time.monotonic()
            if version is None:
                version = read_version(connection)
            elif is_undone(connection, version):
                raise SnapshotLostError(version)
            is_fresh = True
            while is_fresh:
                items, cursor = read(connection, version)
                if cursor is None:
                    return
                yield Chunk(items, cursor, version)
                is_fresh = time.monotonic() - began < held_seconds


def _limit_versions(selection: Selection, since: int, version: int) -> Selection:
    limits = [attributions.c.version <= version]
    if since:
        limits.append(attributions.c.version > since)
    return selection._replace(conditions=(*selection.conditions, *limits))


def _exists(selection: Selection, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition that the selection has a quote under another condition, on the row outside."""
    return (
        select(attributions.c.key)
        .select_from(selection.source)
        .where(*selection.conditions, condition)
        .correlate(articles, speakers)
        .exists()
    )


def _make_stored(row: Row[Any]) -> StoredArticle:
    return StoredArticle(
        head=ArticleHead(
            id=row.id, title=row.title, outlet=row.outlet, url=row.url, published=row.published
        ),
        record=row.record.encode(),
        text=row.text,
        sha256=row.sha256,
        statements=row.statements,
        attitudes=row.attitudes,
        version=row.version,
    )
