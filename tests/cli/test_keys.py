"""`onrecord keys`: a key is printed once, and listed without what it is."""

from __future__ import annotations

import re
from collections.abc import Callable

from click.testing import Result

Run = Callable[..., Result]


def test_keys_are_made_listed_rotated_and_revoked(run: Run) -> None:
    made = run("keys", "create", "desk", "--scope", "write", "--expires", "2999-01-31")
    key = made.stdout.strip()
    assert re.fullmatch("onrecord_[0-9a-f]{8}_[0-9a-f]{64}", key)
    assert "can't be shown again" in made.stderr
    assert key not in made.stderr
    other = run("keys", "rotate", "desk", "--overlap", "1").stdout.strip()
    assert run("keys", "revoke", "desk").exit_code == 0
    listed = run("keys", "list").stdout
    header, *rows = (line.split("\t") for line in listed.splitlines())
    assert header == ["name", "prefix", "scope", "created", "expires", "revoked"]
    assert [(row[0], row[2]) for row in rows] == [("desk", "write")] * 2
    assert all(row[5].startswith("20") for row in rows)
    assert [row[1] for row in rows] == [key.split("_")[1], other.split("_")[1]]
    assert key.split("_")[2] not in listed


def test_what_can_not_be_done_is_said(run: Run) -> None:
    assert run("keys", "create", "a b", "--scope", "read").exit_code == 2
    assert run("keys", "revoke", "desk").exit_code == 2
    assert (
        run("keys", "create", "desk", "--scope", "read", "--expires", "1999-01-01").exit_code == 2
    )
    assert run("keys", "create", "desk", "--scope", "read").exit_code == 0
    assert "onrecord keys rotate" in run("keys", "create", "desk", "--scope", "read").stderr
