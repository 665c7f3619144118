"""Whether the database holds what it should: the invariants, with a finding for each check.

    I1  every change that is acknowledged stays
        - an article that was saved is stored with the version of its last change, unless it was
          withdrawn
        - every stored article has a change
        - nothing that is stored has a tombstone
        - what was erased is gone from the files, too
    I2  nothing is stored twice
        - every article and every quote has one row
    I3  quotes are what the articles say
        - the record of a quote can be read and has the ids of its row and its article
        - the text of an article has its digest, and so has each that it had before
        - articles, quotes, their JSON, relays, members, candidates and topics are what texts,
          records and decisions on speakers make (`admin.comparing`)
        - names and kinds of speakers are those of their quotes
    I4  an article is stored whole
        - an article has as many quotes as it counts, without the rejected ones
        - every id of a speaker or of a joint speaker has a row in `speakers`
        - every speaker has a quote
        - every name that a row refers to is in `names`, of the same kind
        - fingerprints, relays and names of speakers are of stored quotes and speakers
        - no quote has the id of a merged cluster, and no cluster is merged into a merged one
        - a source without a name is in a cluster only with such of its article
        - texts from before are of stored articles, and older than what these have now
        - no article has the id of a merged story, and no story is merged into a merged one
        - shingles and pairs of copies are of stored articles, and pairs are of one story
        - a quote with a `copy_of` is one of several in its story that have it, of which one is it
    I5  full-text search finds what is stored
        - the full-text index has the words of the tables, and no others
    I7  what happened is recorded
        - every change has one event, with its version, and the other way round
    I8  the database is intact
        - SQLite: its integrity check finds nothing, and every foreign key has its row
        - PostgreSQL: every index and every constraint is valid

I6, of the audit chain, does not exist yet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, case, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from quotes.errors import StoreError
from quotes.records import Record
from quotes.store.admin.comparing import find_altered, find_altered_speakers
from quotes.store.engine.database import Database
from quotes.store.schema import (
    NAME_COLUMNS,
    article_copies,
    article_shingles,
    article_versions,
    articles,
    attribution_candidates,
    attribution_members,
    attribution_relays,
    attributions,
    changes,
    events,
    fingerprints,
    merged_clusters,
    merged_stories,
    names,
    speaker_names,
    speakers,
    tombstones,
)
from quotes.store.search.erasures import is_unfinished

# Examples in a finding, and quotes that are read together. Not tuned.
_EXAMPLES = 5
_BATCH = 500

# Tables with rows of quotes.
_OF_QUOTES = {
    "fingerprint": fingerprints,
    "relay": attribution_relays,
    "member": attribution_members,
    "candidate": attribution_candidates,
}


class Finding(Record, frozen=True, kw_only=True):
    """One check: `broken` counts what violates its `promise`, with some `examples`."""

    invariant: str
    promise: str
    broken: int
    examples: tuple[str, ...]


class _InvariantCheck(NamedTuple):
    invariant: str
    promise: str
    find: Callable[[Connection], Iterable[str]]
    writes: bool = False


def verify_database(database: Database) -> Iterator[Finding]:
    """A finding for each check, in order; nothing is changed.

    A check that fails because the database is damaged counts as broken.
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


def _sum_up(violations: Iterable[str]) -> tuple[int, tuple[str, ...]]:
    count = 0
    examples: list[str] = []
    for violation in violations:
        count += 1
        if len(examples) < _EXAMPLES:
            examples.append(violation)
    return count, tuple(examples)


def _find_lost(connection: Connection) -> Iterator[str]:
    """Articles that `changes` has and `articles` lacks, or has in another version.

    A new article that changes the speakers of others is "identified", and so is a later decision:
    without a "new" or "replaced" change the first one added the article.
    """
    version, change = changes.c.version, changes.c.change
    deleted = (
        select(changes.c.article_id, func.max(version).label("version"))
        .where(change.in_(("withdrawn", "withheld", "restored")))
        .group_by(changes.c.article_id)
        .subquery()
    )
    gone = func.coalesce(deleted.c.version, 0)
    kinds = ("new", "replaced", "erased")
    saved = func.max(case(((change.in_(kinds)) & (version > gone), version)))
    identified = func.min(case(((change == "identified") & (version > gone), version)))
    expected = (
        select(
            changes.c.article_id,
            gone.label("gone"),
            saved.label("saved"),
            func.coalesce(saved, identified).label("added"),
        )
        .outerjoin_from(changes, deleted, deleted.c.article_id == changes.c.article_id)
        .where(changes.c.article_id != "")
        .group_by(changes.c.article_id, gone)
        .subquery()
    )
    query = (
        select(expected, change, articles.c.version.label("stored"))
        .join_from(expected, changes, version == func.coalesce(expected.c.added, expected.c.gone))
        .outerjoin(articles, articles.c.id == expected.c.article_id)
        .where(articles.c.version.is_distinct_from(expected.c.added))
    )
    for row in connection.execute(query):
        is_doubtful = row.gone and row.saved is None
        if row.stored is not None or not is_doubtful:
            number = row.added or row.gone
            change_made = f"{row.change} in version {number}"
            yield f"article {row.article_id!r}: {change_made}, stored in {row.stored}"


def _find_unknown(connection: Connection) -> Iterator[str]:
    """Articles without a change, and what is stored though it has a tombstone."""
    own = select(changes.c.version).where(changes.c.article_id == articles.c.id)
    for (article_id,) in connection.execute(select(articles.c.id).where(~own.exists())):
        yield f"article {article_id!r}: it has no change"
    for kind, table in (("article", articles), ("quote", attributions), ("speaker", speakers)):
        deleted = select(tombstones.c.id).where(tombstones.c.kind == kind)
        for (key,) in connection.execute(select(table.c.id).where(table.c.id.in_(deleted))):
            yield f"{kind} {key!r}: stored, but it has a tombstone"


def _find_interrupted(connection: Connection) -> Iterator[str]:
    """An erasure whose rows are gone, but not yet from the files."""
    if is_unfinished(connection):
        yield "an erasure was interrupted; `onrecord erase` ends it"


def _find_doubled(connection: Connection) -> Iterator[str]:
    # The empty text keeps the database from the index, which may be what is broken.
    for kind, table in (("article", articles), ("quote", attributions)):
        key = table.c.id + ""
        query = select(key, func.count()).group_by(key).having(func.count() > 1)
        for id_, count in connection.execute(query):
            yield f"{kind} {id_!r}: {count} times"


def _find_unfinished(connection: Connection) -> Iterator[str]:
    """Articles without all of their quotes, and references to rows that are not there."""
    stored = (
        select(attributions.c.article_key, func.count().label("quotes"))
        .where(attributions.c.status.is_distinct_from("rejected"))
        .group_by(attributions.c.article_key)
        .subquery()
    )
    counted = articles.c.statements + articles.c.attitudes
    query = (
        select(articles.c.id, counted, func.coalesce(stored.c.quotes, 0))
        .outerjoin_from(articles, stored, stored.c.article_key == articles.c.key)
        .where(counted != func.coalesce(stored.c.quotes, 0))
    )
    for article_id, number, quotes in connection.execute(query):
        yield f"article {article_id!r}: {quotes} of {number} attributions"
    for label, missing in _list_missing():
        for (key,) in connection.execute(missing):
            yield f"{label} {key!r} is not there"


def _list_missing() -> Iterator[tuple[str, Select[*tuple[Any, ...]]]]:
    """What other tables refer to and is not there."""
    speaker_id = attributions.c.speaker_id
    yield (
        "speaker",
        select(speaker_id)
        .distinct()
        .where(speaker_id.is_not(None), speaker_id.not_in(select(speakers.c.id))),
    )
    for kind, table in (("member", attribution_members), ("candidate", attribution_candidates)):
        other = table.c.speaker_id
        yield (
            kind,
            select(other).distinct().where(other.is_not(None), other.not_in(select(speakers.c.id))),
        )
    quoted = select(attributions.c.key).where(speaker_id == speakers.c.id)
    yield "a quote of speaker", select(speakers.c.id).where(~quoted.exists())
    for kind, columns in NAME_COLUMNS.items():
        for column in columns:
            of_kind = select(names.c.id).where(names.c.kind == kind)
            yield (
                f"{kind} named",
                select(column).distinct().where(column.is_not(None), column.not_in(of_kind)),
            )
    for kind, table in _OF_QUOTES.items():
        key = table.c.key
        yield f"quote with a {kind}", select(key).where(key.not_in(select(attributions.c.key)))
    for label, key in (
        ("article with a shingle", article_shingles.c.key),
        ("article with a copy", article_copies.c.key),
    ):
        yield label, select(key).distinct().where(key.not_in(select(articles.c.key)))
    named = speaker_names.c.speaker_id
    yield "named speaker", select(named).where(named.not_in(select(speakers.c.id)))


def _find_merged(connection: Connection) -> Iterator[str]:
    """Merged clusters that quotes have, or that other clusters were merged into.

    A cluster may be merged into one without quotes, if all of them were withdrawn or replaced.
    """
    merged = select(merged_clusters.c.id)
    uses = {
        "quotes have": attributions.c.cluster,
        "ids were merged into": merged_clusters.c.merged_into,
    }
    for use, column in uses.items():
        for (key,) in connection.execute(select(column).distinct().where(column.in_(merged))):
            yield f"cluster {key!r}: {use} it, but it is merged itself"


def _find_parted(connection: Connection) -> Iterator[str]:
    """Copies that are not of one story, and quotes whose `copy_of` is not as promised."""
    pair, one, other = article_copies.c, articles.alias("one"), articles.alias("other")
    query = (
        select(pair.key, pair.copy_key)
        .join_from(article_copies, one, one.c.key == pair.key)
        .outerjoin(other, other.c.key == pair.copy_key)
        .where(one.c.story.is_distinct_from(other.c.story))
    )
    for key, copy_key in connection.execute(query):
        yield f"articles {key} and {copy_key}: they are copies, but not in one story"
    quote = attributions.c
    first = func.max(case((quote.id == quote.copy_of, 1), else_=0))
    stories = (
        select(quote.copy_of)
        .join_from(attributions, articles)
        .where(quote.copy_of.is_not(None))
        .group_by(quote.copy_of, articles.c.story)
        .having((func.count() < 2) | (first == 0))
    )
    for (copy_of,) in connection.execute(stories):
        yield f"quote {copy_of!r}: it is not there, or not in one story with its copies"


def _find_merged_stories(connection: Connection) -> Iterator[str]:
    """Merged stories that articles have, or that other stories were merged into."""
    merged = select(merged_stories.c.id)
    uses = {"articles have": articles.c.story, "ids were merged into": merged_stories.c.merged_into}
    for use, column in uses.items():
        for (key,) in connection.execute(select(column).distinct().where(column.in_(merged))):
            yield f"story {key!r}: {use} it, but it is merged itself"


def _find_altered_texts(connection: Connection) -> Iterator[str]:
    """Texts from before that have not their digest, or are not from before."""
    old = article_versions.c
    query = select(article_versions, articles.c.text_version).outerjoin_from(
        article_versions, articles, articles.c.id == old.article_id
    )
    rows = connection.execution_options(yield_per=_BATCH).execute(query)
    for row in rows:
        label = f"article {row.article_id!r}: its text of version {row.version}"
        if row.text_version is None or row.text_version <= row.version:
            yield f"{label} is of no stored article, or not older than what it has now"
        digest = hashlib.sha256((row.text or "").encode("utf-8", "surrogatepass")).hexdigest()
        if digest != row.sha256:
            yield f"{label} has the digest {digest}, not {row.sha256}"


def _find_mixed(connection: Connection) -> Iterator[str]:
    """Clusters in which a source without a name is with others than such of its article."""
    quote, total = attributions.c, func.count()
    named = func.count(quote.speaker_id)
    mixed = (
        select(quote.cluster)
        .where(quote.cluster.is_not(None))
        .group_by(quote.cluster)
        .having((named < total) & ((named > 0) | (func.count(quote.article_key.distinct()) > 1)))
    )
    for (cluster,) in connection.execute(mixed):
        yield f"cluster {cluster!r}: a source without a name is in it with others"


def _find_unindexed(connection: Connection) -> Iterator[str]:
    """What the database finds in its full-text index."""
    if connection.dialect.name == "sqlite":
        for index in ("articles_fts", "attributions_fts", "names_fts"):
            try:
                connection.exec_driver_sql(
                    f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)"  # noqa: S608 -- a name above
                )
            except SQLAlchemyError as error:
                yield f"{index}: {error.__cause__}"
        return
    for kind, table, words in (
        ("article", "articles", _ARTICLE_WORDS),
        ("quote", "attributions", _QUOTE_WORDS),
    ):
        query = text(f"SELECT id FROM {table} WHERE search IS DISTINCT FROM {words}")  # noqa: S608 -- above
        for (key,) in connection.execute(query):
            yield f"{kind} {key!r}: its words are not those of its index"


def _make_vector(words: str, weight: str) -> str:
    return f"setweight(to_tsvector('onrecord', onrecord_split_words({words})), '{weight}')"


# The words of PostgreSQL's full-text indexes, as the migrations make them.
_QUOTE_WORDS = " || ".join(
    (_make_vector("content", "A"), _make_vector("coalesce(speaker, '')", "B"))
)
_ARTICLE_WORDS = " || ".join(
    (
        _make_vector("coalesce(title, '')", "A"),
        _make_vector("topic_names", "B"),
        _make_vector("left(text, 100000)", "C"),
    )
)


def _find_unrecorded(connection: Connection) -> Iterator[str]:
    """Changes without exactly one event, and events of changes that are not there."""
    counted = (
        select(changes.c.version, func.count(events.c.id).label("events"))
        .outerjoin_from(changes, events, events.c.version == changes.c.version)
        .group_by(changes.c.version)
        .having(func.count(events.c.id) != 1)
    )
    for version, count in connection.execute(counted):
        yield f"version {version}: {count} events"
    known = select(changes.c.version)
    unknown = select(events.c.id, events.c.version).where(events.c.version.not_in(known))
    for number, version in connection.execute(unknown):
        yield f"event {number}: there is no change with its version {version}"


def _find_damage(connection: Connection) -> Iterator[str]:
    """What the database finds in its pages, indexes and references."""
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


_CHECKS = (
    _InvariantCheck("I1", "every acknowledged article is stored", _find_lost),
    _InvariantCheck("I1", "every stored article has a change, and no tombstone", _find_unknown),
    _InvariantCheck("I1", "every erasure is complete", _find_interrupted),
    _InvariantCheck("I2", "articles and quotes are stored once", _find_doubled),
    _InvariantCheck("I3", "articles and quotes are as recorded", find_altered),
    _InvariantCheck("I3", "earlier texts are as they were", _find_altered_texts),
    _InvariantCheck("I3", "speakers are as their quotes have them", find_altered_speakers),
    _InvariantCheck("I4", "articles are whole, with all that was found", _find_unfinished),
    _InvariantCheck("I4", "no quote is in a merged cluster", _find_merged),
    _InvariantCheck("I4", "unnamed sources have clusters of their own", _find_mixed),
    _InvariantCheck("I4", "copies are in one story", _find_parted),
    _InvariantCheck("I4", "no article is in a merged story", _find_merged_stories),
    # SQLite checks its full-text index by a statement that writes nothing, but needs a transaction
    # that may write.
    _InvariantCheck("I5", "the full-text index equals the tables", _find_unindexed, writes=True),
    _InvariantCheck("I7", "every change has its event", _find_unrecorded),
    _InvariantCheck("I8", "the database's own check is clean", _find_damage),
)
