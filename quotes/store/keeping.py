"""Keeping the rows of speakers in step with the attributions that carry their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from sqlalchemy import Connection, delete, func, insert, select

from quotes.folding import fold_name, pad_name
from quotes.records import Extraction
from quotes.store.changes import bury, unbury
from quotes.store.names import NameBook, drop_unused
from quotes.store.schema import attributions, speaker_names, speakers


def find_changed_speakers(
    connection: Connection, extraction: Extraction, ids: Mapping[str, str]
) -> set[str]:
    """The speakers whose rows the article's attributions may change; `ids` are those of the corpus.

    More attributions under a speaker's first name and kind change nothing: so a speaker with many
    quotes is not counted again for each article.
    """
    seen: dict[str, set[tuple[str, str | None]]] = {}
    for found in extraction.attributions:
        if found.speaker_id is not None:
            names = seen.setdefault(ids[found.speaker_id], set())
            names.add((found.speaker or found.speaker_id, found.speaker_kind))
    rows = connection.execute(
        select(speakers.c.id, speakers.c.name, speakers.c.kind).where(speakers.c.id.in_(seen))
    )
    known = {row.id: {(row.name, row.kind)} for row in rows}
    return {speaker_id for speaker_id in seen if seen[speaker_id] != known.get(speaker_id)}


def refresh_speakers(connection: Connection, speaker_ids: Iterable[str], version: int) -> None:
    """Make the speakers' rows again from the attributions; one who has none left goes, with a
    tombstone of this version.
    """
    for speaker_id in sorted(set(speaker_ids)):
        _refresh_speaker(connection, speaker_id, version)


def _refresh_speaker(connection: Connection, speaker_id: str, version: int) -> None:
    """The commonest name and kind decide, then the longest, then the alphabet."""
    quotes = func.count().label("quotes")
    seen = connection.execute(
        select(attributions.c.speaker, attributions.c.speaker_kind, quotes)
        .where(attributions.c.speaker_id == speaker_id)
        .group_by(attributions.c.speaker, attributions.c.speaker_kind)
    ).all()
    own = speaker_names.c.speaker_id == speaker_id
    before = set(connection.scalars(select(speaker_names.c.name_id).where(own)))
    gone = connection.execute(delete(speakers).where(speakers.c.id == speaker_id)).rowcount
    unbury(connection, "speaker", [speaker_id])
    after: set[int] = set()
    if seen:
        name, *others = _rank((row.speaker or speaker_id, row.quotes) for row in seen)
        kinds = _rank((row.speaker_kind, row.quotes) for row in seen if row.speaker_kind)
        after = _insert_speaker(
            connection, speaker_id, name, kinds[0] if kinds else None, sorted(others)
        )
    elif gone:
        bury(connection, "speaker", [speaker_id], version)
    drop_unused(connection, "speaker", before - after)


def _insert_speaker(
    connection: Connection, speaker_id: str, name: str, kind: str | None, aliases: list[str]
) -> set[int]:
    """The numbers of the new speaker's names."""
    connection.execute(
        insert(speakers),
        {
            "id": speaker_id,
            "name": name,
            "kind": kind,
            "aliases": msgspec.json.encode(aliases).decode(),
            "sort_name": fold_name(name),
        },
    )
    book = NameBook(connection)
    every = [each for each in (name, *aliases) if pad_name(each)]
    book.add("speaker", every)
    ids = {number for each in every if (number := book.get("speaker", each)) is not None}
    if ids:
        connection.execute(
            insert(speaker_names),
            [{"name_id": number, "speaker_id": speaker_id} for number in sorted(ids)],
        )
    return ids


def _rank(counted: Iterable[tuple[str, int]]) -> list[str]:
    totals: dict[str, int] = {}
    for name, count in counted:
        totals[name] = totals.get(name, 0) + count
    return sorted(totals, key=lambda name: (-totals[name], -len(name), name))
