"""The numbers of names: each name is stored once, and deleted when no row refers to it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, or_, select, tuple_

from quotes.folding import pad_name
from quotes.store.engine.batches import batched
from quotes.store.schema import NAME_COLUMNS, NameKind, names


class NameIndex:
    """The numbers of names, for rows that are about to be written."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._numbers: dict[tuple[NameKind, str], int] = {}

    def add(self, kinds_and_names: Iterable[tuple[NameKind, str | None]]) -> None:
        """Give a number to every name that has none yet."""
        folded = {(kind, pad) for kind, name in kinds_and_names if (pad := pad_name(name))}
        self._load(folded)
        new = [{"kind": kind, "folded": pad} for kind, pad in sorted(folded - self._numbers.keys())]
        if new:
            self._connection.execute(insert(names), new)
            self._load(folded)

    def get(self, kind: NameKind, name: str | None) -> int | None:
        """The number of a name that was added; None if it has no letter and no digit."""
        folded = pad_name(name)
        return self._numbers[kind, folded] if folded else None

    def _load(self, folded: set[tuple[NameKind, str]]) -> None:
        for batch in batched(sorted(folded - self._numbers.keys())):
            rows = self._connection.execute(
                select(names.c.kind, names.c.folded, names.c.id).where(
                    tuple_(names.c.kind, names.c.folded).in_(batch)
                )
            )
            self._numbers |= {(row.kind, row.folded): row.id for row in rows}


def delete_unused_names(connection: Connection, kind: NameKind, numbers: Iterable[int]) -> None:
    """Delete those of the names that no row refers to any more."""
    uses = (select(column).where(column == names.c.id).exists() for column in NAME_COLUMNS[kind])
    unused = ~or_(*uses)
    for batch in batched(sorted(set(numbers))):
        connection.execute(delete(names).where(names.c.id.in_(batch), unused))
