"""Where each column of an export comes from: the database, a record in it, or another table.

A record for each row would take most of an export's time, so values stay as the database has them
wherever they can. What is wanted is named by column, as in `quotes.exporting.rows`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, case, column, func, select

from quotes.store.results import Role
from quotes.store.schema import article_topics, articles, attributions, speakers, tombstones
from quotes.store.schema.keys import DAY, UNDATED_KEY, read_day
from quotes.store.search.filters import is_served
from quotes.store.search.fulltext import Selection
from quotes.store.search.speakers import STATEMENTS

# The columns that were asked for, in that order, each with its values of some rows: column by
# column costs half of what row by row does. What JSON in the database holds as a list is
# `msgspec.Raw`.
Batch = list[Sequence[Any]]

# Rows read together: of 120 to 1,000 quotes about 300 take the least time, for larger batches fall
# out of the processor's cache. An article brings its text.
_QUOTES, _ARTICLES, _SPEAKERS = 300, 100, 200

# The values of a column for some keys of its table.
_Lookup = Callable[[Connection, Sequence[Any], Selection], Mapping[Any, Any]]


class Source(NamedTuple):
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


class Picker:
    """Reads of a source the columns that were asked for."""

    def __init__(self, source: Source, names: Sequence[str]) -> None:
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
    # Those that records of older releases may lack.
    members: msgspec.Raw = msgspec.Raw(b"[]")
    spoken_at: str | None = None
    spoken_precision: str | None = None


class _StoredArticle(msgspec.Struct, gc=False):
    """What an article's record has and its row has not."""

    language: str
    wire: str | None
    inferred: msgspec.Raw
    boilerplate: msgspec.Raw
    authors: msgspec.Raw = msgspec.Raw(b"[]")


def _find_told(stored: _StoredQuote) -> str | None:
    return stored.addressee.text if stored.addressee else None


def _find_told_spans(stored: _StoredQuote) -> msgspec.Raw:
    return msgspec.Raw(b"[%b]" % bytes(stored.addressee.span) if stored.addressee else b"[]")


# Of the quotes in an article: what `found` holds of each.
FOUND = ("id", "text", "speaker_name", "confidence", "offsets_content", "offsets_source")


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
    columns = [QUOTE.columns[name] for name in FOUND[:4]]
    query = select(attributions.c.article_key, *columns, attributions.c.record)
    rows = connection.execute(
        query.select_from(selection.source)
        .where(*selection.conditions, attributions.c.article_key.in_(keys))
        .order_by(attributions.c.key)
    )
    found: dict[int, list[tuple[Any, ...]]] = {}
    for key, *row, record in rows:
        stored = QUOTE.decode(record)
        offsets = (msgspec.json.decode(QUOTE.fields[name](stored)) for name in FOUND[4:])
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


QUOTE = Source(
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
        **{
            name: attrgetter(name)
            for name in ("members", "relay", "spoken_at", "spoken_precision", "model_version")
        },
        "offsets_content": attrgetter("content"),
        "offsets_cue": attrgetter("cue"),
        "offsets_source": attrgetter("source"),
        "offsets_addressee": _find_told_spans,
        "offsets_setting": attrgetter("setting"),
        "offsets_time": attrgetter("time"),
        "offsets_anonymity": attrgetter("anonymity_phrase"),
    },
    lookups={},
    size=_QUOTES,
)  # fmt: skip
ARTICLE = Source(
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
        name: attrgetter(name)
        for name in ("authors", "language", "wire", "inferred", "boilerplate")
    },
    lookups={"topics": _find_topics, "found": _find_quotes},
    size=_ARTICLES,
)  # fmt: skip
SPEAKER = Source(
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
WITHDRAWN = Source(
    key=column("id"),
    columns={"id": column("id"), "version": column("version")},
    record=tombstones.c.id,
    decode=str,
    fields={},
    lookups={},
    size=_QUOTES,
)
