"""The lines of a stream as bytes, none of them held beyond a limit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import BinaryIO

from quotes.readers.article_fields import UTF8_MARK

PIECE_BYTES = 65_536


def read_first_lines(stream: BinaryIO, max_bytes: int) -> list[bytes]:
    """The stream's first pieces up to the first that is not blank: enough to know its format."""
    head: list[bytes] = []
    length = 0
    while length <= max_bytes and (piece := stream.readline(PIECE_BYTES)):
        head.append(piece)
        length += len(piece)
        if piece.removeprefix(UTF8_MARK).strip():
            break
    return head


def split_json_lines(
    head: Sequence[bytes], stream: BinaryIO, max_bytes: int
) -> Iterator[tuple[int, bytes | None]]:
    r"""Each line's 1-based number and its bytes without "\n"; None for a line beyond `max_bytes`.

    A line that is too long is read in small pieces: never more of it than `max_bytes` and a piece
    is in memory.

    Args:
        head: pieces that were read from the stream before; none reaches past the end of a line.
        stream: the rest.
        max_bytes: the longest line that is given out.
    """
    number, length, pieces = 1, 0, list[bytes]()
    rest = iter(lambda: stream.readline(PIECE_BYTES), b"")
    for piece in chain(head, rest):
        length += len(piece)
        if length <= max_bytes + 1:
            pieces.append(piece)
        else:
            pieces.clear()
        if piece.endswith(b"\n"):
            yield number, _join(pieces, length - 1, max_bytes)
            number, length = number + 1, 0
            pieces.clear()
    if length:
        yield number, _join(pieces, length, max_bytes)


def _join(pieces: Sequence[bytes], length: int, max_bytes: int) -> bytes | None:
    return b"".join(pieces).removesuffix(b"\n") if length <= max_bytes else None


def describe_limit(what: str, max_bytes: int) -> str:
    """Says that `what` is too long, and how to have it read all the same."""
    return (
        f"{what} is longer than {max_bytes:,} bytes; "
        "raise the setting max_article_bytes (ONRECORD_MAX_ARTICLE_BYTES) to read it"
    )
