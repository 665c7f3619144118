"""Keys: shown once, stored as digests, under one name for ever."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from quotes.errors import NotFoundError, QueryError
from quotes.store import NewKey, Store, find_prefix, is_valid
from quotes.store.engine.opening import open_database

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


def works(store: Store, new: NewKey, at: datetime = NOW) -> bool:
    key = store.access_keys.find(find_prefix(new.text) or "")
    return key is not None and is_valid(key, new.text, at)


def test_a_key_works_until_it_expires(store: Store) -> None:
    new = store.access_keys.create("desk", "read", NOW + HOUR)
    assert re.fullmatch("onrecord_[0-9a-f]{8}_[0-9a-f]{64}", new.text)
    assert works(store, new, NOW + HOUR / 2)
    assert not works(store, new, NOW + HOUR)


def test_only_the_whole_key_is_valid(store: Store) -> None:
    new = store.access_keys.create("desk", "read")
    (key,) = store.access_keys.list()
    other = store.access_keys.create("other", "admin")
    for text in (new.text[:-1] + "g", new.text[:17], other.text, ""):
        assert not is_valid(key, text, NOW)


@pytest.mark.parametrize(
    "text", ["", "onrecord_5f0c21ab_", "5f0c21ab", "onrecord_5F0C21AB_" + "0" * 64]
)
def test_what_is_no_key_has_no_prefix(text: str) -> None:
    assert find_prefix(text) is None


def test_a_revoked_key_does_not_work(store: Store) -> None:
    first = store.access_keys.create("desk", "read")
    second = store.access_keys.rotate("desk", overlap=HOUR)
    assert store.access_keys.has_valid()
    store.access_keys.revoke("desk")
    assert not works(store, first)
    assert not works(store, second)
    assert not store.access_keys.has_valid()


def test_a_rotated_key_keeps_name_and_scope(store: Store) -> None:
    """The one before works until the overlap has passed, and no longer than it would have."""
    first = store.access_keys.create("desk", "review")
    second = store.access_keys.rotate("desk", overlap=HOUR)
    assert (second.key.name, second.key.scope) == ("desk", "review")
    assert works(store, first, NOW + HOUR / 2)
    assert not works(store, first, NOW + 2 * HOUR)
    third = store.access_keys.rotate("desk", overlap=2 * HOUR)
    assert not works(store, first, NOW + 1.5 * HOUR)
    store.access_keys.rotate("desk")
    assert not works(store, third, NOW + HOUR)


def test_a_name_is_not_given_again(store: Store) -> None:
    """What somebody did is recorded under it."""
    store.access_keys.create("desk", "read")
    store.access_keys.revoke("desk")
    with pytest.raises(QueryError, match="onrecord keys rotate"):
        store.access_keys.create("desk", "read")
    assert works(store, store.access_keys.rotate("desk"), NOW + HOUR)


@pytest.mark.parametrize("name", ["", "a b", "-x", "é", "a" * 65, "a\n"])
def test_bad_names(store: Store, name: str) -> None:
    with pytest.raises(QueryError, match="a name has up to 64 letters"):
        store.access_keys.create(name, "read")


def test_keys_that_are_not_there(store: Store) -> None:
    assert store.access_keys.find("00000000") is None
    for change in (store.access_keys.revoke, store.access_keys.rotate):
        with pytest.raises(NotFoundError):
            change("desk")
    with pytest.raises(QueryError, match="is past"):
        store.access_keys.create("desk", "read", NOW - HOUR)


def test_no_key_is_in_the_database(new_url: Callable[[], str]) -> None:
    """Neither the key nor its secret part; and each change of keys is an event."""
    from sqlalchemy import text

    from quotes.store import open_store

    url = new_url()
    with open_store(url) as store:
        new = store.access_keys.create("desk", "read")
        store.access_keys.revoke("desk")
    database = open_database(url)
    try:
        with database.read() as connection:
            rows = [
                tuple(row)
                for table in ("access_keys", "events", "changes")
                for row in connection.execute(text(f"SELECT * FROM {table}"))  # noqa: S608
            ]
    finally:
        database.close()
    kinds = [value for row in rows for value in row if str(value).startswith("key.")]
    assert kinds == ["key.created", "key.revoked"]
    assert new.text.rpartition("_")[2] not in repr(rows)
