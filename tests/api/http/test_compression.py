"""Encodings are chosen by weight, and bodies in them decode to the same bytes."""

from __future__ import annotations

import gzip
import zlib

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient

from api.http.compression import Encoding, choose_encoding, is_compressible, make_encoder

Client = TestClient[Litestar]


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
def test_the_encoding_with_the_highest_weight_is_chosen(
    header: bytes, expected: Encoding | None
) -> None:
    assert choose_encoding(header) == expected


@given(st.binary(max_size=60))
def test_any_header_has_an_answer(header: bytes) -> None:
    assert choose_encoding(header) in ("zstd", "gzip", None)


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=5))
@pytest.mark.parametrize("encoding", ["zstd", "gzip"])
def test_each_chunk_can_be_decoded_at_once(encoding: Encoding, chunks: list[bytes]) -> None:
    """No chunk waits in the encoder for the next one."""
    encoder = make_encoder(encoding)
    reader = (
        zstandard.ZstdDecompressor().decompressobj()
        if encoding == "zstd"
        else zlib.decompressobj(31)
    )
    got = b""
    for place, chunk in enumerate(chunks):
        last = place == len(chunks) - 1
        got += reader.decompress(encoder.encode(chunk, last=last))
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
def test_types_that_are_compressed(media_type: bytes, expected: bool) -> None:
    assert is_compressible(media_type) is expected


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("zstd", "zstd"),
        ("gzip, zstd", "zstd"),
        ("gzip", "gzip"),
        ("zstd;q=0.5, gzip", "gzip"),
        ("zstd;q=0, gzip;q=0", None),
        ("br", None),
        ("*", "zstd"),
        ("identity", None),
    ],
)
def test_bodies_come_in_the_encoding_that_is_the_client_prefers(
    client: Client, accepted: str, expected: str | None
) -> None:
    plain = client.get("/v1/quotes", headers={"Accept-Encoding": "identity"})
    with client.stream("GET", "/v1/quotes", headers={"Accept-Encoding": accepted}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding") == expected
    assert int(answer.headers["content-length"]) == len(raw)
    assert "Accept-Encoding" in answer.headers["vary"]
    decoded = {"zstd": _decode_zstd, "gzip": gzip.decompress}.get(expected or "", bytes)(raw)
    assert decoded == plain.content


def _decode_zstd(body: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompressobj().decompress(body)


@pytest.mark.parametrize("encoding", ["zstd", "gzip"])
def test_streams_are_encoded_chunk_by_chunk(client: Client, encoding: str) -> None:
    path = "/v1/export/quotes.ndjson"
    with client.stream("GET", path, headers={"Accept-Encoding": encoding}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == encoding
    assert "content-length" not in answer.headers
    decoded = _decode_zstd(raw) if encoding == "zstd" else gzip.decompress(raw)
    assert decoded == client.get(path, headers={"Accept-Encoding": "identity"}).content


def test_short_bodies_are_sent_as_they_are(client: Client) -> None:
    answer = client.get("/health/live", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers
