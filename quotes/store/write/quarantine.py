"""The inputs that could not be read, kept until they can."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, delete, false, insert, or_, select

from quotes.records import QuarantinedInput
from quotes.store.engine.database import Database
from quotes.store.results import QuarantineEntry
from quotes.store.schema import quarantined_inputs

_path, _line = quarantined_inputs.c.path, quarantined_inputs.c.line


class Quarantine:
    """Inputs that could not be read or stored, each with the last reason.

    Paths are those from the root; "-" is standard input.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, paths: Sequence[str] | None = None) -> list[QuarantineEntry]:
        """The entries of the paths and of all below them, or of all, by path and line."""
        query = select(quarantined_inputs).order_by(_path, _line)
        if paths is not None:
            query = query.where(_are_below(paths))
        with self._database.read() as connection:
            return [
                QuarantineEntry(**row._asdict() | {"line": row.line or None})
                for row in connection.execute(query)
            ]

    def add(self, inputs: Sequence[QuarantinedInput], roots: Sequence[str]) -> None:
        """Record the inputs, each instead of an earlier entry of its path and line.

        Args:
            roots: the file or folder that each was found in.
        """
        now = _format(datetime.now(UTC))
        rows = {
            (item.path, item.line or 0): {
                "path": item.path,
                "line": item.line or 0,
                "root": root,
                "reason": item.reason,
                "article_id": item.article_id,
                "tried_at": now,
            }
            for item, root in zip(inputs, roots, strict=True)
        }
        with self._database.write() as connection:
            for path, line in rows:
                at = (_path == path, _line == line)
                connection.execute(delete(quarantined_inputs).where(*at))
            connection.execute(insert(quarantined_inputs), list(rows.values()))

    def remove(self, paths: Sequence[str], before: datetime) -> None:
        """Forget the entries of the paths, and of all below them, that were last tried before a
        time: what could be read since.
        """
        is_old = quarantined_inputs.c.tried_at < _format(before)
        with self._database.write() as connection:
            connection.execute(delete(quarantined_inputs).where(is_old, _are_below(paths)))


def _are_below(paths: Sequence[str]) -> ColumnElement[bool]:
    """Whether an entry is of a path or below it; by order, since LIKE ignores case on SQLite."""
    conditions: list[ColumnElement[bool]] = [false()]
    for path in paths:
        folder = path.rstrip(os.sep) + os.sep
        end = folder[:-1] + chr(ord(os.sep) + 1)
        conditions += [_path == path, (_path >= folder) & (_path < end)]
    return or_(*conditions)


def _format(time: datetime) -> str:
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
