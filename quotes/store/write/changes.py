"""Versions of the data: each commit that changes anything has one, and what goes leaves a
tombstone.

Writers are one at a time, so versions are committed in their order: who has seen version 7 has
seen everything up to 7.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import Connection, delete, func, insert, select, tuple_, update

from quotes.store.engine.batches import portion
from quotes.store.results import Page, Tombstone
from quotes.store.schema import changes, tombstones
from quotes.store.search.cursors import VersionPlace, encode_cursor

Change = Literal["new", "replaced", "withdrawn", "restored", "identified", "reviewed"]
Kind = Literal["article", "quote", "speaker"]


LATEST = select(func.coalesce(func.max(changes.c.version), 0).label("version"))


def read_version(connection: Connection) -> int:
    """The version of the data; 0 before the first commit."""
    return connection.scalar(LATEST) or 0


def add_change(
    connection: Connection, change: Change, article_id: str, reason: str | None = None
) -> int:
    """The version of this commit, which does something to an article, a quote in it, or the speaker
    whose anchor (`strands`) it holds.
    """
    version = read_version(connection) + 1
    add_changes(connection, [(version, change, article_id)], reason)
    return version


def add_changes(
    connection: Connection, found: Iterable[tuple[int, Change, str]], reason: str | None = None
) -> None:
    """Tell what this transaction does: a version, a change and the article, for
    each.
    """
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    connection.execute(
        insert(changes),
        [
            {"version": version, "change": change, "article_id": each, "at": at, "reason": reason}
            for version, change, each in found
        ],
    )


def drop_change(connection: Connection, version: int) -> None:
    """Take a version back that turned out to change nothing; it must be this commit's."""
    connection.execute(delete(changes).where(changes.c.version == version))


def mark_identified(connection: Connection, version: int) -> None:
    """Tell that this commit, which brought a new article, also changed whose quotes others are, or
    of which cluster.
    """
    row = changes.c.version == version
    connection.execute(update(changes).where(row).values(change="identified"))


def is_undone(connection: Connection, version: int) -> bool:
    """Whether anything that was there at a version has been replaced, withdrawn, reviewed or found
    to be somebody else's since.
    """
    since = select(changes.c.version).where(changes.c.version > version, changes.c.change != "new")
    return connection.execute(since.limit(1)).first() is not None


def bury(connection: Connection, kind: Kind, ids: Iterable[str], version: int) -> None:
    """Leave tombstones for what is there no longer."""
    rows = [{"kind": kind, "id": each, "version": version} for each in sorted(ids)]
    if rows:
        connection.execute(insert(tombstones), rows)


def unbury(connection: Connection, kind: Kind, ids: Iterable[str]) -> None:
    """Take the tombstones away of what is there again."""
    for some in portion(sorted(ids)):
        gone = delete(tombstones).where(tombstones.c.kind == kind, tombstones.c.id.in_(some))
        connection.execute(gone)


def find_buried(connection: Connection, kind: Kind, keys: Sequence[str]) -> set[str]:
    """Those of the things that have a tombstone."""
    some = tombstones.c.id.in_(keys)
    return set(connection.scalars(select(tombstones.c.id).where(tombstones.c.kind == kind, some)))


def read_tombstones(
    connection: Connection,
    since: int,
    limit: int,
    after: VersionPlace | None = None,
    kind: Kind | None = None,
) -> Page[Tombstone]:
    """At most `limit` tombstones of later versions than `since`, in the order of versions."""
    place = (tombstones.c.version, tombstones.c.kind, tombstones.c.id)
    query = (
        select(tombstones, changes.c.change, changes.c.at, changes.c.reason)
        .join_from(tombstones, changes, changes.c.version == tombstones.c.version)
        .where(tombstones.c.version > since)
        .order_by(*place)
        .limit(limit + 1)
    )
    if kind is not None:
        query = query.where(tombstones.c.kind == kind)
    if after is not None:
        query = query.where(tuple_(*place) > (after.version, after.kind, after.id))
    rows = connection.execute(query).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(
        tuple(
            Tombstone(
                version=row.version,
                kind=row.kind,
                id=row.id,
                change=row.change,
                at=row.at,
                reason=row.reason,
            )
            for row in rows[:limit]
        ),
        encode_cursor(VersionPlace(last.version, last.kind, last.id)) if last else None,
    )
