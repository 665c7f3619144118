"""What people decide of who is who, and reading what became of ids."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, and_, delete, insert, or_, select

from quotes.errors import NotFoundError, QueryError
from quotes.identities.article_speakers import ArticleSpeakerKey
from quotes.store.identities import identify
from quotes.store.identities.decisions import Decider
from quotes.store.identities.identify import decide_again
from quotes.store.results import CandidatePair, SpeakerCandidate, SpeakerEvent
from quotes.store.schema import (
    sightings,
    speaker_candidates,
    speaker_events,
    speaker_wishes,
    speakers,
    strands,
)
from quotes.store.write.changes import add_change, drop_change
from quotes.store.write.speaker_rows import refresh_speakers

_decode_words = msgspec.json.Decoder(tuple[str, ...]).decode


def find_speaker(connection: Connection, strand_id: str) -> str:
    """The id of the speaker that an id leads to; the id itself if it is nobody's."""
    found = select(strands.c.leads_to).where(strands.c.id == strand_id)
    return connection.scalar(found) or strand_id


def merge_speakers(connection: Connection, one: str, other: str, decider: Decider) -> int:
    """The version in which two speakers are one.

    Raises:
        NotFoundError: there is no such speaker.
        QueryError: they are one speaker already.
    """
    first, second = _read_anchor(connection, one), _read_anchor(connection, other)
    if find_speaker(connection, one) == find_speaker(connection, other):
        raise QueryError("other", f"{one} and {other} are one speaker already")
    return _wish(connection, "together", first, second, decider)


def undo_merge(connection: Connection, number: int, decider: Decider) -> int:
    """The version in which the two of a merge are apart.

    Raises:
        NotFoundError: there is no event of a merge with the number.
        QueryError: they are apart already.
    """
    merge = (speaker_events.c.number == number, speaker_events.c.change == "merged")
    event = connection.execute(select(speaker_events).where(*merge)).first()
    if event is None:
        raise NotFoundError("merge", str(number))
    if find_speaker(connection, event.id) != find_speaker(connection, event.other):
        raise QueryError("number", f"{event.id} and {event.other} are apart already")
    taken_out, other = _read_anchor(connection, event.id), _read_anchor(connection, event.other)
    return _wish(connection, "apart", other, taken_out, decider)


def part_speaker(connection: Connection, speaker_id: str, article_id: str, decider: Decider) -> int:
    """The version in which a speaker's sighting in an article is somebody else's.

    Raises:
        NotFoundError: the speaker is not in the article.
        QueryError: the speaker is in no other article.
    """
    leads_to = find_speaker(connection, speaker_id)
    own = connection.execute(
        select(sightings.c.article_id, sightings.c.speaker)
        .join(strands, strands.c.id == sightings.c.strand_id)
        .where(strands.c.leads_to == leads_to)
        .order_by(sightings.c.article_id, sightings.c.speaker)
    ).all()
    here = [ArticleSpeakerKey(*row) for row in own if row.article_id == article_id]
    there = [ArticleSpeakerKey(*row) for row in own if row.article_id != article_id]
    if not here:
        raise NotFoundError("speaker in this article", speaker_id)
    if not there:
        raise QueryError("article", f"{speaker_id} is in no other article")
    return _wish(connection, "apart", there[0], here[0], decider)


def settle_next(connection: Connection) -> bool:
    """Whether there was a key that `identifying` had left unsettled; one is decided now."""
    version = add_change(connection, "identified", "")
    settled = identify.settle_next(connection, version)
    if settled is not None and settled.is_changed:
        refresh_speakers(connection, settled.changed, version)
    else:
        drop_change(connection, version)
    return settled is not None


def read_merged_ids(connection: Connection, speaker_id: str) -> tuple[str, ...]:
    """The other ids that lead to a speaker."""
    lead = (strands.c.leads_to == speaker_id, strands.c.id != speaker_id)
    return tuple(connection.scalars(select(strands.c.id).where(*lead).order_by(strands.c.id)))


def read_candidates_of(connection: Connection, speaker_id: str) -> tuple[SpeakerCandidate, ...]:
    """Who may be one with a speaker, those of whom most agrees first."""
    own = select(strands.c.id).where(strands.c.leads_to == speaker_id)
    of_these = or_(speaker_candidates.c.id.in_(own), speaker_candidates.c.other.in_(own))
    found: dict[str, SpeakerCandidate] = {}
    for pair in _read_pairs(connection, of_these):
        mine, theirs = find_speaker(connection, pair.id), find_speaker(connection, pair.other)
        other, name = (theirs, pair.other_name) if mine == speaker_id else (mine, pair.name)
        found.setdefault(
            other,
            SpeakerCandidate(
                id=other, name=name, rule=pair.rule, agreed=pair.agreed, against=pair.against
            ),
        )
    return tuple(found.values())


def read_candidates(connection: Connection) -> tuple[CandidatePair, ...]:
    """Speakers who may be one: those of whom most agrees first, at the end those with something
    against it.
    """
    return tuple(_read_pairs(connection, None))


def read_events(connection: Connection, speaker_id: str | None = None) -> tuple[SpeakerEvent, ...]:
    """What became of ids, in order; of one id or of all."""
    query = select(speaker_events).order_by(speaker_events.c.number)
    if speaker_id is not None:
        of_it = or_(speaker_events.c.id == speaker_id, speaker_events.c.other == speaker_id)
        query = query.where(of_it)
    return tuple(_make_event(row) for row in connection.execute(query))


def _read_anchor(connection: Connection, strand_id: str) -> ArticleSpeakerKey:
    found = select(strands.c.article_id, strands.c.speaker).where(strands.c.id == strand_id)
    row = connection.execute(found).first()
    if row is None:
        raise NotFoundError("speaker", strand_id)
    return ArticleSpeakerKey(row.article_id, row.speaker)


def _wish(
    connection: Connection,
    kind: str,
    one: ArticleSpeakerKey,
    other: ArticleSpeakerKey,
    decider: Decider,
) -> int:
    """The version in which the wish holds, instead of what was wished of the two before."""
    wished = speaker_wishes.c
    for first, second in ((one, other), (other, one)):
        pair = and_(
            wished.article_id == first.article_id,
            wished.speaker == first.speaker,
            wished.other_article_id == second.article_id,
            wished.other_speaker == second.speaker,
        )
        connection.execute(delete(speaker_wishes).where(pair))
    row = {
        "article_id": one.article_id,
        "speaker": one.speaker,
        "other_article_id": other.article_id,
        "other_speaker": other.speaker,
        "kind": kind,
        **decider._asdict(),
    }
    connection.execute(insert(speaker_wishes), row)
    version = add_change(connection, "identified", other.article_id, decider.reason)
    changed = decide_again(connection, [one, other], version, decider)
    refresh_speakers(connection, changed, version)
    return version


def _read_pairs(connection: Connection, condition: Any) -> Iterable[CandidatePair]:
    query = select(speaker_candidates)
    if condition is not None:
        query = query.where(condition)
    rows = connection.execute(query).all()
    named = _read_names(connection, {each for row in rows for each in (row.id, row.other)})
    pairs = [
        CandidatePair(
            id=row.id,
            name=named[row.id],
            other=row.other,
            other_name=named[row.other],
            rule=row.rule,
            agreed=_decode_words(row.agreed),
            against=_decode_words(row.against),
        )
        for row in rows
    ]
    return sorted(
        pairs, key=lambda each: (bool(each.against), -len(each.agreed), each.id, each.other)
    )


def _read_names(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """The names of the speakers that the ids lead to."""
    found = dict.fromkeys(ids, "")
    listed = sorted(found)
    for start in range(0, len(listed), 500):
        query = (
            select(strands.c.id, speakers.c.name)
            .join(speakers, speakers.c.id == strands.c.leads_to)
            .where(strands.c.id.in_(listed[start : start + 500]))
        )
        found |= {row.id: row.name for row in connection.execute(query)}
    return found


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
