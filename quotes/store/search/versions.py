"""The version of the data, and tombstones of what was deleted.

Each commit that changes anything has a version. Only one process writes at a time, so versions are
committed in their order: whoever has read version 7 has read everything up to 7.
"""

from __future__ import annotations

from typing import Literal

from sqlalchemy import Connection, Select, func, select, tuple_

from quotes.errors import GoneError
from quotes.store.results import Page, Tombstone
from quotes.store.schema import changes, tombstones
from quotes.store.search.cursors import (
    VersionCursor,
    check_limit,
    decode_cursor,
    digest_list,
    encode_cursor,
)

TombstoneKind = Literal["article", "quote", "speaker"]

LATEST = select(func.coalesce(func.max(changes.c.version), 0).label("version"))


def read_version(connection: Connection) -> int:
    """The version of the data; 0 before the first commit."""
    return connection.scalar(LATEST) or 0


def select_replacing(since: int) -> Select[tuple[int]]:
    """The versions after one that changed what was there, and did not only add an article."""
    return select(changes.c.version).where(changes.c.version > since, changes.c.change != "new")


def is_replaced(connection: Connection, version: int) -> bool:
    """Whether anything of a version has been replaced, withdrawn, reviewed or given to another
    speaker since.
    """
    return connection.execute(select_replacing(version).limit(1)).first() is not None


def find_gone(connection: Connection, kind: TombstoneKind, key: str) -> GoneError | None:
    """What became of something that was deleted, if it ever was there.

    What a quote changed into may have changed or been deleted since: the last one counts.
    """
    query = (
        select(tombstones.c.successor, changes.c.change, changes.c.at, changes.c.reason)
        .join_from(tombstones, changes, changes.c.version == tombstones.c.version)
        .where(tombstones.c.kind == kind)
    )
    last, passed = key, {key}
    row = connection.execute(query.where(tombstones.c.id == last)).first()
    while row is not None and row.successor is not None and row.successor not in passed:
        last = row.successor
        passed.add(last)
        successor_row = connection.execute(query.where(tombstones.c.id == last)).first()
        if successor_row is None:
            return GoneError(
                kind, key, change=row.change, at=row.at, reason=row.reason, successor=last
            )
        row = successor_row
    if row is None:
        return None
    if row.change == "erased":
        return GoneError(kind, key, change="erased")
    return GoneError(kind, key, change=row.change, at=row.at, reason=row.reason)


def read_tombstones(
    connection: Connection,
    since: int,
    limit: int,
    cursor: str | None = None,
    kind: TombstoneKind | None = None,
) -> Page[Tombstone]:
    """At most `limit` tombstones of later versions than `since`, in the order of versions.

    Raises:
        QueryError: an invalid limit or cursor.
    """
    check_limit(limit)
    digest = digest_list("tombstones", since, kind)
    order = (tombstones.c.version, tombstones.c.kind, tombstones.c.id)
    query = (
        select(tombstones, changes.c.change, changes.c.at, changes.c.reason)
        .join_from(tombstones, changes, changes.c.version == tombstones.c.version)
        .where(tombstones.c.version > since)
        .order_by(*order)
        .limit(limit + 1)
    )
    if kind is not None:
        query = query.where(tombstones.c.kind == kind)
    if cursor is not None:
        after = decode_cursor(cursor, VersionCursor, digest)
        query = query.where(tuple_(*order) > (after.version, after.kind, after.id))
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
                successor=row.successor,
            )
            for row in rows[:limit]
        ),
        encode_cursor(VersionCursor(last.version, last.kind, last.id), digest) if last else None,
    )
