"""Keeping the rows of speakers in step with the attributions that carry their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from quotes.folding import fold_name
from quotes.records import Extraction
from quotes.store.engine.batches import portion
from quotes.store.schema import attributions, speaker_names, speakers
from quotes.store.search.names import NameBook, drop_unused
from quotes.store.write.changes import bury, unbury

_Counted = dict[tuple[str, str | None], int]


def find_changed_speakers(
    connection: Connection, sayings: Iterable[tuple[Extraction, Mapping[str, str]]]
) -> set[str]:
    """The speakers whose rows the attributions of articles may change; each article comes with the
    corpus's ids of its speakers.

    More attributions under a speaker's first name and kind change nothing: so a speaker with many
    quotes is not counted again for each article.
    """
    seen: dict[str, set[tuple[str, str | None]]] = {}
    for extraction, ids in sayings:
        for found in extraction.attributions:
            if found.speaker_id is not None:
                names = seen.setdefault(ids[found.speaker_id], set())
                names.add((found.speaker or found.speaker_id, found.speaker_kind))
    known: dict[str, set[tuple[str, str | None]]] = {}
    for some in portion(seen):
        # Who is found by no name has nothing but rejected quotes so far.
        named = speakers.c.id.in_(select(speaker_names.c.speaker_id))
        rows = connection.execute(
            select(speakers.c.id, speakers.c.name, speakers.c.kind).where(
                speakers.c.id.in_(some), named
            )
        )
        known |= {row.id: {(row.name, row.kind)} for row in rows}
    return {speaker_id for speaker_id in seen if seen[speaker_id] != known.get(speaker_id)}


def refresh_speakers(connection: Connection, speaker_ids: Iterable[str], version: int) -> set[str]:
    """Make the speakers' rows again from the attributions; one who has none left goes, with a
    tombstone of this version. Gives those who are found by other names than before.
    """
    renamed: set[str] = set()
    for wanted in portion(sorted(set(speaker_ids))):
        renamed |= _refresh(connection, wanted, version)
    return renamed


def _refresh(connection: Connection, wanted: Sequence[str], version: int) -> set[str]:
    rows, named = _make_rows(connection, wanted)
    of_speakers = speaker_names.c.speaker_id.in_(wanted)
    linked = select(speaker_names.c.name_id, speaker_names.c.speaker_id).where(of_speakers)
    before = {(row.name_id, row.speaker_id) for row in connection.execute(linked)}
    gone = select(speakers.c.id).where(speakers.c.id.in_(wanted), speakers.c.id.not_in(named))
    bury(connection, "speaker", connection.scalars(gone).all(), version)
    unbury(connection, "speaker", named)
    connection.execute(delete(speakers).where(speakers.c.id.in_(wanted)))
    if rows:
        connection.execute(insert(speakers), rows)
    book = NameBook(connection)
    book.add(("speaker", name) for names in named.values() for name in names)
    links = {
        (number, speaker_id)
        for speaker_id, names in named.items()
        for name in names
        if (number := book.get("speaker", name)) is not None
    }
    if links:
        connection.execute(
            insert(speaker_names),
            [{"name_id": number, "speaker_id": each} for number, each in sorted(links)],
        )
    drop_unused(connection, "speaker", {number for number, _ in before - links})
    return {speaker_id for _, speaker_id in before ^ links}


def _make_rows(
    connection: Connection, wanted: Sequence[str]
) -> tuple[list[dict[str, Any]], dict[str, list[str]]]:
    """The rows of those of the speakers who have attributions, and all the names that they are
    found by: the commonest name and kind decide, then the longest, then the alphabet.

    What people rejected tells nothing of a speaker. Who has nothing else keeps the name, so that a
    reviewer knows who was meant, but is not found by it.
    """
    found = attributions.c
    served = _count_names(connection, wanted, found.status.is_distinct_from("rejected"))
    others = [each for each in wanted if each not in served]
    rejected = _count_names(connection, others, found.status == "rejected") if others else {}
    rows, named = [], {}
    for speaker_id, counted in (served | rejected).items():
        name, *aliases = _rank(_sum(counted, 0))
        if speaker_id in rejected:
            aliases = []
        named[speaker_id] = [] if speaker_id in rejected else [name, *aliases]
        rows.append(
            {
                "id": speaker_id,
                "name": name,
                "kind": next(iter(_rank(_sum(counted, 1))), None),
                "aliases": msgspec.json.encode(sorted(aliases)).decode(),
                "sort_name": fold_name(name),
            }
        )
    return rows, named


def _count_names(
    connection: Connection, wanted: Sequence[str], condition: ColumnElement[bool]
) -> dict[str, _Counted]:
    """The number of the speakers' attributions under each name and kind."""
    found = attributions.c
    rows = connection.execute(
        select(found.speaker_id, found.speaker, found.speaker_kind, func.count())
        .where(found.speaker_id.in_(wanted), condition)
        .group_by(found.speaker_id, found.speaker, found.speaker_kind)
    )
    counted: dict[str, _Counted] = {}
    for speaker_id, name, kind, count in rows:
        counted.setdefault(speaker_id, {})[name or speaker_id, kind] = count
    return counted


def _sum(counted: _Counted, place: Literal[0, 1]) -> dict[str, int]:
    """The numbers by name, or by kind."""
    totals: dict[str, int] = {}
    for key, count in counted.items():
        if (each := key[place]) is not None:
            totals[each] = totals.get(each, 0) + count
    return totals


def _rank(totals: dict[str, int]) -> list[str]:
    return sorted(totals, key=lambda name: (-totals[name], -len(name), name))
