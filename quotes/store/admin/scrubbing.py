"""What a database keeps of deleted rows is removed from its files, and that is proved.

SQLite keeps them in free pages, in the segments of its full-text indexes and in the write-ahead
log; PostgreSQL as dead rows, and in the statistics of the planner. What lies beneath is not the
database's to remove: PostgreSQL's own write-ahead log and its archive, backups, snapshots and the
blocks of a disk.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Text, cast, func, select, text

from quotes.errors import StoreError
from quotes.store.engine.database import Database, convert_errors
from quotes.store.engine.postgres import WRITER_LOCK
from quotes.store.engine.sqlite import get_file
from quotes.store.results import ErasureProof
from quotes.store.schema import metadata

# How long to wait for others who still read the state before; exports let go of it after a minute.
SECONDS = 120.0
_POLL_SECONDS = 0.2

_INDEXES = ("articles_fts", "attributions_fts", "names_fts")
# Bytes of a file that are read together; no word is longer than the part that overlaps.
_CHUNK, _OVERLAP = 1 << 24, 1 << 12

# Rows that are read together. Not tuned.
_BATCH = 500

_OLD_READERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND "
    "datname = current_database() AND xact_start < :since"
)
_STATISTICS = text(
    "SELECT tablename || '.' || attname FROM pg_stats WHERE schemaname = current_schema() AND "
    "coalesce(most_common_vals::text, '') || coalesce(histogram_bounds::text, '') || "
    "coalesce(most_common_elems::text, '') LIKE :word"
)


def scrub(database: Database) -> None:
    """Remove deleted rows from the files; readers go on meanwhile, writers wait.

    Raises:
        StoreError: others read the state before for all of `SECONDS`, or the disk is full.
    """
    if database.lock is not None:
        _scrub_file(database)
    else:
        _scrub_tables(database)


def prove(database: Database, words: Collection[str]) -> ErasureProof:
    """Where words of what was erased are still found.

    A word that is found in what is stored is no trace of what was erased, but counts among the
    `others`. A SQLite file and its log must not hold any other word of them; of PostgreSQL
    the statistics must not.
    """
    with database.hold():
        return _prove(database, words)


def _prove(database: Database, words: Collection[str]) -> ErasureProof:
    others, there = _search_rows(database, words)
    missing = sorted(set(words) - there)
    if database.url.get_backend_name() == "sqlite":
        file = get_file(database.url)
        files = [file, *(file.with_name(f"{file.name}{end}") for end in ("-wal", "-shm"))]
        files = [each for each in files if each.exists()]
        found = [str(each) for each in files for word in _search_file(each, missing)]
        return ErasureProof(
            places=tuple(map(str, files)), words=len(words), others=others, found=tuple(found)
        )
    with database.read() as connection:
        found = [
            f"statistics of {column}"
            for word in missing
            for column in connection.scalars(_STATISTICS, {"word": f"%{_escape(word)}%"})
        ]
    tables = tuple(sorted(metadata.tables))
    return ErasureProof(places=tables, words=len(words), others=others, found=tuple(found))


def _scrub_file(database: Database) -> None:
    with (
        database.hold(),
        convert_errors(database.writer),
        contextlib.closing(database.writer.raw_connection()) as connection,
    ):
        cursor = connection.cursor()
        for index in _INDEXES:
            # Merges the segments of the index, in which deleted words are only marked.
            cursor.execute(f"INSERT INTO {index}({index}) VALUES ('optimize')")  # noqa: S608 -- above
        cursor.execute("VACUUM")

        def is_cut() -> bool:
            (busy, *_) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy

        cursor.execute("PRAGMA busy_timeout = 1000")
        _wait(is_cut)


def _scrub_tables(database: Database) -> None:
    with convert_errors(database.writer):
        pooled = database.writer.raw_connection()
        connection: Any = pooled.driver_connection
        pooled.detach()
        with contextlib.closing(connection):
            connection.rollback()
            connection.autocommit = True
            connection.execute(f"SELECT pg_advisory_lock({WRITER_LOCK})")
            (now,) = connection.execute("SELECT clock_timestamp()").fetchone()

            def are_gone() -> bool:
                (count,) = connection.execute(
                    str(_OLD_READERS).replace(":since", "%s"), (now,)
                ).fetchone()
                return not count

            _wait(are_gone)
            connection.execute(f"SET lock_timeout = {int(SECONDS * 1000)}")
            for table in sorted(metadata.tables):
                connection.execute(f'VACUUM (FULL, ANALYZE) "{table}"')


def _wait(is_done: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not is_done():
        if time.monotonic() > end:
            raise StoreError(
                "others still read what was erased; it is gone from every answer, but not yet "
                "from the files: end long exports and open transactions, and erase again"
            )
        time.sleep(_POLL_SECONDS)


def _search_rows(database: Database, words: Collection[str]) -> tuple[dict[str, int], set[str]]:
    """The number of stored values with any of the words, by column, and the words in them."""
    others: dict[str, int] = {}
    there: set[str] = set()
    with database.read() as connection:
        for place, value in _read_texts(connection):
            here = {word for word in words if word in value}
            if here:
                others[place] = others.get(place, 0) + 1
                there |= here
    return others, there


def _read_texts(connection: Connection) -> Iterator[tuple[str, str]]:
    """Every text that is stored, with its column."""
    for table in metadata.sorted_tables:
        columns = [column for column in table.c if isinstance(column.type, Text)]
        if not columns:
            continue
        places = [f"{table.name}.{column.name}" for column in columns]
        query = select(*(func.coalesce(cast(column, Text), "") for column in columns))
        rows = connection.execution_options(yield_per=_BATCH).execute(query.select_from(table))
        for row in rows:
            yield from zip(places, row, strict=True)


def _search_file(file: Path, words: Collection[str]) -> Iterator[str]:
    """The words that a file holds."""
    left = {word: word.encode() for word in words}
    tail = b""
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            chunk = tail + chunk
            for word in [word for word, encoded in left.items() if encoded in chunk]:
                del left[word]
                yield word
            tail = chunk[-_OVERLAP:]


def _escape(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
