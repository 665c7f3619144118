"""Speakers of a new article that take an existing identity now, and are decided later.

A decision takes time that grows with the number of speakers whose names are like the new one's.
Where they are many, a new one takes the identity with the same name and profile, or the only
identity of its name if nothing is against it, and the name is stored as pending.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from quotes.identities import ArticleSpeaker, ArticleSpeakerKey
from quotes.identities.article_speakers import make_name_key
from quotes.identities.blocking import find_keys
from quotes.identities.evidence import build_profiles
from quotes.identities.id_index import make_scoped_id
from quotes.identities.splitting import is_ambiguous, may_extend
from quotes.store.engine.batches import batched
from quotes.store.identities.article_speakers import decode_speaker, digest_profile, is_taken
from quotes.store.schema import article_speakers, identities, pending_names, speaker_name_keys

# From so many speakers with such names on, the decision waits. Not tuned.
MANY = 50


def assign_identities(
    connection: Connection, speakers: Sequence[ArticleSpeaker]
) -> Iterator[tuple[ArticleSpeakerKey, str]]:
    """The speakers of a new article whose decision waits, with the id of their identity."""
    keys = [find_keys(speaker) for speaker in speakers]
    for speaker, (_, sought) in zip(speakers, keys, strict=True):
        if sum(not set(own).isdisjoint(sought) for own, _ in keys) > 1:
            continue  # The article itself says that two names are not one speaker.
        if not _is_many(connection, sought):
            continue
        identity_id = _find_identity(connection, speaker)
        if identity_id is not None:
            _add_pending(connection, make_name_key(speaker))
            yield speaker.key, identity_id


def delete_pending(connection: Connection, names: Iterable[str]) -> None:
    """Notes that the names (`make_name_key`) are decided."""
    for batch in batched(sorted(names)):
        connection.execute(delete(pending_names).where(pending_names.c.name_key.in_(batch)))


def _is_many(connection: Connection, sought: Sequence[str]) -> bool:
    named = article_speakers.c.name_key == speaker_name_keys.c.name_key
    rows = select(article_speakers.c.speaker).join_from(speaker_name_keys, article_speakers, named)
    rows = rows.where(speaker_name_keys.c.blocking_key.in_(sought)).limit(MANY)
    return len(connection.execute(rows).all()) == MANY


def _find_identity(connection: Connection, speaker: ArticleSpeaker) -> str | None:
    """The identity of a speaker, made if the name alone says too little; None if it must be
    decided.
    """
    if is_ambiguous(build_profiles([speaker])[0]):
        identity_id = make_scoped_id(speaker.speaker, speaker.article_id)
        if is_taken(connection, identity_id):
            return None
        row = {**speaker.key._asdict(), "id": identity_id, "speaker_id": identity_id}
        connection.execute(insert(identities), row)
        return identity_id
    same_name = article_speakers.c.name_key == make_name_key(speaker)
    same_profile = article_speakers.c.profile_key == digest_profile(speaker)
    equal = _find_only(connection, same_name & same_profile)
    if equal is not None:
        return equal
    only = _find_only(connection, same_name)
    if only is None:
        return None
    records = select(func.min(article_speakers.c.record)).where(same_name)
    samples = connection.scalars(records.group_by(article_speakers.c.profile_key))
    return only if may_extend([decode_speaker(record) for record in samples], speaker) else None


def _find_only(connection: Connection, condition: ColumnElement[bool]) -> str | None:
    """The identity of the speakers that meet the condition; None if they have none or several."""
    query = select(article_speakers.c.identity_id).where(condition).distinct().limit(2)
    ids = connection.scalars(query).all()
    return ids[0] if len(ids) == 1 else None


def _add_pending(connection: Connection, name_key: str) -> None:
    of_name = pending_names.c.name_key == name_key
    if connection.execute(select(pending_names).where(of_name)).first() is None:
        connection.execute(insert(pending_names), {"name_key": name_key})
