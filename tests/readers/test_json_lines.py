"""The lines of a stream, none held beyond a limit."""

from __future__ import annotations

import io
from collections.abc import Iterator

import msgspec
import pytest

from quotes.readers import ArticleReader
from quotes.readers.json_lines import PIECE_BYTES, split_json_lines
from quotes.records import Article, QuarantinedInput

LIMIT = 10_000


def dump(**fields: object) -> bytes:
    return msgspec.json.encode(fields) + b"\n"


class CountingStream(io.RawIOBase):
    """A stream that makes its bytes up as they are read and notes the most asked for at once."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces, self.rest, self.largest = pieces, b"", 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        assert size > 0
        self.rest = self.rest or next(self.pieces, b"")
        piece, self.rest = self.rest[:size], self.rest[size:]
        self.largest = max(self.largest, size)
        return piece


def test_endless_line_is_read_in_pieces() -> None:
    """A line of 100 MB is skipped without being held, and the next line is read."""

    def pieces() -> Iterator[bytes]:
        yield b'{"id": "long", "text": "'
        for _ in range(1600):
            yield b"x" * PIECE_BYTES
        yield b'"}\n' + dump(id="next", text="A.")

    stream = CountingStream(pieces())
    reader = ArticleReader(["-"], max_bytes=LIMIT, stdin=stream)  # type: ignore[arg-type]
    quarantined, article = list(reader)
    assert isinstance(quarantined, QuarantinedInput)
    assert quarantined.line == 1
    assert "max_article_bytes" in quarantined.reason
    assert isinstance(article, Article)
    assert article.id == "next"
    assert stream.largest <= PIECE_BYTES


@pytest.mark.parametrize(
    ("blob", "lines"),
    [
        pytest.param(b"a\nbc\n", [(1, b"a"), (2, b"bc")], id="final line break"),
        pytest.param(b"a\nbc", [(1, b"a"), (2, b"bc")], id="no final line break"),
        pytest.param(b"a\n\nb", [(1, b"a"), (2, b""), (3, b"b")], id="empty line"),
        pytest.param(b"abcd\nabcde\na", [(1, b"abcd"), (2, None), (3, b"a")], id="too long"),
        pytest.param(b"", [], id="nothing"),
    ],
)
def test_split_json_lines(blob: bytes, lines: list[tuple[int, bytes | None]]) -> None:
    """Lines are numbered from 1; one beyond the limit is None."""
    assert list(split_json_lines([], io.BytesIO(blob), 4)) == lines
