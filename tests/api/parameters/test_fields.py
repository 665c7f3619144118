"""`fields` leaves out what is not named, everywhere alike."""

from __future__ import annotations

import pytest
from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]


@pytest.mark.parametrize("noun", ["quotes", "speakers", "outlets", "topics"])
def test_lists_have_only_the_fields_named(client: Client, noun: str) -> None:
    whole = client.get(f"/v1/{noun}?limit=2").json()
    first = list(whole["items"][0])[:2]
    part = client.get(f"/v1/{noun}?limit=2&fields={','.join(reversed(first))}").json()
    assert part["next"] == whole["next"]
    assert part["items"] == [{name: each[name] for name in first} for each in whole["items"]]
    assert list(part["items"][0]) == list(reversed(first))


@pytest.mark.parametrize("path", ["/v1/speakers/ola-berg", "/v1/articles/dam-cable"])
def test_records_have_only_the_fields_named(client: Client, path: str) -> None:
    assert client.get(f"{path}?fields=id").json() == {"id": path.rpartition("/")[2]}


def test_a_field_that_a_record_lacks_is_left_out(client: Client) -> None:
    """Only what was searched for has highlights."""
    path = "/v1/quotes?limit=1&fields=id,highlights"
    assert client.get(path).json()["items"][0].keys() == {"id"}
    assert client.get(f"{path}&q=river").json()["items"][0].keys() == {"id", "highlights"}


@pytest.mark.parametrize("path", ["/v1/quotes", "/v1/speakers", "/v1/speakers/ola-berg"])
@pytest.mark.parametrize("fields", ["nme", "id,,name", "offsets.cue"])
def test_an_unknown_field_is_named(client: Client, path: str, fields: str) -> None:
    answer = client.get(path, params={"fields": fields})
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["parameter"] == "fields"
    assert "the fields are id, " in error["detail"]
