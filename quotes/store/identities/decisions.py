"""What was settled of who is who -> tables: strands, candidates, events, and whose quotes are
whose.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from quotes.identities import IdentityEvent, IdIndex
from quotes.identities.article_speakers import ArticleSpeakerKey
from quotes.identities.id_index import IdAssignment
from quotes.records import Attribution
from quotes.store.identities.article_speakers import cut_into_chunks
from quotes.store.schema import (
    articles,
    attribution_members,
    attributions,
    sightings,
    speaker_candidates,
    speaker_events,
    strands,
)

decode_attribution = msgspec.json.Decoder(Attribution).decode


class Decider(NamedTuple):
    """Who decided something, and why."""

    person: str
    reason: str


def keep_settled(
    connection: Connection,
    stored: Mapping[ArticleSpeakerKey, str],
    before: IdIndex,
    settled: IdAssignment,
    version: int,
    decider: Decider | None,
) -> bool:
    """Whether anything was not kept already."""
    after = settled.index
    is_changed = _keep_candidates(connection, settled)
    for known in after.ids.values():
        if before.ids.get(known.id) != known:
            is_changed = True
            connection.execute(delete(strands).where(strands.c.id == known.id))
            row = {**known.anchor._asdict(), "id": known.id, "leads_to": known.speaker_id}
            connection.execute(insert(strands), row)
    for key, strand_id in after.assigned.items():
        if stored.get(key) != strand_id:
            is_changed = True
            place = (sightings.c.article_id == key.article_id, sightings.c.speaker == key.speaker)
            connection.execute(update(sightings).where(*place).values(strand_id=strand_id))
    rows = [_make_event(event, version, decider) for event in settled.events]
    if rows:
        connection.execute(insert(speaker_events), rows)
    return is_changed or bool(rows)


def _keep_candidates(connection: Connection, settled: IdAssignment) -> bool:
    """Whether they are others than before."""
    before: dict[tuple[str, ...], dict[str, str]] = {}
    for some in cut_into_chunks(settled.index.ids):
        of_these = or_(speaker_candidates.c.id.in_(some), speaker_candidates.c.other.in_(some))
        for row in connection.execute(select(speaker_candidates).where(of_these)).mappings():
            before[row["id"], row["other"]] = dict(row)
        connection.execute(delete(speaker_candidates).where(of_these))
    rows = {
        (one, other): {
            "id": one,
            "other": other,
            "rule": offer.rule,
            "agreed": _encode(offer.agreed),
            "against": _encode(offer.against),
        }
        for offer in settled.suggestions
        for one, other in [sorted((offer.id, offer.other))]
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
    """The speakers from and to whom quotes of other articles went."""
    moved: dict[str, dict[str, str]] = {}
    changed: set[str] = set()
    for key, strand_id in after.assigned.items():
        was = before.ids.get(before.assigned.get(key, ""))
        old = was.speaker_id if was else None
        new = after.ids[strand_id].speaker_id
        if old != new and key.article_id != own:
            moved.setdefault(key.article_id, {})[key.speaker] = new
            changed |= {new} if old is None else {old, new}
    for article_id, ids in sorted(moved.items()):
        article_key = connection.scalar(select(articles.c.key).where(articles.c.id == article_id))
        if article_key is not None:
            write_ids(connection, article_key, ids, version)
    return changed


def write_ids(
    connection: Connection, article_key: int, ids: Mapping[str, str], version: int
) -> None:
    """Gives the article's attributions the corpus's ids of their speakers and members."""
    of_article = attributions.c.article_key == article_key
    if ids:
        quoted = select(attributions.c.key).where(of_article)
        connection.execute(
            update(attribution_members)
            .where(
                attribution_members.c.speaker == bindparam("at"),
                attribution_members.c.key.in_(quoted),
            )
            .values(speaker_id=bindparam("to")),
            [{"at": speaker, "to": to} for speaker, to in sorted(ids.items())],
        )
    rows = connection.execute(
        select(attributions.c.key, attributions.c.speaker_id, attributions.c.record).where(
            of_article
        )
    ).all()
    changes = [
        {"at": row.key, "to": to}
        for row in rows
        if (speaker := decode_attribution(row.record).speaker_id) is not None
        and (to := ids.get(speaker)) is not None
        and to != row.speaker_id
    ]
    if changes:
        connection.execute(
            update(attributions)
            .where(attributions.c.key == bindparam("at"))
            .values(speaker_id=bindparam("to"), version=version),
            changes,
        )


def _encode(words: tuple[str, ...]) -> str:
    return msgspec.json.encode(words).decode()
