"""Whether the database holds what it promised to hold, told as one finding for each promise.

    I1  every article whose saving was acknowledged is there, unless it was withdrawn
    I2  every article and every quote is there once
    I3  every quote's words stand where its offsets say
    I4  every article is done, with all that was found in it; nothing lies half saved
    I5  the full-text index holds what the tables hold
    I8  the database's own check of its integrity is clean

(I6 and I7 are of the audit chain and of events, which are not here yet.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, Select, case, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from quotes.errors import OffsetError, StoreError
from quotes.records import Attribution, Record, Spans
from quotes.store.engine.database import Database
from quotes.store.results import GAP
from quotes.store.schema import (
    articles,
    attribution_members,
    attribution_relays,
    attributions,
    changes,
    fingerprints,
    merged_clusters,
    names,
    speaker_names,
    speakers,
    tombstones,
)
from quotes.store.search.names import USES

_EXAMPLES = 5
_BATCH = 500

_decode_attribution = msgspec.json.Decoder(Attribution).decode


class Finding(Record, frozen=True, kw_only=True):
    """One promise: `broken` counts what is against it, with some `examples`; 0 if it is kept."""

    invariant: str
    promise: str
    broken: int
    examples: tuple[str, ...]


class _Check(NamedTuple):
    invariant: str
    promise: str
    find: Callable[[Connection], Iterable[str]]
    writes: bool = False


def verify_database(database: Database) -> Iterator[Finding]:
    """A finding for each promise, in order; nothing is changed.

    A promise that can't be looked into, for the database is too damaged, is broken.
    """
    for check in _CHECKS:
        try:
            with database.write() if check.writes else database.read() as connection:
                broken, examples = _sum_up(check.find(connection))
        except StoreError as error:
            broken, examples = 1, (str(error),)
        yield Finding(
            invariant=check.invariant, promise=check.promise, broken=broken, examples=examples
        )


def _sum_up(found: Iterable[str]) -> tuple[int, tuple[str, ...]]:
    count = 0
    examples: list[str] = []
    for each in found:
        count += 1
        if len(examples) < _EXAMPLES:
            examples.append(each)
    return count, tuple(examples)


def _find_lost(connection: Connection) -> Iterator[str]:
    """Articles that the journal of changes has and the table has not, or in another version.

    A new article that tells who others are is "identified", as is a later decision; the first one
    brought it, unless another change did.
    """
    version, change = changes.c.version, changes.c.change
    left = (
        select(changes.c.article_id, func.max(version).label("version"))
        .where(change.in_(("withdrawn", "restored")))
        .group_by(changes.c.article_id)
        .subquery()
    )
    gone = func.coalesce(left.c.version, 0)
    saved = func.max(case(((change.in_(("new", "replaced"))) & (version > gone), version)))
    identified = func.min(case(((change == "identified") & (version > gone), version)))
    told = (
        select(
            changes.c.article_id,
            gone.label("gone"),
            saved.label("saved"),
            func.coalesce(saved, identified).label("came"),
        )
        .outerjoin_from(changes, left, left.c.article_id == changes.c.article_id)
        .where(changes.c.article_id != "")
        .group_by(changes.c.article_id, gone)
        .subquery()
    )
    query = (
        select(told, change, articles.c.version.label("there"))
        .join_from(told, changes, version == func.coalesce(told.c.came, told.c.gone))
        .outerjoin(articles, articles.c.id == told.c.article_id)
        .where(articles.c.version.is_distinct_from(told.c.came))
    )
    for row in connection.execute(query):
        is_doubtful = row.gone and row.saved is None
        if row.there is not None or not is_doubtful:
            number = row.came or row.gone
            change_told = f"{row.change} in version {number}"
            yield f"article {row.article_id!r}: {change_told}, found in {row.there}"


def _find_unknown(connection: Connection) -> Iterator[str]:
    """Articles that no change tells of, and what is both there and buried."""
    told = select(changes.c.version).where(changes.c.article_id == articles.c.id)
    for (article_id,) in connection.execute(select(articles.c.id).where(~told.exists())):
        yield f"article {article_id!r}: no change tells of it"
    for kind, table in (("article", articles), ("quote", attributions), ("speaker", speakers)):
        buried = select(tombstones.c.id).where(tombstones.c.kind == kind)
        for (key,) in connection.execute(select(table.c.id).where(table.c.id.in_(buried))):
            yield f"{kind} {key!r}: there, and buried"


def _find_doubled(connection: Connection) -> Iterator[str]:
    # By the rows and not by the index, which may be what is broken.
    for kind, table in (("article", articles), ("quote", attributions)):
        key = table.c.id + ""
        query = select(key, func.count()).group_by(key).having(func.count() > 1)
        for found, count in connection.execute(query):
            yield f"{kind} {found!r}: {count} times"


def _find_misplaced(connection: Connection) -> Iterator[str]:
    """Quotes whose words do not stand in the article where their record says."""
    query = (
        select(
            attributions.c.key,
            attributions.c.id,
            attributions.c.record,
            attributions.c.content,
            attributions.c.cue,
            attributions.c.source,
            attributions.c.article_key,
            articles.c.id.label("article_id"),
            articles.c.text,
        )
        .outerjoin_from(attributions, articles, articles.c.key == attributions.c.article_key)
        .order_by(attributions.c.key)
    )
    for row in _read_batches(connection, query):
        if (reason := _find_fault(row)) is not None:
            yield f"quote {row.id!r}: {reason}"


def _find_fault(row: Row[*tuple[Any, ...]]) -> str | None:
    if row.text is None:
        return "its article is not there"
    try:
        attribution = _decode_attribution(row.record)
        words = {
            name: _join(row.text, getattr(attribution, name))
            for name in ("content", "cue", "source")
        }
    except (msgspec.DecodeError, OffsetError) as error:
        return str(error)
    if (attribution.id, attribution.article_id) != (row.id, row.article_id):
        return f"its record is of {attribution.id!r} in {attribution.article_id!r}"
    for name, found in words.items():
        if found != (row._mapping[name] or ""):
            return f"the {name} at its offsets is {found!r}, not {row._mapping[name]!r}"
    return None


def _find_unfinished(connection: Connection) -> Iterator[str]:
    """Articles without all of their findings, and findings without what belongs to them."""
    there = (
        select(attributions.c.article_key, func.count().label("found"))
        .where(attributions.c.status.is_distinct_from("rejected"))
        .group_by(attributions.c.article_key)
        .subquery()
    )
    counted = articles.c.statements + articles.c.attitudes
    query = (
        select(articles.c.id, counted, func.coalesce(there.c.found, 0))
        .outerjoin_from(articles, there, there.c.article_key == articles.c.key)
        .where(counted != func.coalesce(there.c.found, 0))
    )
    for article_id, wanted, found in connection.execute(query):
        yield f"article {article_id!r}: {found} of {wanted} attributions"
    for label, missing in _list_missing():
        for (key,) in connection.execute(missing):
            yield f"{label} {key!r} is not there"


def _list_missing() -> Iterator[tuple[str, Select[*tuple[Any, ...]]]]:
    """What is referred to by other tables and is not there."""
    speaker_id = attributions.c.speaker_id
    yield (
        "speaker",
        select(speaker_id)
        .distinct()
        .where(speaker_id.is_not(None), speaker_id.not_in(select(speakers.c.id))),
    )
    member = attribution_members.c.speaker_id
    yield (
        "member",
        select(member).distinct().where(member.is_not(None), member.not_in(select(speakers.c.id))),
    )
    quoted = select(attributions.c.key).where(speaker_id == speakers.c.id)
    yield "a quote of speaker", select(speakers.c.id).where(~quoted.exists())
    for kind, columns in USES.items():
        for column in columns:
            known = select(names.c.id).where(names.c.kind == kind)
            yield (
                f"{kind} named",
                select(column).distinct().where(column.is_not(None), column.not_in(known)),
            )
    found = fingerprints.c.key
    yield "quote with a fingerprint", select(found).where(found.not_in(select(attributions.c.key)))
    relayed = attribution_relays.c.key
    yield "relayed quote", select(relayed).where(relayed.not_in(select(attributions.c.key)))
    named = speaker_names.c.speaker_id
    yield "named speaker", select(named).where(named.not_in(select(speakers.c.id)))


def _find_astray(connection: Connection) -> Iterator[str]:
    """Clusters of quotes whose id leads to others, and ids that don't lead there at once.

    One may lead to a cluster without quotes, if all of them were withdrawn or replaced.
    """
    merged = select(merged_clusters.c.id)
    for what, column in (("quotes", attributions.c.cluster), ("ids", merged_clusters.c.leads_to)):
        for (key,) in connection.execute(select(column).distinct().where(column.in_(merged))):
            yield f"cluster {key!r}: {what} lead to it, and it leads on"


def _find_unindexed(connection: Connection) -> Iterator[str]:
    """What the database says of its full-text index."""
    if connection.dialect.name == "sqlite":
        for index in ("attributions_fts", "names_fts"):
            try:
                connection.exec_driver_sql(
                    f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)"  # noqa: S608 -- a name above
                )
            except SQLAlchemyError as error:
                yield f"{index}: {error.__cause__}"
        return
    query = text(
        "SELECT id FROM attributions WHERE search IS DISTINCT FROM "
        "setweight(to_tsvector('onrecord', onrecord_part_words(content)), 'A') || "
        "setweight(to_tsvector('onrecord', onrecord_part_words(coalesce(speaker, ''))), 'B')"
    )
    for (key,) in connection.execute(query):
        yield f"quote {key!r}: its words are not those of its index"


def _find_damage(connection: Connection) -> Iterator[str]:
    """What the database says of its pages, indexes and references."""
    if connection.dialect.name == "sqlite":
        for (line,) in connection.exec_driver_sql("PRAGMA integrity_check"):
            if line != "ok":
                yield str(line)
        for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            yield f"row {row} of {table} belongs to a row of {parent} that is not there"
        return
    invalid = text(
        "SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = "
        "i.indrelid WHERE c.relnamespace = 'public'::regnamespace AND NOT i.indisvalid "
        "UNION ALL SELECT conname FROM pg_constraint WHERE NOT convalidated"
    )
    for (name,) in connection.execute(invalid):
        yield f"{name} is not valid"


def _read_batches(
    connection: Connection, query: Select[*tuple[Any, ...]]
) -> Iterator[Row[*tuple[Any, ...]]]:
    """The rows of a query in the order of `attributions.key`, in flat memory."""
    after = -1
    while True:
        page = query.where(attributions.c.key > after).limit(_BATCH)
        rows: Sequence[Row[*tuple[Any, ...]]] = connection.execute(page).all()
        yield from rows
        if len(rows) < _BATCH:
            return
        after = rows[-1].key


def _join(article_text: str, spans: Spans) -> str:
    return GAP.join(span.slice(article_text) for span in spans)


_CHECKS = (
    _Check("I1", "every acknowledged article is there", _find_lost),
    _Check("I1", "nothing is there that no change tells of", _find_unknown),
    _Check("I2", "articles and quotes are there once", _find_doubled),
    _Check("I3", "the words of quotes stand at their offsets", _find_misplaced),
    _Check("I4", "articles are done, with all that was found", _find_unfinished),
    _Check("I4", "ids of merged clusters lead to the quotes", _find_astray),
    # SQLite looks into its full-text index by a statement that writes nothing but may only be given
    # where one may write.
    _Check("I5", "the full-text index equals the tables", _find_unindexed, writes=True),
    _Check("I8", "the database's own check is clean", _find_damage),
)
