"""A version for each change, and tombstones of what was deleted; `search.versions` reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import Connection, delete, insert, select, update

from quotes.store.engine.batches import batched
from quotes.store.schema import changes, events, tombstones
from quotes.store.search.versions import TombstoneKind, read_version
from quotes.store.write.events import COMMAND, NewEvent, add_events, format_time

# "withheld" is withdrawn until a newer version comes, or an embargo ends.
ChangeKind = Literal[
    "new", "replaced", "withdrawn", "withheld", "restored", "identified", "reviewed", "erased"
]


def add_change(
    connection: Connection,
    change: ChangeKind,
    article_id: str,
    reason: str | None = None,
    *,
    who: str = COMMAND,
) -> int:
    """The version of this commit, which changes an article, a quote in it, or the speaker whose
    identity was made for it.
    """
    version = read_version(connection) + 1
    add_changes(connection, [(version, change, article_id)], reason, who=who)
    return version


def add_changes(
    connection: Connection,
    rows: Iterable[tuple[int, ChangeKind, str]],
    reason: str | None = None,
    *,
    who: str = COMMAND,
) -> None:
    """Add what this transaction does, with its events: for each change a version, its kind and the
    article.
    """
    rows = list(rows)
    at = format_time(datetime.now(UTC))
    new_events = (
        NewEvent(f"article.{change}", article_id, version) for version, change, article_id in rows
    )
    add_events(connection, new_events, who)
    connection.execute(
        insert(changes),
        [
            {
                "version": version,
                "change": change,
                "article_id": article_id,
                "at": at,
                "reason": reason,
            }
            for version, change, article_id in rows
        ],
    )


def drop_change(connection: Connection, version: int) -> None:
    """Delete a version of this commit that changed nothing after all, and its event."""
    connection.execute(delete(events).where(events.c.version == version))
    connection.execute(delete(changes).where(changes.c.version == version))


def mark_identified(connection: Connection, version: int) -> None:
    """Record that this commit, which adds an article, also changed the speakers or clusters of
    quotes of others.
    """
    of_version = changes.c.version == version
    connection.execute(update(changes).where(of_version).values(change="identified"))


def add_tombstones(
    connection: Connection,
    kind: TombstoneKind,
    ids: Iterable[str],
    version: int,
    successors: Mapping[str, str] | None = None,
) -> None:
    """Record what was deleted in a version, and what quotes changed into."""
    rows = [
        {
            "kind": kind,
            "id": id_,
            "version": version,
            "successor": successors.get(id_) if successors else None,
        }
        for id_ in sorted(ids)
    ]
    if rows:
        connection.execute(insert(tombstones), rows)


def delete_tombstones(connection: Connection, kind: TombstoneKind, ids: Iterable[str]) -> None:
    """Delete the tombstones of what is there again."""
    for batch in batched(sorted(ids)):
        of_batch = (tombstones.c.kind == kind, tombstones.c.id.in_(batch))
        connection.execute(delete(tombstones).where(*of_batch))


def find_tombstones(connection: Connection, kind: TombstoneKind, ids: Sequence[str]) -> set[str]:
    """Those of the ids that have a tombstone."""
    of_ids = (tombstones.c.kind == kind, tombstones.c.id.in_(ids))
    return set(connection.scalars(select(tombstones.c.id).where(*of_ids)))


def find_withdrawn(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Those of the ids of articles that stay away, whatever version of them comes."""
    query = (
        select(tombstones.c.id)
        .join(changes, changes.c.version == tombstones.c.version)
        .where(tombstones.c.kind == "article", tombstones.c.id.in_(ids))
        .where(changes.c.change != "withheld")
    )
    return set(connection.scalars(query))


def find_erased(connection: Connection, kind: TombstoneKind, ids: Iterable[str]) -> set[str]:
    """Those of the ids that were erased, and must not come again."""
    erased: set[str] = set()
    for batch in batched(ids):
        query = (
            select(tombstones.c.id)
            .join(changes, changes.c.version == tombstones.c.version)
            .where(tombstones.c.kind == kind, tombstones.c.id.in_(batch))
            .where(changes.c.change == "erased")
        )
        erased.update(connection.scalars(query))
    return erased
