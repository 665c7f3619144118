"""Speakers who may be the one that was asked for, by another spelling."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Connection, Dialect, Text, bindparam, or_, select

from quotes.store.engine.prepared import PreparedQueries, PreparedQuery
from quotes.store.results import AlsoKnown, SpeakerCandidate
from quotes.store.schema import identities, names, speaker_candidates, speaker_names, speakers
from quotes.store.search.dialects import find_fulltext
from quotes.store.search.names import find_identity, has_words, pad_words
from quotes.store.search.speaker_ids import read_candidates_of

# Speakers that are offered, speakers of a name whose candidates are read, and pairs of candidates
# that are read. Not tuned.
_MOST = 10
_MOST_SPEAKERS = 50
_MOST_PAIRS = 200

# Almost every page of a speaker's quotes asks for these, and most get none.
_prepared = PreparedQueries()


def read_also_known(connection: Connection, speaker: str) -> tuple[AlsoKnown, ...]:
    """Speakers whom a filter with this speaker, an id or words of a name, does not find, and who
    may be the same: merge candidates, the likeliest first, then, for an id, those with its words in
    a name.
    """
    identity = find_identity(connection, speaker)
    speaker_id = None if identity is None else identity.speaker_id
    namesakes = _read_named(connection, speaker)
    found = set(namesakes) if speaker_id is None else {speaker_id}
    others = {} if speaker_id is None else namesakes
    if not found:
        return ()
    candidates: Sequence[SpeakerCandidate] = ()
    if speaker_id is None or _has_candidates(connection, speaker_id):
        candidates = read_candidates_of(connection, found, _MOST_PAIRS)
    also_known = {candidate.id: _make(candidate) for candidate in candidates}
    for id_, name in others.items():
        if id_ not in found and id_ not in also_known:
            also_known[id_] = AlsoKnown(id=id_, name=name, why="same words")
    return tuple(also_known.values())[:_MOST]


def _read_named(connection: Connection, words: str) -> dict[str, str]:
    """The speakers with all of the words in a name, by id with their main names."""
    padded = pad_words(words)
    if not padded:
        return {}
    dialect = connection.dialect
    values = find_fulltext(dialect).bind_words("speaker", padded)

    def make() -> PreparedQuery:
        of_name = (
            select(speaker_names.c.speaker_id)
            .join_from(speaker_names, names, names.c.id == speaker_names.c.name_id)
            .where(has_words(connection, "speaker", "speaker", words))
        )
        query = select(speakers.c.id, speakers.c.name).where(speakers.c.id.in_(of_name))
        query = query.order_by(speakers.c.sort_name, speakers.c.id).limit(_MOST_SPEAKERS)
        return PreparedQuery(dialect, query)

    rows = _prepared.get((dialect.name, *values), make).run(connection, values)
    return {row.id: row.name for row in rows}


def _has_candidates(connection: Connection, speaker_id: str) -> bool:
    """Whether anybody may be the same as a speaker; for most nobody is."""
    query = _select_candidate(connection.dialect)
    return bool(query.run(connection, {"speaker_id": speaker_id}))


@cache
def _select_candidate(dialect: Dialect) -> PreparedQuery:
    of_speaker = identities.c.speaker_id == bindparam("speaker_id", type_=Text)
    own, pair = select(identities.c.id).where(of_speaker), speaker_candidates.c
    query = select(pair.id).where(or_(pair.id.in_(own), pair.other.in_(own))).limit(1)
    return PreparedQuery(dialect, query)


def _make(candidate: SpeakerCandidate) -> AlsoKnown:
    why = candidate.rule
    if candidate.against:
        why += f", but {'; '.join(candidate.against)}"
    return AlsoKnown(id=candidate.id, name=candidate.name, why=why)
