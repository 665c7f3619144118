"""The chunks of an export as one compressed file; the same chunks always make the same bytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Literal, Protocol, get_args

import zstandard

Compression = Literal["none", "gzip", "zstd"]

COMPRESSIONS: tuple[Compression, ...] = get_args(Compression)
SUFFIXES: dict[Compression, str] = {"none": "", "gzip": ".gz", "zstd": ".zst"}

# Chosen on 60,000 quotes, 30 MB of CSV that take 13 µs a row to make: gzip 5 makes 9.0 MB
# in 10 µs a row, zstd 3 8.2 MB in 3.
_GZIP_LEVEL, _ZSTD_LEVEL = 5, 3

# Asks zlib for gzip's own header, with a time of 0, and the largest window.
_GZIP_WINDOW = 31


class Compressor(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...

    def flush(self) -> bytes: ...


def compress_chunks(chunks: Iterable[bytes], compression: Compression) -> Iterator[bytes]:
    """The chunks compressed as one stream; as they are for "none"."""
    if compression == "none":
        yield from chunks
        return
    compressor = _make_compressor(compression)
    for chunk in chunks:
        if compressed := compressor.compress(chunk):
            yield compressed
    yield compressor.flush()


def _make_compressor(compression: Compression) -> Compressor:
    if compression == "gzip":
        return zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)
    return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compressobj()
