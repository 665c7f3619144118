"""Speakers of a new article that take an existing identity now, and are decided later.

A decision takes time that grows with the number of speakers that share a blocking key. Where they
are many, a new one takes the identity with the same name and profile, or the only identity of its
name if nothing is against it, and the key is stored as pending.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, func, insert, select

from quotes.identities import ArticleSpeaker, ArticleSpeakerKey
from quotes.identities.article_speakers import find_blocking_keys, make_name_key
from quotes.identities.evidence import build_profiles
from quotes.identities.id_index import make_scoped_id
from quotes.identities.splitting import is_ambiguous, may_extend
from quotes.store.identities.article_speakers import decode_speaker, digest_profile, is_taken
from quotes.store.schema import article_speaker_keys, article_speakers, identities, pending_keys

# From so many speakers that share a key on, the decision waits. Not tuned.
MANY = 50


def assign_identities(
    connection: Connection, speakers: Sequence[ArticleSpeaker]
) -> Iterator[tuple[ArticleSpeakerKey, str]]:
    """The speakers of a new article whose decision waits, with the id of their identity."""
    for speaker in speakers:
        keys = find_blocking_keys(speaker)
        others = (other for other in speakers if other is not speaker)
        if any(set(keys) & set(find_blocking_keys(other)) for other in others):
            continue
        if not _is_many(connection, keys):
            continue
        identity_id = _find_identity(connection, speaker)
        if identity_id is not None:
            _add_pending(connection, keys)
            yield speaker.key, identity_id


def _is_many(connection: Connection, blocking_keys: Sequence[str]) -> bool:
    of_keys = article_speaker_keys.c.blocking_key.in_(blocking_keys)
    rows = select(article_speaker_keys.c.speaker).where(of_keys)
    return len(connection.execute(rows.limit(MANY)).all()) == MANY


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


def _add_pending(connection: Connection, blocking_keys: Sequence[str]) -> None:
    pending = pending_keys.c.blocking_key
    query = select(pending).where(pending.in_(blocking_keys)).limit(1)
    if connection.execute(query).first() is None:
        connection.execute(insert(pending_keys), {"blocking_key": blocking_keys[0]})
