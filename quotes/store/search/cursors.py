"""Cursors: a position in a list, and the opaque word for it in a URL.

A cursor belongs to its list: the word begins with a digest of what is listed, its filters and its
order, and no other list takes it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Annotated, Any, TypeVar

import msgspec

from quotes.errors import QueryError
from quotes.store.schema.keys import LAST_KEY

MAX_LIMIT = 200
DEFAULT_LIMIT = 50

# Far longer than a cursor of any sensible id; keeps hostile input small. Not tuned.
_MAX_LENGTH = 4_000

# Bytes of the digest. It tells lists apart, and keeps no secret.
_DIGEST_BYTES = 6

_Key = Annotated[int, msgspec.Meta(ge=0, le=LAST_KEY)]


class KeyCursor(msgspec.Struct, frozen=True, array_like=True, tag="k", forbid_unknown_fields=True):
    """The last quote of a page by date."""

    key: _Key


class RankCursor(msgspec.Struct, frozen=True, array_like=True, tag="r", forbid_unknown_fields=True):
    """The last quote of a page by anything else: its rank, lower ranks first, then its key."""

    rank: float
    key: _Key


class NameCursor(msgspec.Struct, frozen=True, array_like=True, tag="n", forbid_unknown_fields=True):
    """The last entry of a page of a list by name."""

    name: str
    id: str


class VersionCursor(
    msgspec.Struct, frozen=True, array_like=True, tag="v", forbid_unknown_fields=True
):
    """The last entry of a page in the order of versions."""

    version: _Key
    kind: str
    id: str


Cursor = KeyCursor | RankCursor | NameCursor | VersionCursor
CursorT = TypeVar("CursorT", KeyCursor, RankCursor, NameCursor, VersionCursor)


def digest_list(*parts: Any) -> bytes:
    """The digest of a list: of its name, its filters and its order."""
    # The standard library writes half of a surrogate pair, too, which filters refuse by name.
    words = json.dumps(msgspec.to_builtins(parts)).encode("ascii")
    return hashlib.blake2b(words, digest_size=_DIGEST_BYTES).digest()


def encode_cursor(position: Cursor, digest: bytes) -> str:
    """The position in the list of the digest, as letters, digits, "-" and "_"."""
    word = base64.urlsafe_b64encode(digest + msgspec.json.encode(position))
    return word.rstrip(b"=").decode("ascii")


def decode_cursor(cursor: str, kind: type[CursorT], digest: bytes) -> CursorT:
    """The position of a word of `encode_cursor` in the list of the digest.

    Raises:
        QueryError: the cursor was not made by `encode_cursor`, or for another list.
    """
    try:
        if len(cursor) > _MAX_LENGTH:
            raise ValueError
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        decoded = base64.b64decode(padded, altchars=b"-_", validate=True)
        if decoded[:_DIGEST_BYTES] != digest:
            raise ValueError
        return msgspec.json.decode(decoded[_DIGEST_BYTES:], type=kind)
    except (ValueError, RecursionError) as error:
        raise QueryError(
            "cursor",
            "not a cursor of this list with these filters in this order; take it from `next` of "
            "the page before, and change nothing else",
        ) from error


def check_limit(limit: int) -> int:
    """The limit itself.

    Raises:
        QueryError: it is not between 1 and `MAX_LIMIT`.
    """
    if not 1 <= limit <= MAX_LIMIT:
        raise QueryError("limit", f"a page holds 1 to {MAX_LIMIT} items, not {limit}")
    return limit
