"""Where each column of an export comes from: the database, a record in it, or another table.

A record for each row would take most of an export's time, so values stay as the database has them
where possible. Columns have the names of `quotes.exporting.rows`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, case, column, func, select

from quotes.store.results import SpeakerRole
from quotes.store.schema import article_topics, articles, attributions, speakers, tombstones
from quotes.store.schema.keys import DAY, UNDATED_KEY, read_day
from quotes.store.search.conditions import is_not_rejected
from quotes.store.search.fulltext import Selection
from quotes.store.search.speakers import STATEMENTS
from quotes.store.search.stories import read_carriers

# The columns in the order in which they were asked for, each with its values of some rows: reading
# column by column takes half the time of row by row. Lists in a JSON column are `msgspec.Raw`.
Batch = list[Sequence[Any]]

# Rows that are read together. Of 120 to 1,000 quotes 300 take the least time: larger batches do not
# fit the processor's cache. Articles have their text, which may be long: of PostgreSQL's rows three
# copies are in memory. Their number and that of speakers are not tuned.
_QUOTES, _ARTICLES, _SPEAKERS = 300, 20, 200

# Values of a column by the keys of its table.
_Lookup = Callable[[Connection, Sequence[Any], Selection], Mapping[Any, Any]]


class ColumnSource(NamedTuple):
    """Where the columns of a table come from: a column of the database, a field of a JSON record,
    or another table, which is looked up once for each batch.
    """

    key: ColumnElement[Any]
    columns: Mapping[str, ColumnElement[Any]]
    record: ColumnElement[str]
    decode: Callable[[str], Any]
    # From the result of `decode`.
    fields: Mapping[str, Callable[[Any], Any]]
    lookups: Mapping[str, _Lookup]
    size: int


class ColumnReader:
    """Reads columns of a source."""

    def __init__(self, source: ColumnSource, names: Sequence[str]) -> None:
        self.source = source
        self.id_position = list(names).index("id")
        self._names = names
        self._direct = [name for name in names if name in source.columns]
        self._is_direct = len(self._direct) == len(names)

    def add_columns(self, query: Select[Any]) -> Select[Any]:
        """The query with all that the columns are made from."""
        columns = [self.source.columns[name] for name in self._direct]
        if self._is_direct:
            return query.add_columns(*columns)
        return query.add_columns(*columns, self.source.record, self.source.key)

    def read(self, rows: Sequence[Any], connection: Connection, selection: Selection) -> Batch:
        """The columns of rows of the query."""
        columns: Batch = list(zip(*rows, strict=True))
        if self._is_direct:
            return columns
        source, keys = self.source, columns.pop()
        records = list(map(source.decode, columns.pop()))
        values = dict(zip(self._direct, columns, strict=True))
        for name in self._names:
            if name in source.fields:
                values[name] = list(map(source.fields[name], records))
            elif name in source.lookups:
                by_key = source.lookups[name](connection, keys, selection)
                values[name] = [by_key.get(key, []) for key in keys]
        return [values[name] for name in self._names]


class _StoredAddressee(msgspec.Struct, gc=False):
    text: str
    span: msgspec.Raw


class _StoredQuote(msgspec.Struct, gc=False):
    """What a quote's record has and its row has not."""

    content: msgspec.Raw
    cue: msgspec.Raw
    source: msgspec.Raw
    addressee: _StoredAddressee | None
    setting: msgspec.Raw
    time: msgspec.Raw
    anonymity_phrase: msgspec.Raw
    relay: msgspec.Raw
    model_version: str
    # Records of older releases may lack these.
    members: msgspec.Raw = msgspec.Raw(b"[]")
    candidates: msgspec.Raw = msgspec.Raw(b"[]")
    spoken_at: str | None = None
    spoken_precision: str | None = None
    speaker_confidence: float = 1.0


class _StoredArticle(msgspec.Struct, gc=False):
    """What an article's record has and its row has not."""

    language: str
    wire: str | None
    inferred: msgspec.Raw
    boilerplate: msgspec.Raw
    authors: msgspec.Raw = msgspec.Raw(b"[]")


def _read_addressee(stored: _StoredQuote) -> str | None:
    return stored.addressee.text if stored.addressee else None


def _read_addressee_spans(stored: _StoredQuote) -> msgspec.Raw:
    return msgspec.Raw(b"[%b]" % bytes(stored.addressee.span) if stored.addressee else b"[]")


# The columns of each quote in the column `found` of an article.
FOUND = ("id", "text", "speaker_name", "confidence", "offsets_content", "offsets_source")


def _look_up_topics(
    connection: Connection, keys: Sequence[int], _: Selection
) -> dict[int, list[str]]:
    return _group(
        connection.execute(
            select(article_topics.c.article_key, article_topics.c.code)
            .where(article_topics.c.article_key.in_(keys))
            .order_by(article_topics.c.article_key, article_topics.c.ordinal)
        )
    )


def _look_up_quotes(
    connection: Connection, keys: Sequence[int], selection: Selection
) -> dict[int, list[tuple[Any, ...]]]:
    columns = [QUOTE.columns[name] for name in FOUND[:4]]
    query = select(attributions.c.article_key, *columns, attributions.c.record)
    rows = connection.execute(
        query.select_from(selection.source)
        .where(*selection.conditions, attributions.c.article_key.in_(keys))
        .order_by(attributions.c.key)
    )
    quotes: dict[int, list[tuple[Any, ...]]] = {}
    for key, *row, record in rows:
        stored = QUOTE.decode(record)
        offsets = (msgspec.json.decode(QUOTE.fields[name](stored)) for name in FOUND[4:])
        quotes.setdefault(key, []).append((*row, *offsets))
    return quotes


def _look_up_carriers(
    connection: Connection, keys: Sequence[int], _: Selection
) -> dict[int, list[str]]:
    """The outlets that carry the quotations of quotes, the first first."""
    quote = attributions.c
    copied = select(quote.key, quote.copy_of).where(quote.key.in_(keys), quote.copy_of.is_not(None))
    of_keys = {row.key: row.copy_of for row in connection.execute(copied)}
    carriers = read_carriers(connection, set(of_keys.values()))
    return {
        key: list(dict.fromkeys(each.outlet for each in carriers[copy_of] if each.outlet))
        for key, copy_of in of_keys.items()
    }


def _look_up_roles(
    connection: Connection, keys: Sequence[str], _: Selection
) -> dict[str, list[SpeakerRole]]:
    """Roles of speakers, the most frequent first, then by the alphabet."""
    quote = attributions.c
    dated = case((quote.key < UNDATED_KEY, quote.key))
    quotes = func.count().label("quotes")
    rows = connection.execute(
        select(
            quote.speaker_id,
            quote.role,
            quote.affiliation,
            func.max(dated),
            func.min(dated),
            quotes,
        )
        .where(quote.speaker_id.in_(keys), is_not_rejected(quote.key))
        .where(quote.role.is_not(None) | quote.affiliation.is_not(None))
        .group_by(quote.speaker_id, quote.role, quote.affiliation)
    )
    roles = _group(
        (
            speaker_id,
            SpeakerRole(
                role=role,
                affiliation=affiliation,
                first_seen=_format_day(first),
                last_seen=_format_day(last),
                quotes=count,
            ),
        )
        for speaker_id, role, affiliation, first, last, count in rows
    )
    for of_speaker in roles.values():
        of_speaker.sort(key=lambda role: (-role.quotes, role.role or "", role.affiliation or ""))
    return roles


def _format_day(key: int | None) -> str | None:
    day = None if key is None else read_day(key // DAY)
    return None if day is None else day.isoformat()


def _group(pairs: Iterable[Any]) -> dict[Any, list[Any]]:
    groups: dict[Any, list[Any]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


QUOTE = ColumnSource(
    key=attributions.c.key,
    columns={
        "id": attributions.c.id,
        "text": attributions.c.content,
        "speaker_name": attributions.c.speaker,
        # Subtracted from 0, as the negative of 0 is -0.0.
        "confidence": 0.0 - attributions.c.confidence_order,
        "story": articles.c.story,
        "copy_of": case((attributions.c.copy_of != attributions.c.id, attributions.c.copy_of)),
        "status": func.coalesce(attributions.c.status, "unreviewed"),
        **{
            name: attributions.c[name]
            for name in (
                "type", "act", "speaker_id", "speaker_kind", "role", "affiliation", "anonymity",
                "certainty", "source", "cue", "version", "cluster",
            )
        },
        **{f"article_{name}": articles.c[name]
           for name in ("id", "title", "outlet", "url", "published", "text", "record")},
    },
    record=attributions.c.record,
    decode=msgspec.json.Decoder(_StoredQuote).decode,
    fields={
        "addressee": _read_addressee,
        **{
            name: attrgetter(name)
            for name in ("members", "candidates", "relay", "spoken_at", "spoken_precision",
                         "speaker_confidence", "model_version")
        },
        "offsets_content": attrgetter("content"),
        "offsets_cue": attrgetter("cue"),
        "offsets_source": attrgetter("source"),
        "offsets_addressee": _read_addressee_spans,
        "offsets_setting": attrgetter("setting"),
        "offsets_time": attrgetter("time"),
        "offsets_anonymity": attrgetter("anonymity_phrase"),
    },
    lookups={"carried_by": _look_up_carriers},
    size=_QUOTES,
)  # fmt: skip
ARTICLE = ColumnSource(
    key=articles.c.key,
    columns={
        name: articles.c[name]
        for name in (
            "id", "title", "outlet", "url", "published", "story", "statements", "attitudes",
            "sha256", "text", "version",
        )
    },
    record=articles.c.record,
    decode=msgspec.json.Decoder(_StoredArticle).decode,
    fields={
        name: attrgetter(name)
        for name in ("authors", "language", "wire", "inferred", "boilerplate")
    },
    lookups={"topics": _look_up_topics, "found": _look_up_quotes},
    size=_ARTICLES,
)  # fmt: skip
SPEAKER = ColumnSource(
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
    lookups={"roles": _look_up_roles},
    size=_SPEAKERS,
)
# Of any query with these columns.
WITHDRAWN = ColumnSource(
    key=column("id"),
    columns={name: column(name) for name in ("id", "version", "successor", "erased")},
    record=tombstones.c.id,
    decode=str,
    fields={},
    lookups={},
    size=_QUOTES,
)
