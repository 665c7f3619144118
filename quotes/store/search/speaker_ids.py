"""Ids of speakers: which are merged into which, who may be one, and what became of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, Select, or_, select

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


def read_candidates_of(
    connection: Connection, speaker_ids: Collection[str], most_pairs: int | None = None
) -> tuple[SpeakerCandidate, ...]:
    """Other speakers who may be one of these: those for whom most agrees first; of `most_pairs`
    pairs, if they are more.
    """
    own = select(identities.c.id).where(identities.c.speaker_id.in_(speaker_ids))
    has_own = or_(speaker_candidates.c.id.in_(own), speaker_candidates.c.other.in_(own))
    query = select(speaker_candidates).where(has_own).limit(most_pairs)
    candidates: dict[str, SpeakerCandidate] = {}
    for pair, *both in _read_pairs(connection, query):
        for speaker_id, name in both:
            if speaker_id not in speaker_ids and speaker_id not in candidates:
                candidates[speaker_id] = SpeakerCandidate(
                    id=speaker_id,
                    name=name,
                    rule=pair.rule,
                    agreed=pair.agreed,
                    against=pair.against,
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
            return tuple(pair for pair, *_ in _read_pairs(connection, select(speaker_candidates)))

    def list_events(self, speaker_id: str | None = None) -> tuple[SpeakerEvent, ...]:
        """What became of ids, in order: of one, or of all."""
        event = speaker_events.c
        query = select(speaker_events).order_by(event.number)
        if speaker_id is not None:
            query = query.where(or_(event.id == speaker_id, event.other == speaker_id))
        with self._database.read() as connection:
            return tuple(_make_event(row) for row in connection.execute(query))


class _SpeakerName(NamedTuple):
    id: str
    name: str


def _read_pairs(
    connection: Connection, query: Select[*tuple[Any, ...]]
) -> list[tuple[CandidatePair, _SpeakerName, _SpeakerName]]:
    """Pairs of candidates with their speakers, in the order of `list_candidates`."""
    rows = connection.execute(query).all()
    speaker_names = _read_speakers(connection, {id_ for row in rows for id_ in (row.id, row.other)})
    pairs = []
    for row in rows:
        first, second = speaker_names[row.id], speaker_names[row.other]
        pair = CandidatePair(
            id=row.id,
            name=first.name,
            other=row.other,
            other_name=second.name,
            rule=row.rule,
            agreed=_decode_words(row.agreed),
            against=_decode_words(row.against),
        )
        pairs.append((pair, first, second))
    return sorted(pairs, key=lambda each: _rank(each[0]))


def _rank(pair: CandidatePair) -> tuple[bool, int, str, str]:
    return bool(pair.against), -len(pair.agreed), pair.id, pair.other


def _read_speakers(connection: Connection, ids: Iterable[str]) -> dict[str, _SpeakerName]:
    """The speakers that the ids stand for."""
    speaker_names = {id_: _SpeakerName(id_, "") for id_ in ids}
    for batch in batched(sorted(speaker_names)):
        query = (
            select(identities.c.id, identities.c.speaker_id, speakers.c.name)
            .join(speakers, speakers.c.id == identities.c.speaker_id)
            .where(identities.c.id.in_(batch))
        )
        for row in connection.execute(query):
            speaker_names[row.id] = _SpeakerName(row.speaker_id, row.name)
    return speaker_names


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
