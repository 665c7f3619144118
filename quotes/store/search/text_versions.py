"""Titles and texts that an article has and had, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, select

from quotes.errors import NotFoundError
from quotes.store.results import Page, TextVersion
from quotes.store.schema import article_versions, articles, changes
from quotes.store.search.cursors import (
    KeyCursor,
    check_limit,
    decode_cursor,
    digest_list,
    encode_cursor,
)
from quotes.store.search.versions import find_gone


def read_text_versions(
    connection: Connection, article_id: str, limit: int, cursor: str | None = None
) -> Page[TextVersion]:
    """At most `limit` versions of an article, the newest first.

    Raises:
        GoneError: it was withdrawn or erased.
        NotFoundError: no article ever had the id.
        QueryError: an invalid limit or cursor.
    """
    check_limit(limit)
    digest = digest_list("text_versions", article_id)
    own = articles.c
    columns = (own.text_version.label("version"), own.sha256, own.title, own.published, own.text)
    current = connection.execute(select(*columns).where(own.id == article_id)).first()
    if current is None:
        gone = find_gone(connection, "article", article_id)
        raise gone or NotFoundError("article", article_id)
    old = article_versions.c
    earlier = select(article_versions).where(old.article_id == article_id)
    if cursor is None:
        rows: list[Any] = [current]
    else:
        rows = []
        last = decode_cursor(cursor, KeyCursor, digest).key
        earlier = earlier.where(old.version < last)
    rows += connection.execute(earlier.order_by(old.version.desc()).limit(limit + 1 - len(rows)))
    versions = _make_versions(connection, rows)
    if len(versions) <= limit:
        return Page(tuple(versions), None)
    return Page(
        tuple(versions[:limit]), encode_cursor(KeyCursor(versions[limit - 1].version), digest)
    )


def _make_versions(connection: Connection, rows: Sequence[Any]) -> list[TextVersion]:
    """The versions of rows from the newest to the oldest, each with the one before it."""
    numbers = [row.version for row in rows]
    times = select(changes.c.version, changes.c.at).where(changes.c.version.in_(numbers))
    stored_at = {row.version: row.at for row in connection.execute(times)}
    versions = [
        TextVersion(
            version=row.version,
            stored_at=stored_at[row.version],
            title=row.title,
            published=row.published,
            sha256=row.sha256,
            text=row.text,
        )
        for row in rows
    ]
    return [
        replace(version, before=before)
        for version, before in zip(versions, [*versions[1:], None], strict=True)
    ]
