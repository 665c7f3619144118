"""Streams packed with gzip or zstd, unpacked while they are read and never beyond a limit."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import TYPE_CHECKING, BinaryIO

import zstandard

from quotes.errors import ArticleError
from quotes.readers.formats.limits import FREE_BYTES, MAX_RATIO, UNPACKED_BYTES

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_WINDOW_BYTES = 128 * 1024 * 1024  # the largest that zstd's own command unpacks without asking


class PrefixedStream(io.RawIOBase):
    """A stream whose first bytes were read before, and how many bytes it has given out."""

    def __init__(self, start: bytes, stream: BinaryIO) -> None:
        self._start, self._stream, self.given = start, stream, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        piece = self._start[: len(view)]
        self._start = self._start[len(view) :]
        if len(piece) < len(view):
            read = getattr(self._stream, "read1", self._stream.read)
            piece += read(len(view) - len(piece)) or b""
        view[: len(piece)] = piece
        self.given += len(piece)
        return len(piece)


class UnpackedStream(io.RawIOBase):
    """The unpacked bytes of a packed stream.

    Raises:
        ArticleError: while reading, if the packed data are broken or unpack to more than they may.
    """

    def __init__(self, packed: PrefixedStream, start: bytes, path: str) -> None:
        self._packed, self._path, self._given = packed, path, 0
        self._stream: BinaryIO = (
            gzip.GzipFile(fileobj=packed)  # type: ignore[assignment]
            if start.startswith(GZIP)
            else zstandard.ZstdDecompressor(max_window_size=_WINDOW_BYTES).stream_reader(
                packed,  # type: ignore[arg-type]
                read_across_frames=True,
            )
        )

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        try:
            piece = self._stream.read(len(view))
        except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
            raise ArticleError(
                f"the packed data are broken ({error}); pack the file again", path=self._path
            ) from error
        self._given += len(piece)
        if self._given > max(FREE_BYTES, MAX_RATIO * self._packed.given):
            raise ArticleError(
                f"it unpacks to more than {MAX_RATIO} times its size; unpack it first to read it",
                path=self._path,
            )
        if self._given > UNPACKED_BYTES:
            raise ArticleError(
                f"it unpacks to more than {UNPACKED_BYTES:,} bytes; split it", path=self._path
            )
        view[: len(piece)] = piece
        return len(piece)


def open_unpacked(stream: BinaryIO, path: str) -> tuple[io.BufferedReader, bool]:
    """The stream, unpacked if it is packed with gzip or zstd, and whether it was.

    Args:
        path: the input, for messages.
    """
    start = stream.read(4) or b""
    prefixed = PrefixedStream(start, stream)
    if not start.startswith((GZIP, ZSTD)):
        return io.BufferedReader(prefixed), False
    return io.BufferedReader(UnpackedStream(prefixed, start, path)), True
