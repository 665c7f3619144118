"""JSON lines: the lines of a stream, none held beyond a limit, and the article's fields in each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial
from itertools import chain
from typing import BinaryIO

import msgspec

from quotes.errors import ArticleError

PIECE_BYTES = 65_536
UTF8_MARK = b"\xef\xbb\xbf"

# A lone half of a surrogate pair can't be written to any file; msgspec refuses it with a misleading
# message.
_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")
_FIELD_PATH = re.compile(r"^(?P<reason>.*) - at `(?P<field>.*)`$", re.DOTALL)


class ArticleFields(msgspec.Struct, frozen=True, kw_only=True):
    """What a JSON line may tell about an article; other keys are passed over."""

    text: str
    id: str | int | None = None
    outlet: str | None = None
    url: str | None = None
    title: str | None = None
    author: str | None = None
    published: str | None = None
    language: str | None = None
    wire: str | None = None


_DECODER = msgspec.json.Decoder(ArticleFields)


def read_first_lines(stream: BinaryIO, max_bytes: int) -> list[bytes]:
    """The first pieces of a stream up to the first that is not blank: enough to tell its format."""
    head: list[bytes] = []
    held = 0
    while held <= max_bytes and (piece := stream.readline(PIECE_BYTES)):
        head.append(piece)
        held += len(piece)
        if piece.removeprefix(UTF8_MARK).strip():
            break
    return head


def split_lines(
    head: Sequence[bytes], stream: BinaryIO, max_bytes: int
) -> Iterator[tuple[int, bytes | None]]:
    r"""The 1-based number and bytes of each line without its "\n"; None for one beyond `max_bytes`.

    Such a line is passed over in small pieces: no more of it than `max_bytes` and a piece is ever
    held.

    Args:
        head: pieces that were read from the stream before, none reaching past the end of a line.
        stream: the rest.
    """
    number, held, pieces = 1, 0, list[bytes]()
    rest = iter(lambda: stream.readline(PIECE_BYTES), b"")
    for piece in chain(head, rest):
        held += len(piece)
        if held <= max_bytes + 1:
            pieces.append(piece)
        else:
            pieces.clear()
        if piece.endswith(b"\n"):
            yield number, _join(pieces, held - 1, max_bytes)
            number, held = number + 1, 0
            pieces.clear()
    if held:
        yield number, _join(pieces, held, max_bytes)


def _join(pieces: Sequence[bytes], length: int, max_bytes: int) -> bytes | None:
    return b"".join(pieces).removesuffix(b"\n") if length <= max_bytes else None


def describe_limit(what: str, max_bytes: int) -> str:
    """Why `what` is too long and how to have it read all the same."""
    return (
        f"{what} is longer than {max_bytes:,} bytes; "
        "raise the setting max_article_bytes (ONRECORD_MAX_ARTICLE_BYTES) to read it"
    )


def decode_fields(line: bytes, *, path: str, number: int) -> ArticleFields:
    """The fields of one line, checked: blank ones None, `published` in ISO 8601's extended form.

    A bad date is an error rather than dropped: nothing that is accepted may be lost without a word.

    Raises:
        ArticleError: the line is not UTF-8, not JSON, or a field has a bad value.
    """
    fail = partial(ArticleError, path=path, line=number)
    line = line.removeprefix(UTF8_MARK) if number == 1 else line
    try:
        line.decode("utf-8")
        fields = _DECODER.decode(line)
    except UnicodeDecodeError as error:
        raise fail(f"not UTF-8 at byte {error.start} of the line") from error
    except RecursionError as error:
        raise fail("the JSON is nested too deeply") from error
    except msgspec.DecodeError as error:
        reason, field = _explain(error, line)
        raise fail(reason, field=field) from error
    values = {name: getattr(fields, name) for name in ArticleFields.__struct_fields__}
    for name, value in values.items():
        if isinstance(value, str) and "\0" in value:
            raise fail("binary: it holds a NUL character", field=f"$.{name}")
        if name in ("text", "id") and isinstance(value, str) and is_blank(value):
            raise fail("it is blank", field=f"$.{name}")
    cleaned = {
        name: value.strip() or None
        for name, value in values.items()
        if isinstance(value, str) and name not in ("text", "id")
    }
    if (published := cleaned.get("published")) is not None:
        cleaned["published"] = _normalise_date(published)
        if cleaned["published"] is None:
            raise fail(
                "not an ISO 8601 date or time such as 2015-11-17 or 2015-11-17T16:05:00Z; "
                "mend it or leave it out",
                field="$.published",
            )
    return msgspec.structs.replace(fields, **cleaned)


def is_blank(text: str) -> bool:
    """Whether nothing but white space and byte order marks is there."""
    return not text.replace("\ufeff", "").strip()


def _explain(error: msgspec.DecodeError, line: bytes) -> tuple[str, str | None]:
    """The reason in words and, if one field is to blame, that field's path."""
    if not isinstance(error, msgspec.ValidationError):
        hint = (
            r"; perhaps an escape from \ud800 to \udfff is not one of a pair"
            if _SURROGATE_ESCAPE.search(line)
            else ""
        )
        return f"not JSON: {error}{hint}", None
    found = _FIELD_PATH.match(str(error))
    return (found["reason"], found["field"]) if found else (str(error), "$")


def _normalise_date(text: str) -> str | None:
    """The date or time in ISO 8601's extended form, or None if it is neither."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    try:
        time = datetime.fromisoformat(text).isoformat()
    except ValueError:
        return None
    return time.removesuffix("+00:00") + "Z" if text[-1] in "zZ" else time
