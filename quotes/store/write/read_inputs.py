"""Which pages and files were read to their end, so that only what is new or changed is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, insert, select

from quotes.store.engine.batches import batched
from quotes.store.engine.database import Database
from quotes.store.results import ReadInput
from quotes.store.schema import read_inputs


class ReadInputs:
    """Pages by their address, files by their path from the root."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, names: Iterable[str]) -> dict[str, ReadInput]:
        """What is known of the inputs that were read, by name."""
        found: dict[str, ReadInput] = {}
        with self._database.read() as connection:
            for batch in batched(names):
                query = select(read_inputs).where(read_inputs.c.name.in_(batch))
                found |= {row.name: ReadInput(**row._asdict()) for row in connection.execute(query)}
        return found

    def add(self, inputs: Sequence[ReadInput]) -> None:
        """Record what was read to its end; to be called when all of it is stored."""
        rows = {each.name: each for each in inputs}
        if not rows:
            return
        with self._database.write() as connection:
            for batch in batched(rows):
                connection.execute(delete(read_inputs).where(read_inputs.c.name.in_(batch)))
            connection.execute(insert(read_inputs), [
                {name: getattr(each, name) for name in each.__struct_fields__}
                for each in rows.values()
            ])  # fmt: skip
