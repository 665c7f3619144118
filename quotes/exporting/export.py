"""An export: the request, the chunks of bytes, and the manifest that describes them."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain
from types import TracebackType
from typing import Any, Literal

from quotes.errors import QueryError
from quotes.exporting.columns import choose_columns, find_row_type, list_columns
from quotes.exporting.compression import SUFFIXES, Compression, compress_chunks
from quotes.exporting.csv import write_csv
from quotes.exporting.manifest import ExportManifest, describe_filters
from quotes.exporting.ndjson import write_ndjson
from quotes.exporting.parquet import check_parquet, write_parquet
from quotes.exporting.rows import INCREMENTAL, ExportRow, Format, Shape, Table
from quotes.exporting.shapes import RESHAPINGS, reshape
from quotes.records import Record
from quotes.store import Batch, QuoteFilter, Snapshot, Store
from quotes.text_rights import TextRights

MEDIA_TYPES: dict[Format, str] = {
    "ndjson": "application/x-ndjson",
    "csv": "text/csv; header=present",
    "parquet": "application/vnd.apache.parquet",
}
COMPRESSED_TYPES: dict[Compression, str] = {
    "gzip": "application/gzip",
    "zstd": "application/zstd",
}
KINDS: dict[Table, Literal["quote", "article"]] = {"quotes": "quote", "articles": "article"}


class ExportRequest(Record, frozen=True, kw_only=True):
    """What to export.

    Without `columns`, all are exported. `compression` makes a compressed file of NDJSON and CSV,
    and compresses within a Parquet file (zstd by default). `raw` leaves CSV cells that look like
    formulas as they are. `after` is the id of the last row that the client has already.
    `at_version` is a version of the data, the newest by default; an older one can be exported until
    something of it is replaced or withdrawn. With `changed_since`, also a version, only what was
    added, changed or withdrawn after it is exported.
    """

    table: Table
    format: Format
    filters: QuoteFilter = QuoteFilter()
    columns: tuple[str, ...] | None = None
    shape: Shape = "onrecord"
    compression: Compression | None = None
    raw: bool = False
    after: str | None = None
    at_version: int | None = None
    changed_since: int | None = None


class Export:
    """The chunks of an export, from one state of the database, and at their end its manifest.

        with Export(store, request) as export:
            for chunk in export:
                file.write(chunk)
        export.manifest

    Closing it before the end stops the work. Only one thread at a time may use it.

    Args:
        store: whose data to export.
        request: what to export.
        rights: how much of the texts of articles is given out; by default all.
        digest: compute the SHA-256 that the manifest needs, a twentieth of the time.

    Raises:
        QueryError: a filter, column or shape that can't be answered.
        SettingsError: Parquet needs a package that is not installed.
        SnapshotLostError: the version is not available any more, at the start or later.
        StoreError: the database can't be used.
    """

    def __init__(
        self,
        store: Store,
        request: ExportRequest,
        rights: TextRights | None = None,
        *,
        digest: bool = True,
    ) -> None:
        self.request, self._rights = request, rights or TextRights()
        self._row_type = check_request(request)
        self._digest = hashlib.sha256() if digest else None
        self._bytes = self._rows = self._withdrawn = 0
        self._cursor = request.after
        self._finished = False
        self._resources = ExitStack()
        with ExitStack() as resources:
            snapshot = resources.enter_context(store.open_snapshot(request.at_version))
            self.version = snapshot.version
            self._chunks = self._write(self._read(snapshot))
            resources.callback(self._chunks.close)
            self._resources = resources.pop_all()

    def __enter__(self) -> Export:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            chunk = next(self._chunks)
        except StopIteration:
            self._finished = True
            self.close()
            raise
        if self._digest is not None:
            self._digest.update(chunk)
        self._bytes += len(chunk)
        return chunk

    def close(self) -> None:
        """Release the database; no more chunks come."""
        self._resources.close()

    @property
    def manifest(self) -> ExportManifest:
        """The manifest; only after the last chunk.

        Raises:
            RuntimeError: there are chunks left, or the digest was not computed.
        """
        if self._digest is None or not self._finished:
            raise RuntimeError("the export has not been read and digested to its end")
        request = self.request
        return ExportManifest(
            table=request.table,
            format=request.format,
            shape=request.shape,
            compression=request.compression or default_compression(request.format),
            raw=request.raw,
            filters=describe_filters(request.filters),
            columns=list_columns(self._row_type),
            after=request.after,
            changed_since=request.changed_since,
            data_version=self.version,
            rows=self._rows,
            withdrawn=self._withdrawn,
            cursor=self._cursor,
            bytes=self._bytes,
            sha256=self._digest.hexdigest(),
        )

    def _write(self, batches: Iterator[Batch]) -> Generator[bytes]:
        format_, compression = self.request.format, self.request.compression
        if format_ == "parquet":
            yield from write_parquet(batches, self._row_type, codec=compression or "zstd")
            return
        if format_ == "csv":
            chunks = write_csv(batches, self._row_type, raw=self.request.raw)
        else:
            chunks = write_ndjson(batches, self._row_type)
        yield from compress_chunks(chunks, compression or "none")

    def _read(self, snapshot: Snapshot) -> Iterator[Batch]:
        """Batches of rows with the chosen columns; they are counted as they pass."""
        request, columns = self.request, list_columns(self._row_type)
        if request.table == "speakers":
            names = _add_columns(columns, "id")
            return self._count_rows(
                snapshot.stream_speakers(names, request.filters, after=request.after),
                names,
                columns,
            )
        since, after = request.changed_since, request.after
        kind = KINDS[request.table]
        # Whether `after` is one of the withdrawn rows, which come last.
        is_past_live = (
            after is not None
            and since is not None
            and snapshot.is_withdrawn(kind, request.filters, after, since=since)
        )
        stream = snapshot.stream_quotes if kind == "quote" else snapshot.stream_articles
        reshaping = RESHAPINGS.get((request.table, request.shape))
        last = [INCREMENTAL[name] for name in columns if name in INCREMENTAL]
        stored = columns[: len(columns) - len(last)]
        stored = reshaping.columns if reshaping else stored
        names = _add_columns(stored, "id", *(["outlet"] if self._withholds(stored) else []))
        live: Iterator[Batch] = iter(())
        if not is_past_live:
            batches = stream(names, request.filters, after=after, since=since)
            live = self._count_rows(batches, names, stored)
        if reshaping:
            return reshape(live, reshaping, columns, self._rights)
        if since is None:
            return live
        withdrawn = snapshot.stream_withdrawn(
            kind, request.filters, since=since, after=after if is_past_live else None
        )
        return chain(
            ([*batch, *([value] * len(batch[0]) for value in last)] for batch in live),
            self._write_withdrawn(withdrawn, columns),
        )

    def _count_rows(
        self, batches: Iterator[Batch], names: Sequence[str], columns: Sequence[str]
    ) -> Iterator[Batch]:
        """The batches without the id, if it was read only for the cursor."""
        id_index = names.index("id")
        for batch in batches:
            self._rows += len(batch[id_index])
            self._cursor = batch[id_index][-1]
            if self._withholds(columns):
                batch = self._withhold(batch, names)
            yield batch[: len(columns)]

    def _withholds(self, columns: Sequence[str]) -> bool:
        """Whether some texts of a table of articles must be left out."""
        is_whole = self.request.table == "articles" and self.request.shape == "onrecord"
        return is_whole and "text" in columns and not self._rights.is_full

    def _withhold(self, batch: Batch, names: Sequence[str]) -> Batch:
        """The batch without the texts that may not be given out."""
        text = names.index("text")
        rights = map(self._rights.find, batch[names.index("outlet")])
        given = [
            value if right == "full" else None
            for value, right in zip(batch[text], rights, strict=True)
        ]
        return [*batch[:text], given, *batch[text + 1 :]]

    def _write_withdrawn(self, batches: Iterator[Batch], columns: Sequence[str]) -> Iterator[Batch]:
        for ids, versions, successors, erased in batches:
            self._withdrawn += len(ids)
            self._cursor = ids[-1]
            nulls = [None] * len(ids)
            values: dict[str, Sequence[Any]] = {
                "id": ids,
                "version": versions,
                "successor": successors,
                # SQLite has no truth values.
                "erased": list(map(bool, erased)),
                "withdrawn": [True] * len(ids),
            }
            yield [values.get(name, nulls) for name in columns]


def check_request(request: ExportRequest) -> type[ExportRow]:
    """The record of the request's rows.

    Raises:
        QueryError: the table has no such columns or shape, or parts of the request don't go
            together.
        SettingsError: Parquet needs a package that is not installed.
    """
    if request.changed_since is not None:
        if request.table == "speakers":
            raise QueryError("changed_since", "speakers have no versions; export them all")
        if request.shape != "onrecord":
            raise QueryError(
                "changed_since", f"{request.shape} can't tell what was withdrawn; use onrecord"
            )
    if request.filters.include is not None and request.shape != "onrecord":
        raise QueryError(
            "include", f"{request.shape} can't tell candidates from speakers; use onrecord"
        )
    if request.raw and request.format != "csv":
        raise QueryError("raw", "only CSV has cells to leave as they are")
    if request.format == "parquet":
        check_parquet()
    return choose_columns(
        find_row_type(request.table, request.shape),
        request.columns,
        incremental=request.changed_since is not None,
    )


def name_file(request: ExportRequest) -> str:
    """The name of the file, such as `quotes.csv.gz`."""
    suffix = SUFFIXES[request.compression or "none"] if request.format != "parquet" else ""
    return f"{request.table}.{request.format}{suffix}"


def find_media_type(request: ExportRequest) -> str:
    """The media type of the bytes."""
    if request.format != "parquet" and request.compression in COMPRESSED_TYPES:
        return COMPRESSED_TYPES[request.compression]
    return MEDIA_TYPES[request.format]


def default_compression(format_: Format) -> Compression:
    """The compression of a format by default: zstd within Parquet, else none."""
    return "zstd" if format_ == "parquet" else "none"


def _add_columns(names: Sequence[str], *more: str) -> tuple[str, ...]:
    return (*names, *(name for name in more if name not in names))
