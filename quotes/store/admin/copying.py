"""Copying a whole database into another, of either kind, and proving that it is the same."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Table, func, insert, literal, select, tuple_

from quotes.errors import StoreError
from quotes.records import Record
from quotes.store.admin.migrating import check_schema, migrate, open_database
from quotes.store.schema import metadata

_BATCH = 1_000


class CopiedTable(Record, frozen=True, kw_only=True):
    """A table with the number of its rows and the SHA-256 of all of them, on both sides."""

    name: str
    rows: int
    digest: str


def copy_database(source_url: str, target_url: str) -> tuple[CopiedTable, ...]:
    """What was copied, table by table; the target is made if it is not there, and must be empty.

    One state of the source is copied, in one transaction: the target has all of it or nothing.
    Versions, keys and tombstones stay the same, and so do cursors and exports that are under way.

    Raises:
        StoreError: a database can't be used, the target holds something, or the copy differs.
    """
    migrate(target_url)
    with (
        contextlib.closing(open_database(source_url)) as source,
        contextlib.closing(open_database(target_url)) as target,
    ):
        check_schema(source)
        check_schema(target)
        with source.read() as reading, target.write() as writing:
            _check_empty(writing)
            copied = tuple(_copy_table(reading, writing, table) for table in metadata.sorted_tables)
            for each in copied:
                found = _digest(_read_rows(writing, metadata.tables[each.name]), each.name)
                if found != each:
                    raise StoreError(
                        f"the copy of {each.name} differs: {found.rows} of {each.rows} rows, "
                        f"SHA-256 {found.digest}, not {each.digest}; nothing was kept"
                    )
            _go_on_numbering(writing)
    return copied


def _check_empty(connection: Connection) -> None:
    for table in metadata.sorted_tables:
        if connection.execute(select(literal(1)).select_from(table).limit(1)).first():
            raise StoreError(
                f"the database to copy to holds {table.name} already; choose an empty or a new one"
            )


def _copy_table(reading: Connection, writing: Connection, table: Table) -> CopiedTable:
    def read() -> Iterator[Sequence[Row[*tuple[Any, ...]]]]:
        for rows in _read_rows(reading, table):
            writing.execute(insert(table), [row._asdict() for row in rows])
            yield rows

    return _digest(read(), table.name)


def _read_rows(connection: Connection, table: Table) -> Iterator[Sequence[Row[*tuple[Any, ...]]]]:
    """All rows in the order of their keys, some at a time."""
    place = tuple(table.primary_key.columns)
    query = select(table).order_by(*place).limit(_BATCH)
    page = query
    while rows := connection.execute(page).all():
        yield rows
        last = (literal(rows[-1]._mapping[column], column.type) for column in place)
        page = query.where(tuple_(*place) > tuple_(*last))


def _digest(batches: Iterator[Sequence[Row[*tuple[Any, ...]]]], name: str) -> CopiedTable:
    digest, count = hashlib.sha256(), 0
    for rows in batches:
        count += len(rows)
        for row in rows:
            digest.update(msgspec.json.encode(tuple(row)))
    return CopiedTable(name=str(name), rows=count, digest=digest.hexdigest())


def _go_on_numbering(connection: Connection) -> None:
    """Let new rows follow those that came with their numbers; SQLite does by itself."""
    if connection.dialect.name == "sqlite":
        return
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            last = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            connection.execute(select(func.setval(sequence, last, False)))
