"""Keys: made, listed, rotated and revoked. A key is shown once; the store has only its digest.

    onrecord_5f0c21ab_9e1c…   the prefix by which it is found, and 256 random bits

The digest needs no salt and no slow function: nobody can try 2^256 keys.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from quotes.errors import NotFoundError, QueryError
from quotes.records import Scope
from quotes.store.engine.database import Database
from quotes.store.results import AccessKey
from quotes.store.schema import access_keys
from quotes.store.write.events import COMMAND, NewEvent, add_events, format_time

# A name stands in events and logs.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
_KEY = re.compile(r"onrecord_([0-9a-f]{8})_[0-9a-f]{64}")

_NAME_RULE = (
    "a name has up to 64 letters, digits and . _ @ -, and begins with a letter or digit: {!r}"
)


class NewKey(NamedTuple):
    """A key that was made: `text` is what clients send, and can't be found out again."""

    text: str
    key: AccessKey


def find_prefix(text: str) -> str | None:
    """The prefix of a key; None if the text is none."""
    match = _KEY.fullmatch(text)
    return match[1] if match else None


def is_valid(key: AccessKey, text: str, now: datetime) -> bool:
    """Whether the text is the key, and the key can be used at the time."""
    # The comparison takes the same time wherever the two differ.
    return compare_digest(key.digest, _digest(text)) and _is_current(key, now)


class AccessKeys:
    """The keys of persons and systems, each under one name for ever."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, name: str, scope: Scope, expires_at: datetime | None = None) -> NewKey:
        """A key under a new name.

        Raises:
            QueryError: the name is bad or taken, or the time is past.
        """
        if not _NAME.fullmatch(name):
            raise QueryError("name", _NAME_RULE.format(name))
        _check_expiry(expires_at)
        with self._database.write() as connection:
            if _read_keys(connection, name):
                raise QueryError(
                    "name",
                    f"{name!r} has had a key, and what it did is recorded under this name; "
                    "`onrecord keys rotate` gives it a new one",
                )
            return _add_key(connection, name, scope, expires_at, "key.created")

    def rotate(
        self, name: str, *, overlap: timedelta = timedelta(), expires_at: datetime | None = None
    ) -> NewKey:
        """Another key of the same name and scope; the earlier ones end after the overlap.

        Raises:
            NotFoundError: no key has the name.
            QueryError: the time is past.
        """
        _check_expiry(expires_at)
        end = datetime.now(UTC) + overlap
        with self._database.write() as connection:
            keys = _read_keys(connection, name)
            if not keys:
                raise NotFoundError("key", name)
            for key in keys:
                if _is_current(key, end):
                    ended = update(access_keys).where(access_keys.c.prefix == key.prefix)
                    connection.execute(ended.values(expires_at=format_time(end)))
            return _add_key(connection, name, keys[-1].scope, expires_at, "key.rotated")

    def revoke(self, name: str) -> None:
        """No key of the name can be used from now on.

        Raises:
            NotFoundError: no key has the name.
        """
        of_name = access_keys.c.name == name
        with self._database.write() as connection:
            if not _read_keys(connection, name):
                raise NotFoundError("key", name)
            revoked = update(access_keys).where(of_name, access_keys.c.revoked_at.is_(None))
            connection.execute(revoked.values(revoked_at=format_time(datetime.now(UTC))))
            add_events(connection, [NewEvent("key.revoked", name)], COMMAND)

    def list(self) -> tuple[AccessKey, ...]:
        """All keys that ever were, by name and time."""
        with self._database.read() as connection:
            return _read_keys(connection)

    def find(self, prefix: str) -> AccessKey | None:
        """The key with a prefix; whether it can be used is for `is_valid` to say."""
        query = select(access_keys).where(access_keys.c.prefix == prefix)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return None if row is None else AccessKey(**row._asdict())

    def has_valid(self) -> bool:
        """Whether any key can be used now."""
        now = datetime.now(UTC)
        return any(_is_current(key, now) for key in self.list())


def _is_current(key: AccessKey, at: datetime) -> bool:
    """Whether a key is neither revoked nor expired at a time."""
    if key.revoked_at is not None:
        return False
    return key.expires_at is None or key.expires_at > format_time(at)


def _check_expiry(expires_at: datetime | None) -> None:
    if expires_at is not None and expires_at <= datetime.now(UTC):
        raise QueryError("expires", f"{format_time(expires_at)} is past")


def _read_keys(connection: Connection, name: str | None = None) -> tuple[AccessKey, ...]:
    order = (access_keys.c.name, access_keys.c.created_at, access_keys.c.prefix)
    query = select(access_keys).order_by(*order)
    if name is not None:
        query = query.where(access_keys.c.name == name)
    return tuple(AccessKey(**row._asdict()) for row in connection.execute(query))


def _add_key(
    connection: Connection,
    name: str,
    scope: Scope,
    expires_at: datetime | None,
    kind: str,
) -> NewKey:
    prefix = secrets.token_hex(4)
    text = f"onrecord_{prefix}_{secrets.token_hex(32)}"
    key = AccessKey(
        prefix=prefix,
        name=name,
        scope=scope,
        digest=_digest(text),
        created_at=format_time(datetime.now(UTC)),
        expires_at=None if expires_at is None else format_time(expires_at),
        revoked_at=None,
    )
    connection.execute(insert(access_keys), {f: getattr(key, f) for f in key.__struct_fields__})
    add_events(connection, [NewEvent(kind, name, payload={"prefix": prefix})], COMMAND)
    return NewKey(text, key)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
