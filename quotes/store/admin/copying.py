"""Copying a whole database into another, of either kind, and checking that it is the same."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Table, func, insert, literal, select, tuple_

from quotes.errors import StoreError
from quotes.records import Record
from quotes.store.admin.migrating import check_schema, migrate
from quotes.store.engine.opening import open_database
from quotes.store.schema import metadata

# Rows that are copied together. Not tuned.
_BATCH = 1_000


class CopiedTable(Record, frozen=True, kw_only=True):
    """A table with the number of its rows and their SHA-256, the same in both databases."""

    name: str
    rows: int
    digest: str


def copy_database(source_url: str, target_url: str) -> tuple[CopiedTable, ...]:
    """What was copied, table by table; the target is created if it is not there, and must be empty.

    One state of the source is copied, in one transaction: the target gets all of it or nothing.
    Versions, keys and tombstones stay the same, so that cursors and running exports stay valid.

    Raises:
        StoreError: a database can't be used, the target is not empty, or the copy differs.
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
            for table in copied:
                copy = _digest(_read_rows(writing, metadata.tables[table.name]), table.name)
                if copy != table:
                    raise StoreError(
                        f"the copy of {table.name} differs: {copy.rows} of {table.rows} rows, "
                        f"SHA-256 {copy.digest}, not {table.digest}; nothing was kept"
                    )
            _continue_numbering(writing)
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
    """All rows in the order of their keys, in batches."""
    order = tuple(table.primary_key.columns)
    query = select(table).order_by(*order).limit(_BATCH)
    page = query
    while rows := connection.execute(page).all():
        yield rows
        last = (literal(rows[-1]._mapping[column], column.type) for column in order)
        page = query.where(tuple_(*order) > tuple_(*last))


def _digest(batches: Iterator[Sequence[Row[*tuple[Any, ...]]]], name: str) -> CopiedTable:
    digest, count = hashlib.sha256(), 0
    for rows in batches:
        count += len(rows)
        for row in rows:
            digest.update(msgspec.json.encode(tuple(row)))
    return CopiedTable(name=str(name), rows=count, digest=digest.hexdigest())


def _continue_numbering(connection: Connection) -> None:
    """Number new rows after the copied ones; SQLite does so by itself."""
    if connection.dialect.name == "sqlite":
        return
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            last = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            connection.execute(select(func.setval(sequence, last, False)))
