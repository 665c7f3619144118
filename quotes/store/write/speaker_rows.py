"""The rows of speakers, made from the attributions that have their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from quotes.folding import fold_name
from quotes.records import Extraction
from quotes.store.engine.batches import batched
from quotes.store.schema import attributions, speaker_names, speakers
from quotes.store.write.changes import add_tombstones, delete_tombstones
from quotes.store.write.names import NameIndex, delete_unused_names

_NameAndKind = tuple[str, str | None]
_Counted = dict[_NameAndKind, int]


def find_changed_speakers(
    connection: Connection, articles: Iterable[tuple[Extraction, Mapping[str, str]]]
) -> set[str]:
    """The speakers whose rows the attributions of articles may change; each article comes with the
    corpus's ids of its speakers.

    More attributions under a speaker's main name and kind change nothing, so that a speaker with
    many quotes is not counted again for each article.
    """
    new: dict[str, set[_NameAndKind]] = {}
    for extraction, ids in articles:
        for attribution in extraction.attributions:
            if attribution.speaker_id is not None:
                name = attribution.speaker or attribution.speaker_id
                names = new.setdefault(ids[attribution.speaker_id], set())
                names.add((name, attribution.speaker_kind))
    old: dict[str, set[_NameAndKind]] = {}
    for batch in batched(new):
        # A speaker who is found by no name has only rejected quotes so far.
        has_name = speakers.c.id.in_(select(speaker_names.c.speaker_id))
        rows = connection.execute(
            select(speakers.c.id, speakers.c.name, speakers.c.kind).where(
                speakers.c.id.in_(batch), has_name
            )
        )
        old |= {row.id: {(row.name, row.kind)} for row in rows}
    return {speaker_id for speaker_id in new if new[speaker_id] != old.get(speaker_id)}


def refresh_speakers(connection: Connection, speaker_ids: Iterable[str], version: int) -> set[str]:
    """The speakers who are found by other names than before, when the speakers' rows were made anew
    from the attributions; one without any is deleted, with a tombstone of this version.
    """
    renamed: set[str] = set()
    for batch in batched(sorted(set(speaker_ids))):
        renamed |= _refresh(connection, batch, version)
    return renamed


def _refresh(connection: Connection, speaker_ids: Sequence[str], version: int) -> set[str]:
    rows, names = make_speaker_rows(connection, speaker_ids)
    of_speakers = speaker_names.c.speaker_id.in_(speaker_ids)
    query = select(speaker_names.c.name_id, speaker_names.c.speaker_id).where(of_speakers)
    before = {(row.name_id, row.speaker_id) for row in connection.execute(query)}
    _replace_rows(connection, speaker_ids, rows, version)
    index = NameIndex(connection)
    index.add(("speaker", name) for some in names.values() for name in some)
    links = {
        (number, speaker_id)
        for speaker_id, some in names.items()
        for name in some
        if (number := index.get("speaker", name)) is not None
    }
    if links:
        connection.execute(
            insert(speaker_names),
            [{"name_id": number, "speaker_id": id_} for number, id_ in sorted(links)],
        )
    delete_unused_names(connection, "speaker", {number for number, _ in before - links})
    return {speaker_id for _, speaker_id in before ^ links}


def _replace_rows(
    connection: Connection,
    speaker_ids: Sequence[str],
    rows: Sequence[dict[str, Any]],
    version: int,
) -> None:
    left = [row["id"] for row in rows]
    gone = select(speakers.c.id).where(speakers.c.id.in_(speaker_ids), speakers.c.id.not_in(left))
    add_tombstones(connection, "speaker", connection.scalars(gone).all(), version)
    delete_tombstones(connection, "speaker", left)
    connection.execute(delete(speakers).where(speakers.c.id.in_(speaker_ids)))
    if rows:
        connection.execute(insert(speakers), rows)


def make_speaker_rows(
    connection: Connection, speaker_ids: Sequence[str]
) -> tuple[list[dict[str, Any]], dict[str, list[str]]]:
    """The rows of those of the speakers who have attributions, and all the names that they are
    found by. The main name and kind are the most frequent, then the longest, then the first in the
    alphabet.

    Names in rejected quotes are left out. A speaker with rejected quotes only keeps the name, so
    that a reviewer knows who was meant, but is not found by it.
    """
    status = attributions.c.status
    valid = _count_names(connection, speaker_ids, status.is_distinct_from("rejected"))
    others = [speaker_id for speaker_id in speaker_ids if speaker_id not in valid]
    rejected = _count_names(connection, others, status == "rejected") if others else {}
    rows, names = [], {}
    for speaker_id, counted in (valid | rejected).items():
        name, *aliases = _rank(_sum(counted, 0))
        if speaker_id in rejected:
            aliases = []
        names[speaker_id] = [] if speaker_id in rejected else [name, *aliases]
        rows.append(
            {
                "id": speaker_id,
                "name": name,
                "kind": next(iter(_rank(_sum(counted, 1))), None),
                "aliases": msgspec.json.encode(sorted(aliases)).decode(),
                "sort_name": fold_name(name),
            }
        )
    return rows, names


def _count_names(
    connection: Connection, speaker_ids: Sequence[str], condition: ColumnElement[bool]
) -> dict[str, _Counted]:
    """The number of the speakers' attributions under each name and kind."""
    columns = (attributions.c.speaker_id, attributions.c.speaker, attributions.c.speaker_kind)
    rows = connection.execute(
        select(*columns, func.count())
        .where(attributions.c.speaker_id.in_(speaker_ids), condition)
        .group_by(*columns)
    )
    counted: dict[str, _Counted] = {}
    for speaker_id, name, kind, count in rows:
        counted.setdefault(speaker_id, {})[name or speaker_id, kind] = count
    return counted


def _sum(counted: _Counted, part: Literal[0, 1]) -> dict[str, int]:
    """The numbers by name (0) or by kind (1)."""
    totals: dict[str, int] = {}
    for key, count in counted.items():
        if (value := key[part]) is not None:
            totals[value] = totals.get(value, 0) + count
    return totals


def _rank(totals: dict[str, int]) -> list[str]:
    return sorted(totals, key=lambda name: (-totals[name], -len(name), name))
