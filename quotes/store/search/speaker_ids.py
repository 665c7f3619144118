"""Ids of speakers: which are merged into which, who may be one, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, or_, select

from quotes.store.engine.batches import batched
from quotes.store.engine.database import Database
from quotes.store.results import CandidatePair, SpeakerCandidate, SpeakerEvent
from quotes.store.schema import identities, speaker_candidates, speaker_events, speakers

_decode_words = msgspec.json.Decoder(tuple[str, ...]).decode


def find_speaker_id(connection: Connection, identity_id: str) -> str:
    """The id of the speaker that an id stands for; the id itself if it is nobody's."""
    query = select(identities.c.speaker_id).where(identities.c.id == identity_id)
    return connection.scalar(query) or identity_id


def read_merged_ids(connection: Connection, speaker_id: str) -> tuple[str, ...]:
    """The other ids that stand for a speaker."""
    merged = (identities.c.speaker_id == speaker_id, identities.c.id != speaker_id)
    query = select(identities.c.id).where(*merged).order_by(identities.c.id)
    return tuple(connection.scalars(query))


def read_candidates_of(connection: Connection, speaker_id: str) -> tuple[SpeakerCandidate, ...]:
    """Speakers who may be the same as one: those for whom most agrees first."""
    own = select(identities.c.id).where(identities.c.speaker_id == speaker_id)
    has_own = or_(speaker_candidates.c.id.in_(own), speaker_candidates.c.other.in_(own))
    candidates: dict[str, SpeakerCandidate] = {}
    for pair in _read_pairs(connection, has_own):
        first, second = (find_speaker_id(connection, id_) for id_ in (pair.id, pair.other))
        other, name = (second, pair.other_name) if first == speaker_id else (first, pair.name)
        candidates.setdefault(
            other,
            SpeakerCandidate(
                id=other, name=name, rule=pair.rule, agreed=pair.agreed, against=pair.against
            ),
        )
    return tuple(candidates.values())


class IdentityQueries:
    """Ids of speakers as they are read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_candidates(self) -> tuple[CandidatePair, ...]:
        """Pairs of speakers who may be one: those for whom most agrees first, at the end those with
        something against it.
        """
        with self._database.read() as connection:
            return tuple(_read_pairs(connection, None))

    def list_events(self, speaker_id: str | None = None) -> tuple[SpeakerEvent, ...]:
        """What became of ids, in order: of one, or of all."""
        event = speaker_events.c
        query = select(speaker_events).order_by(event.number)
        if speaker_id is not None:
            query = query.where(or_(event.id == speaker_id, event.other == speaker_id))
        with self._database.read() as connection:
            return tuple(_make_event(row) for row in connection.execute(query))


def _read_pairs(connection: Connection, condition: Any) -> Iterable[CandidatePair]:
    query = select(speaker_candidates)
    if condition is not None:
        query = query.where(condition)
    rows = connection.execute(query).all()
    names = _read_names(connection, {id_ for row in rows for id_ in (row.id, row.other)})
    pairs = [
        CandidatePair(
            id=row.id,
            name=names[row.id],
            other=row.other,
            other_name=names[row.other],
            rule=row.rule,
            agreed=_decode_words(row.agreed),
            against=_decode_words(row.against),
        )
        for row in rows
    ]
    return sorted(
        pairs, key=lambda pair: (bool(pair.against), -len(pair.agreed), pair.id, pair.other)
    )


def _read_names(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """The names of the speakers that the ids stand for."""
    names = dict.fromkeys(ids, "")
    for batch in batched(sorted(names)):
        query = (
            select(identities.c.id, speakers.c.name)
            .join(speakers, speakers.c.id == identities.c.speaker_id)
            .where(identities.c.id.in_(batch))
        )
        names |= {row.id: row.name for row in connection.execute(query)}
    return names


def _make_event(row: Row[Any]) -> SpeakerEvent:
    return SpeakerEvent(
        number=row.number,
        version=row.version,
        change=row.change,
        id=row.id,
        other=row.other,
        article_id=row.article_id,
        rule=row.rule,
        agreed=_decode_words(row.agreed),
        person=row.person,
        reason=row.reason,
    )
