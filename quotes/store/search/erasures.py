"""What was erased and must not come again: known by digests, so that no word of it is stored.

A digest hides a word only from those who can't guess it: whoever has the database can ask it
whether a certain name was erased.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Literal

import msgspec
from sqlalchemy import Connection, select

from quotes.store.engine.batches import batched
from quotes.store.schema import erasures

# The URL of an article; the id of a speaker; an article and the folded name of somebody who is not
# to be named in its attributions.
ErasedKind = Literal["url", "speaker", "name"]

# A row that is there from the commit of an erasure until its bytes are gone from the files, too.
UNFINISHED = "unfinished"


def digest_erased(kind: ErasedKind, *words: str) -> str:
    """The SHA-256 under which something that was erased is known."""
    return hashlib.sha256(msgspec.json.encode((kind, *words))).hexdigest()


def find_digests(connection: Connection, digests: Iterable[str]) -> set[str]:
    """Those of the digests that are of something that was erased."""
    erased: set[str] = set()
    for batch in batched(sorted(digests)):
        query = select(erasures.c.digest).where(erasures.c.digest.in_(batch))
        erased.update(connection.scalars(query))
    return erased


def is_erased(connection: Connection, kind: ErasedKind, *words: str) -> bool:
    """Whether this was erased."""
    return bool(find_digests(connection, [digest_erased(kind, *words)]))


def is_unfinished(connection: Connection) -> bool:
    """Whether an erasure was interrupted before its bytes were gone from the files."""
    return UNFINISHED in find_digests(connection, [UNFINISHED])


def has_erasures(connection: Connection) -> bool:
    """Whether anything was ever erased."""
    return connection.execute(select(erasures.c.digest).limit(1)).first() is not None
