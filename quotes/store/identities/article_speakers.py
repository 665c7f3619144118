"""Speakers of single articles as they are stored, and all that must be decided together."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, and_, insert, select

from quotes.identities import ArticleSpeaker, ArticleSpeakerKey, Constraint
from quotes.identities.article_speakers import find_blocking_keys, make_name_key
from quotes.identities.evidence import make_profile_key
from quotes.identities.id_index import IdEntry
from quotes.store.engine.batches import batched
from quotes.store.schema import (
    article_speaker_keys,
    article_speakers,
    identities,
    speaker_constraints,
)

decode_speaker = msgspec.json.Decoder(ArticleSpeaker).decode


def insert_speakers(
    connection: Connection,
    speakers: Sequence[ArticleSpeaker],
    identity_ids: Mapping[ArticleSpeakerKey, str],
) -> None:
    """Adds speakers of an article with their blocking keys; `identity_ids` are those of the
    speakers that have one already.
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
        keys = [
            {**speaker.key._asdict(), "blocking_key": key}
            for speaker in speakers
            for key in find_blocking_keys(speaker)
        ]
        connection.execute(insert(article_speaker_keys), keys)


def load_connected(
    connection: Connection, starting: Sequence[ArticleSpeaker]
) -> dict[ArticleSpeakerKey, tuple[ArticleSpeaker, str]]:
    """All stored speakers that share a blocking key or a constraint with those to start from,
    directly or through others, each with the id of its identity ("" if it has none yet).
    """
    speakers: dict[ArticleSpeakerKey, tuple[ArticleSpeaker, str]] = {}
    done, waiting = set[str](), _list_keys(starting)
    while waiting:
        done |= waiting
        rows = [
            row for row in select_by_keys(connection, waiting) if _make_key(row) not in speakers
        ]
        loaded = {_make_key(row): (decode_speaker(row.record), row.identity_id) for row in rows}
        speakers |= loaded
        constrained = _find_constrained(connection, loaded) - speakers.keys()
        for row in select_speakers(connection, article_speakers, sorted(constrained)):
            loaded[_make_key(row)] = (decode_speaker(row.record), row.identity_id)
        speakers |= loaded
        waiting = _list_keys(speaker for speaker, _ in loaded.values()) - done
    return speakers


def select_by_keys(connection: Connection, blocking_keys: Collection[str]) -> Iterator[Any]:
    """Rows of the speakers that have any of the blocking keys: one for each key that matches."""
    for batch in batched(sorted(blocking_keys)):
        yield from connection.execute(
            select(article_speakers)
            .join(
                article_speaker_keys,
                and_(
                    article_speaker_keys.c.article_id == article_speakers.c.article_id,
                    article_speaker_keys.c.speaker == article_speakers.c.speaker,
                ),
            )
            .where(article_speaker_keys.c.blocking_key.in_(batch))
        ).all()


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
    """Whether an identity has the id already."""
    query = select(identities.c.id).where(identities.c.id == identity_id)
    return connection.execute(query).first() is not None


def digest_profile(speaker: ArticleSpeaker) -> str:
    """A digest of the speaker's profile key, short enough for an index."""
    return hashlib.blake2b(make_profile_key(speaker).encode(), digest_size=12).hexdigest()


def _make_key(row: Any) -> ArticleSpeakerKey:
    return ArticleSpeakerKey(row.article_id, row.speaker)


def _list_keys(speakers: Iterable[ArticleSpeaker]) -> set[str]:
    return {key for speaker in speakers for key in find_blocking_keys(speaker)}


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
