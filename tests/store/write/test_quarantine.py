"""Inputs that could not be read, kept until they can."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from quotes.records import QuarantinedInput
from quotes.store import Store


def put(store: Store, *places: tuple[str, int | None], reason: str = "bad") -> None:
    inputs = [QuarantinedInput(path=path, line=line, reason=reason) for path, line in places]
    store.quarantine.add(inputs, ["/in"] * len(inputs))


def list_places(store: Store, paths: list[str] | None = None) -> list[tuple[str, int | None]]:
    return [(entry.path, entry.line) for entry in store.quarantine.list(paths)]


def test_the_last_reason_of_a_place_counts(store: Store) -> None:
    put(store, ("/in/b", 2), ("/in/b", None), ("/in/a", None))
    put(store, ("/in/b", 2), reason="worse")
    entries = store.quarantine.list()
    assert [(entry.path, entry.line, entry.reason) for entry in entries] == [
        ("/in/a", None, "bad"), ("/in/b", None, "bad"), ("/in/b", 2, "worse"),
    ]  # fmt: skip
    assert store.version() == 0


def test_a_path_is_itself_and_what_is_below(store: Store) -> None:
    """But no path that only begins alike, in letters of another case or with wildcards."""
    put(store, *((path, None) for path in ("/in/a", "/in/a/b", "/in/a.b", "/in/A/b", "/in/a0")))
    assert list_places(store, ["/in/a"]) == [("/in/a", None), ("/in/a/b", None)]
    assert list_places(store, ["/in/_"]) == []
    assert list_places(store, []) == []
    store.quarantine.remove(["/in/a"], datetime.now(UTC) + timedelta(seconds=1))
    assert {path for path, _ in list_places(store)} == {"/in/a.b", "/in/A/b", "/in/a0"}


def test_what_was_tried_since_stays(store: Store) -> None:
    put(store, ("/in/a", None))
    store.quarantine.remove(["/in"], datetime.now(UTC) - timedelta(hours=1))
    assert list_places(store) == [("/in/a", None)]
    store.quarantine.remove(["/"], datetime.now(UTC) + timedelta(hours=1))
    assert list_places(store) == []
