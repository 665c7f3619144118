"""Speakers of single articles as they are stored, and all that must be decided together."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Table, delete, insert, select

from quotes.identities import ArticleSpeaker, ArticleSpeakerKey, Constraint
from quotes.identities.article_speakers import make_name_key
from quotes.identities.blocking import find_keys
from quotes.identities.evidence import make_profile_key
from quotes.identities.id_index import IdEntry
from quotes.store.engine.batches import batched
from quotes.store.identities.connected_names import ConnectedNames
from quotes.store.schema import (
    article_speakers,
    identities,
    speaker_constraints,
    speaker_name_keys,
)
from quotes.store.search.erasures import is_erased

decode_speaker = msgspec.json.Decoder(ArticleSpeaker).decode


def insert_speakers(
    connection: Connection,
    speakers: Sequence[ArticleSpeaker],
    identity_ids: Mapping[ArticleSpeakerKey, str],
) -> None:
    """Adds speakers of an article with the blocking keys of their names; `identity_ids` are those
    of the speakers that have one already.
    """
    if speakers:
        rows = [
            {
                **speaker.key._asdict(),
                "identity_id": identity_ids.get(speaker.key, ""),
                "name_key": make_name_key(speaker),
                "profile_key": digest_profile(speaker),
                "record": msgspec.json.encode(speaker).decode(),
            }
            for speaker in speakers
        ]
        connection.execute(insert(article_speakers), rows)
        _insert_keys(connection, speakers)


def delete_speakers(connection: Connection, article_id: str) -> None:
    """Deletes the speakers of an article, and the keys of names that nobody has any more."""
    of_article = article_speakers.c.article_id == article_id
    names = connection.scalars(select(article_speakers.c.name_key).where(of_article)).all()
    connection.execute(delete(article_speakers).where(of_article))
    keys = speaker_name_keys.c.name_key
    is_used = (
        select(article_speakers.c.name_key).where(article_speakers.c.name_key == keys).exists()
    )
    for batch in batched(names):
        connection.execute(delete(speaker_name_keys).where(keys.in_(batch), ~is_used))


class ConnectedSpeakers(NamedTuple):
    """Speakers of articles, each with the id of its identity ("" if it has none yet), and the vague
    ones of their names.
    """

    speakers: dict[ArticleSpeakerKey, tuple[ArticleSpeaker, str]]
    vague: Set[str]


def load_connected(connection: Connection, starting: Sequence[ArticleSpeaker]) -> ConnectedSpeakers:
    """All stored speakers whose names share a blocking key, or that share a constraint, with those
    to start from, directly or through others, but not through vague names.
    """
    speakers: dict[ArticleSpeakerKey, tuple[ArticleSpeaker, str]] = {}
    names = ConnectedNames(connection, {make_name_key(speaker) for speaker in starting})
    waiting = names.find({make_name_key(speaker) for speaker in starting})
    while waiting:
        rows = select_by_names(connection, waiting)
        loaded = {_make_key(row): (decode_speaker(row.record), row.identity_id) for row in rows}
        speakers |= loaded
        constrained = _find_constrained(connection, loaded) - speakers.keys()
        others = select_speakers(connection, article_speakers, sorted(constrained))
        waiting = names.find({row.name_key for row in others})
    return ConnectedSpeakers(speakers, names.vague)


def select_by_names(connection: Connection, names: Collection[str]) -> Iterator[Any]:
    """Rows of the speakers that have one of the names (`make_name_key`)."""
    for batch in batched(sorted(names)):
        of_names = article_speakers.c.name_key.in_(batch)
        yield from connection.execute(select(article_speakers).where(of_names)).all()


def select_speakers(
    connection: Connection, table: Table, keys: Sequence[ArticleSpeakerKey]
) -> Iterator[Any]:
    """The rows of a table with `article_id` and `speaker` that have one of the keys.

    Selected by the article: SQLite would scan the whole table for a list of pairs.
    """
    chosen = set(keys)
    for batch in batched(sorted({key.article_id for key in keys})):
        for row in connection.execute(select(table).where(table.c.article_id.in_(batch))):
            if _make_key(row) in chosen:
                yield row


def load_constraints(
    connection: Connection, keys: Collection[ArticleSpeakerKey]
) -> list[Constraint]:
    """The constraints of people on the speakers; the table is small and is read as a whole."""
    constraints = []
    for row in connection.execute(select(speaker_constraints)):
        first = _make_key(row)
        second = ArticleSpeakerKey(row.other_article_id, row.other_speaker)
        if first in keys or second in keys:
            constraints.append(Constraint(kind=row.kind, first=first, second=second))
    return constraints


def load_identities(
    connection: Connection,
    assigned: Mapping[ArticleSpeakerKey, str],
    speakers: Collection[ArticleSpeakerKey],
) -> dict[str, IdEntry]:
    """The identities of the speakers, those made for them, and those that these stand for."""
    rows = list(select_speakers(connection, identities, sorted({*speakers, *assigned})))
    rows += _select_ids(connection, set(assigned.values()))
    rows += _select_ids(connection, {row.speaker_id for row in rows})
    return {
        row.id: IdEntry(id=row.id, anchor=_make_key(row), speaker_id=row.speaker_id) for row in rows
    }


def find_speaker_ids(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """The speaker that each id stands for now."""
    return {row.id: row.speaker_id for row in _select_ids(connection, ids)}


def is_taken(connection: Connection, identity_id: str) -> bool:
    """Whether an identity has the id already, or had it when it was erased."""
    query = select(identities.c.id).where(identities.c.id == identity_id)
    is_used = connection.execute(query).first() is not None
    return is_used or is_erased(connection, "speaker", identity_id)


def digest_profile(speaker: ArticleSpeaker) -> str:
    """A digest of the speaker's profile key, short enough for an index."""
    return hashlib.blake2b(make_profile_key(speaker).encode(), digest_size=12).hexdigest()


def _make_key(row: Any) -> ArticleSpeakerKey:
    return ArticleSpeakerKey(row.article_id, row.speaker)


def _insert_keys(connection: Connection, speakers: Sequence[ArticleSpeaker]) -> None:
    """Adds the keys of the speakers' names that are not stored yet."""
    keys = {(key, make_name_key(speaker)) for speaker in speakers for key in find_keys(speaker).own}
    stored = set[tuple[str, str]]()
    for batch in batched(sorted({name for _, name in keys})):
        of_names = speaker_name_keys.c.name_key.in_(batch)
        stored |= {
            tuple(row) for row in connection.execute(select(speaker_name_keys).where(of_names))
        }
    rows = [{"blocking_key": key, "name_key": name} for key, name in sorted(keys - stored)]
    if rows:
        connection.execute(insert(speaker_name_keys), rows)


def _find_constrained(
    connection: Connection, keys: Collection[ArticleSpeakerKey]
) -> set[ArticleSpeakerKey]:
    constraints = load_constraints(connection, keys)
    return {key for constraint in constraints for key in (constraint.first, constraint.second)}


def _select_ids(connection: Connection, ids: Collection[str]) -> list[Any]:
    rows: list[Any] = []
    for batch in batched(sorted(ids)):
        rows += connection.execute(select(identities).where(identities.c.id.in_(batch))).all()
    return rows
