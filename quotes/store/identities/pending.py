"""Sightings of a new article that go on with a known strand, and are decided later.

To decide is work that grows with the sightings that share a key. Where they are many, a new one
goes on with the strand that tells the same, or with the only one of its name if nothing speaks
against it, and the key is kept as unsettled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, func, insert, select

from quotes.identities import ArticleSpeaker
from quotes.identities.article_speakers import (
    ArticleSpeakerKey,
    find_blocking_keys,
    make_name_key,
)
from quotes.identities.evidence import build_profiles
from quotes.identities.id_index import make_scoped_id
from quotes.identities.splitting import is_ambiguous, may_extend
from quotes.store.identities.article_speakers import decode_sighting, digest_facet, is_taken
from quotes.store.schema import sighting_keys, sightings, strands, unsettled_keys

MANY = 50  # sightings that share a key, from which on deciding waits


def go_on(
    connection: Connection, found: Sequence[ArticleSpeaker]
) -> Iterator[tuple[ArticleSpeakerKey, str]]:
    """The sightings of a new article that need not be decided at once, with their strand's id."""
    for each in found:
        shared = find_blocking_keys(each)
        alone = not any(
            set(shared) & set(find_blocking_keys(other)) for other in found if other is not each
        )
        if not alone or not _is_many(connection, shared):
            continue
        strand_id = _find_strand(connection, each)
        if strand_id is not None:
            _leave_unsettled(connection, shared)
            yield each.key, strand_id


def _is_many(connection: Connection, shared: Sequence[str]) -> bool:
    rows = select(sighting_keys.c.speaker).where(sighting_keys.c.shared.in_(shared))
    return len(connection.execute(rows.limit(MANY)).all()) == MANY


def _find_strand(connection: Connection, sighting: ArticleSpeaker) -> str | None:
    """The strand that the sighting goes on with, made if its name tells too little; None if that
    must be decided.
    """
    if is_ambiguous(build_profiles([sighting])[0]):
        strand_id = make_scoped_id(sighting.speaker, sighting.article_id)
        if is_taken(connection, strand_id):
            return None
        row = {**sighting.key._asdict(), "id": strand_id, "leads_to": strand_id}
        connection.execute(insert(strands), row)
        return strand_id
    same = sightings.c.name == make_name_key(sighting)
    equal = _find_only(connection, same & (sightings.c.facet == digest_facet(sighting)))
    if equal is not None:
        return equal
    only = _find_only(connection, same)
    if only is None:
        return None
    one_each = select(func.min(sightings.c.record)).where(same).group_by(sightings.c.facet)
    samples = [decode_sighting(record) for record in connection.scalars(one_each)]
    return only if may_extend(samples, sighting) else None


def _find_only(connection: Connection, condition: ColumnElement[bool]) -> str | None:
    """The strand of the sightings; None if they have none or several."""
    found = select(sightings.c.strand_id).where(condition).distinct().limit(2)
    known = connection.scalars(found).all()
    return known[0] if len(known) == 1 else None


def _leave_unsettled(connection: Connection, shared: Sequence[str]) -> None:
    known = select(unsettled_keys.c.shared).where(unsettled_keys.c.shared.in_(shared))
    if connection.execute(known.limit(1)).first() is None:
        connection.execute(insert(unsettled_keys), {"shared": shared[0]})
