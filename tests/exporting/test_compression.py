"""Compressed chunks are one file that decompresses to the same bytes."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
import zstandard

from quotes.exporting.compression import Compression, compress_chunks

CHUNKS = [b"a" * 1000, b"", b"b" * 70_000]


@pytest.mark.parametrize(
    ("compression", "undo"),
    [
        pytest.param("none", bytes, id="none"),
        pytest.param("gzip", gzip.decompress, id="gzip"),
        pytest.param(
            "zstd", lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
            id="zstd",
        ),
    ],
)  # fmt: skip
def test_compression(compression: Compression, undo: Any) -> None:
    """What is compressed comes back, and is the same whenever it is made."""
    data = b"".join(compress_chunks(CHUNKS, compression))
    assert undo(data) == b"".join(CHUNKS)
    assert data == b"".join(compress_chunks(CHUNKS, compression))
    if compression == "gzip":
        assert data[4:8] == b"\0\0\0\0"  # the time of making it
