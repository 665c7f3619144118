"""Cursors: a position in a list, and the opaque word for it in a URL."""

from __future__ import annotations

import base64
from typing import Annotated, TypeVar

import msgspec

from quotes.errors import QueryError
from quotes.store.schema.keys import LAST_KEY

MAX_LIMIT = 200
DEFAULT_LIMIT = 50

# Far longer than a cursor of any sensible id; keeps hostile input small. Not tuned.
_MAX_LENGTH = 4_000

_Key = Annotated[int, msgspec.Meta(ge=0, le=LAST_KEY)]


class KeyCursor(msgspec.Struct, frozen=True, array_like=True, tag="k", forbid_unknown_fields=True):
    """The last quote of a page by date."""

    key: _Key


class RankCursor(msgspec.Struct, frozen=True, array_like=True, tag="r", forbid_unknown_fields=True):
    """The last quote of a page by anything else: its rank, lower ranks first, then its key."""

    order: str
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


def encode_cursor(position: Cursor) -> str:
    """The position as letters, digits, "-" and "_"."""
    return base64.urlsafe_b64encode(msgspec.json.encode(position)).rstrip(b"=").decode("ascii")


def decode_cursor(cursor: str, kind: type[CursorT]) -> CursorT:
    """The position of a word of `encode_cursor`.

    Raises:
        QueryError: the cursor was not made by `encode_cursor`, or for another kind of list.
    """
    try:
        if len(cursor) > _MAX_LENGTH:
            raise ValueError
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        return msgspec.json.decode(
            base64.b64decode(padded, altchars=b"-_", validate=True), type=kind
        )
    except ValueError as error:
        raise QueryError(
            "cursor", "not a cursor of this list; take it from `next` of the page before"
        ) from error


def check_limit(limit: int) -> int:
    """The limit itself.

    Raises:
        QueryError: it is not between 1 and `MAX_LIMIT`.
    """
    if not 1 <= limit <= MAX_LIMIT:
        raise QueryError("limit", f"a page holds 1 to {MAX_LIMIT} items, not {limit}")
    return limit
