"""Keeping the rows of speakers in step with the attributions that carry their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, func, insert, select

from quotes.folding import fold_name
from quotes.records import Extraction
from quotes.store.changes import bury, unbury
from quotes.store.names import NameBook, drop_unused
from quotes.store.portions import portion
from quotes.store.schema import attributions, speaker_names, speakers


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
        rows = connection.execute(
            select(speakers.c.id, speakers.c.name, speakers.c.kind).where(speakers.c.id.in_(some))
        )
        known |= {row.id: {(row.name, row.kind)} for row in rows}
    return {speaker_id for speaker_id in seen if seen[speaker_id] != known.get(speaker_id)}


def refresh_speakers(connection: Connection, speaker_ids: Iterable[str], version: int) -> None:
    """Make the speakers' rows again from the attributions; one who has none left goes, with a
    tombstone of this version.
    """
    for wanted in portion(sorted(set(speaker_ids))):
        _refresh(connection, wanted, version)


def _refresh(connection: Connection, wanted: Sequence[str], version: int) -> None:
    rows, named = _make_rows(connection, wanted)
    of_speakers = speaker_names.c.speaker_id.in_(wanted)
    before = connection.scalars(select(speaker_names.c.name_id).where(of_speakers)).all()
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
    drop_unused(connection, "speaker", set(before) - {number for number, _ in links})


def _make_rows(
    connection: Connection, wanted: Sequence[str]
) -> tuple[list[dict[str, Any]], dict[str, list[str]]]:
    """The rows of those of the speakers who have attributions, and all their names: the commonest
    name and kind decide, then the longest, then the alphabet.
    """
    found = attributions.c
    seen = connection.execute(
        select(found.speaker_id, found.speaker, found.speaker_kind, func.count())
        .where(found.speaker_id.in_(wanted))
        .group_by(found.speaker_id, found.speaker, found.speaker_kind)
    )
    names: dict[str, dict[str, int]] = {}
    kinds: dict[str, dict[str, int]] = {}
    for speaker_id, name, kind, count in seen:
        _add(names.setdefault(speaker_id, {}), name or speaker_id, count)
        if kind is not None:
            _add(kinds.setdefault(speaker_id, {}), kind, count)
    rows, named = [], {}
    for speaker_id, counted in names.items():
        name, *others = named[speaker_id] = _rank(counted)
        rows.append(
            {
                "id": speaker_id,
                "name": name,
                "kind": next(iter(_rank(kinds.get(speaker_id, {}))), None),
                "aliases": msgspec.json.encode(sorted(others)).decode(),
                "sort_name": fold_name(name),
            }
        )
    return rows, named


def _add(totals: dict[str, int], name: str, count: int) -> None:
    totals[name] = totals.get(name, 0) + count


def _rank(totals: dict[str, int]) -> list[str]:
    return sorted(totals, key=lambda name: (-totals[name], -len(name), name))
