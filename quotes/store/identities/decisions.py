"""Decisions on who is who -> rows: identities, candidates and events, and quotes moved to other
speakers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from quotes.identities import ArticleSpeakerKey, IdentityEvent, IdIndex
from quotes.identities.id_index import IdAssignment
from quotes.records import Attribution
from quotes.store.engine.batches import batched
from quotes.store.schema import (
    article_speakers,
    articles,
    attribution_candidates,
    attribution_members,
    attributions,
    identities,
    speaker_candidates,
    speaker_events,
)

_decode_attribution = msgspec.json.Decoder(Attribution).decode


class Decider(NamedTuple):
    """Who decided something, and why."""

    person: str
    reason: str


def write_decisions(
    connection: Connection,
    stored: Mapping[ArticleSpeakerKey, str],
    before: IdIndex,
    assignment: IdAssignment,
    version: int,
    decider: Decider | None,
) -> bool:
    """Whether anything changed."""
    after = assignment.index
    is_changed = _write_candidates(connection, assignment)
    for identity in after.ids.values():
        if before.ids.get(identity.id) != identity:
            is_changed = True
            connection.execute(delete(identities).where(identities.c.id == identity.id))
            speaker_id = identity.speaker_id
            row = {**identity.anchor._asdict(), "id": identity.id, "speaker_id": speaker_id}
            connection.execute(insert(identities), row)
    for key, identity_id in after.assigned.items():
        if stored.get(key) != identity_id:
            is_changed = True
            of_speaker = (
                article_speakers.c.article_id == key.article_id,
                article_speakers.c.speaker == key.speaker,
            )
            moved = update(article_speakers).where(*of_speaker).values(identity_id=identity_id)
            connection.execute(moved)
    rows = [_make_event(event, version, decider) for event in assignment.events]
    if rows:
        connection.execute(insert(speaker_events), rows)
    return is_changed or bool(rows)


def _write_candidates(connection: Connection, assignment: IdAssignment) -> bool:
    """Whether they differ from those before."""
    before: dict[tuple[str, ...], dict[str, str]] = {}
    for batch in batched(sorted(assignment.index.ids)):
        of_batch = or_(speaker_candidates.c.id.in_(batch), speaker_candidates.c.other.in_(batch))
        for row in connection.execute(select(speaker_candidates).where(of_batch)).mappings():
            before[row["id"], row["other"]] = dict(row)
        connection.execute(delete(speaker_candidates).where(of_batch))
    rows = {
        (first, second): {
            "id": first,
            "other": second,
            "rule": pair.rule,
            "agreed": _encode(pair.agreed),
            "against": _encode(pair.against),
        }
        for pair in assignment.suggestions
        for first, second in [sorted((pair.id, pair.other))]
    }
    if rows:
        connection.execute(insert(speaker_candidates), list(rows.values()))
    return rows != before


def _make_event(event: IdentityEvent, version: int, decider: Decider | None) -> dict[str, Any]:
    return {
        "version": version,
        "change": event.change,
        "id": event.id,
        "other": event.other,
        "article_id": event.key.article_id if event.key else None,
        "speaker": event.key.speaker if event.key else None,
        "rule": event.rule,
        "agreed": _encode(event.agreed),
        "person": decider.person if decider else None,
        "reason": decider.reason if decider else None,
    }


def move_quotes(
    connection: Connection, before: IdIndex, after: IdIndex, version: int, own: str
) -> set[str]:
    """The speakers that quotes of other articles than `own` were moved from and to."""
    moved: dict[str, dict[str, str]] = {}
    changed: set[str] = set()
    for key, identity_id in after.assigned.items():
        identity = before.ids.get(before.assigned.get(key, ""))
        old = identity.speaker_id if identity else None
        new = after.ids[identity_id].speaker_id
        if old != new and key.article_id != own:
            moved.setdefault(key.article_id, {})[key.speaker] = new
            changed |= {new} if old is None else {old, new}
    for article_id, ids in sorted(moved.items()):
        article_key = connection.scalar(select(articles.c.key).where(articles.c.id == article_id))
        if article_key is not None:
            _write_ids(connection, article_key, ids, version)
    return changed


def _write_ids(
    connection: Connection, article_key: int, ids: Mapping[str, str], version: int
) -> None:
    """Gives the article's attributions the corpus's ids of their speakers, members, candidates."""
    of_article = attributions.c.article_key == article_key
    quotes = select(attributions.c.key).where(of_article)
    moves = [{"of": speaker, "to": to} for speaker, to in sorted(ids.items())]
    for table in (attribution_members, attribution_candidates):
        of_speaker = (table.c.speaker == bindparam("of"), table.c.key.in_(quotes))
        connection.execute(
            update(table).where(*of_speaker).values(speaker_id=bindparam("to")), moves
        )
    rows = connection.execute(
        select(attributions.c.key, attributions.c.speaker_id, attributions.c.record).where(
            of_article
        )
    ).all()
    changes = [
        {"of": row.key, "to": to}
        for row in rows
        if (speaker := _decode_attribution(row.record).speaker_id) is not None
        and (to := ids.get(speaker)) is not None
        and to != row.speaker_id
    ]
    if changes:
        connection.execute(
            update(attributions)
            .where(attributions.c.key == bindparam("of"))
            .values(speaker_id=bindparam("to"), version=version),
            changes,
        )


def _encode(words: tuple[str, ...]) -> str:
    return msgspec.json.encode(words).decode()
