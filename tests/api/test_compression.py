"""Encodings are chosen by weight, whatever the header looks like."""

from __future__ import annotations

import zlib

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from api.compression import Encoding, choose_encoding, is_compressible, start_compressor


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (b"", None),
        (b"GZIP", "gzip"),
        (b"x-gzip", "gzip"),
        (b"gzip;q=1.0, zstd;q=0.9", "gzip"),
        (b"*;q=0.1, gzip;q=0", "zstd"),
        (b"gzip;q=0.5, identity", None),
        (b"gzip;q=high", None),
        (b"gzip;q=2", None),
        (b"gzip ; q=0.3 , deflate", "gzip"),
        (b";;,,", None),
    ],
)
def test_choice(header: bytes, expected: Encoding | None) -> None:
    assert choose_encoding(header) == expected


@given(st.binary(max_size=60))
def test_any_header_has_an_answer(header: bytes) -> None:
    assert choose_encoding(header) in ("zstd", "gzip", None)


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=5))
@pytest.mark.parametrize("encoding", ["zstd", "gzip"])
def test_what_is_known_can_be_read(encoding: Encoding, chunks: list[bytes]) -> None:
    """After every piece, all that was put in comes out: nothing waits for the next."""
    compressor = start_compressor(encoding)
    reader = (
        zstandard.ZstdDecompressor().decompressobj()
        if encoding == "zstd"
        else zlib.decompressobj(31)
    )
    got = b""
    for place, chunk in enumerate(chunks):
        last = place == len(chunks) - 1
        got += reader.decompress(compressor.add(chunk, last=last))
        assert got == b"".join(chunks[: place + 1])


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        (b"application/json", True),
        (b"text/html; charset=utf-8", True),
        (b"application/vnd.apache.parquet", False),
        (b"image/png", False),
        (b"", False),
    ],
)
def test_types_worth_encoding(media_type: bytes, expected: bool) -> None:
    assert is_compressible(media_type) is expected
