"""Sightings as they are stored, and all that hangs together with some of them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, Table, and_, insert, select

from quotes.identities import ArticleSpeaker, Constraint
from quotes.identities.article_speakers import ArticleSpeakerKey, find_blocking_keys, make_name_key
from quotes.identities.evidence import make_profile_key
from quotes.identities.id_index import IdEntry
from quotes.store.schema import sighting_keys, sightings, speaker_wishes, strands

decode_sighting = msgspec.json.Decoder(ArticleSpeaker).decode
_CHUNK = 200
# Constraints by the words of the table `speaker_wishes`.
_KINDS: dict[str, Literal["must-link", "cannot-link"]] = {
    "together": "must-link",
    "apart": "cannot-link",
}


def insert_sightings(
    connection: Connection,
    found: Sequence[ArticleSpeaker],
    going_on: Mapping[ArticleSpeakerKey, str],
) -> None:
    """Adds sightings and their keys; `going_on` are the strands of those that have one already."""
    if found:
        rows = [
            {
                **each.key._asdict(),
                "strand_id": going_on.get(each.key, ""),
                "name": make_name_key(each),
                "facet": digest_facet(each),
                "record": msgspec.json.encode(each).decode(),
            }
            for each in found
        ]
        connection.execute(insert(sightings), rows)
        keys = [
            {**each.key._asdict(), "shared": shared}
            for each in found
            for shared in find_blocking_keys(each)
        ]
        connection.execute(insert(sighting_keys), keys)


def load_together(
    connection: Connection, starting: Sequence[ArticleSpeaker]
) -> dict[ArticleSpeakerKey, tuple[ArticleSpeaker, str]]:
    """All stored sightings that share a key, or are wished together or apart, directly or through
    others, each with its strand's id ("" if it has none yet).
    """
    found: dict[ArticleSpeakerKey, tuple[ArticleSpeaker, str]] = {}
    keys, waiting = set[str](), {shared for each in starting for shared in find_blocking_keys(each)}
    while waiting:
        keys |= waiting
        new = [row for row in select_sharing(connection, waiting)
               if ArticleSpeakerKey(row.article_id, row.speaker) not in found]  # fmt: skip
        loaded = {
            ArticleSpeakerKey(row.article_id, row.speaker): (
                decode_sighting(row.record),
                row.strand_id,
            )
            for row in new
        }
        found |= loaded
        wished = _find_wished(connection, loaded) - found.keys()
        for row in select_in(connection, sightings, sorted(wished)):
            found[ArticleSpeakerKey(row.article_id, row.speaker)] = (
                decode_sighting(row.record),
                row.strand_id,
            )
            loaded[ArticleSpeakerKey(row.article_id, row.speaker)] = found[
                ArticleSpeakerKey(row.article_id, row.speaker)
            ]
        waiting = {
            shared for each, _ in loaded.values() for shared in find_blocking_keys(each)
        } - keys
    return found


def select_sharing(connection: Connection, shared: Collection[str]) -> Iterator[Any]:
    """Rows of the sightings that have any of the keys: one for each that a sighting has."""
    for some in cut_into_chunks(shared):
        yield from connection.execute(
            select(sightings)
            .join(
                sighting_keys,
                and_(
                    sighting_keys.c.article_id == sightings.c.article_id,
                    sighting_keys.c.speaker == sightings.c.speaker,
                ),
            )
            .where(sighting_keys.c.shared.in_(some))
        ).all()


def select_in(
    connection: Connection, table: Table, keys: Sequence[ArticleSpeakerKey]
) -> Iterator[Any]:
    """The rows of a table with `article_id` and `speaker` that have one of the keys.

    Asked for by the article: SQLite looks through the whole table for a list of pairs.
    """
    wanted = set(keys)
    for some in cut_into_chunks({key.article_id for key in keys}):
        for row in connection.execute(select(table).where(table.c.article_id.in_(some))):
            if ArticleSpeakerKey(row.article_id, row.speaker) in wanted:
                yield row


def cut_into_chunks(values: Iterable[str]) -> Iterator[list[str]]:
    """The values in lists that are short enough for a query."""
    listed = sorted(values)
    for start in range(0, len(listed), _CHUNK):
        yield listed[start : start + _CHUNK]


def _find_wished(
    connection: Connection, keys: Collection[ArticleSpeakerKey]
) -> set[ArticleSpeakerKey]:
    wishes = load_wishes(connection, keys)
    return {key for wish in wishes for key in (wish.first, wish.second)}


def load_wishes(connection: Connection, keys: Collection[ArticleSpeakerKey]) -> list[Constraint]:
    """What people wish of the sightings; they are few, so all are looked through."""
    found = []
    for row in connection.execute(select(speaker_wishes)):
        one = ArticleSpeakerKey(row.article_id, row.speaker)
        other = ArticleSpeakerKey(row.other_article_id, row.other_speaker)
        if one in keys or other in keys:
            found.append(Constraint(kind=_KINDS[row.kind], first=one, second=other))
    return found


def load_ids(
    connection: Connection,
    assigned: Mapping[ArticleSpeakerKey, str],
    together: Collection[ArticleSpeakerKey],
) -> dict[str, IdEntry]:
    """The ids of the sightings' strands, those made for them, and those that these lead to."""
    rows = list(select_in(connection, strands, sorted({*together, *assigned})))
    rows += _select_ids(connection, set(assigned.values()))
    rows += _select_ids(connection, {row.leads_to for row in rows})
    return {
        row.id: IdEntry(
            id=row.id,
            anchor=ArticleSpeakerKey(row.article_id, row.speaker),
            speaker_id=row.leads_to,
        )
        for row in rows
    }


def _select_ids(connection: Connection, ids: Collection[str]) -> list[Any]:
    rows: list[Any] = []
    for some in cut_into_chunks(ids):
        rows += connection.execute(select(strands).where(strands.c.id.in_(some))).all()
    return rows


def follow_ids(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """Where each strand's id leads to now."""
    return {row.id: row.leads_to for row in _select_ids(connection, ids)}


def is_taken(connection: Connection, strand_id: str) -> bool:
    """Whether a strand has the id already."""
    found = select(strands.c.id).where(strands.c.id == strand_id)
    return connection.execute(found).first() is not None


def digest_facet(sighting: ArticleSpeaker) -> str:
    """What is equal for sightings that tell the same, short enough for an index."""
    return hashlib.blake2b(make_profile_key(sighting).encode(), digest_size=12).hexdigest()
