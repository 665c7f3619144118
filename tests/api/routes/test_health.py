"""The service is alive without a database, and ready with one."""

from __future__ import annotations

from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from quotes.settings import Settings
from quotes.store import migrate

Client = TestClient[Litestar]


def test_alive_and_ready(client: Client) -> None:
    assert client.get("/health/live").json() == {"status": "live"}
    assert client.get("/health/ready").json() == {"status": "ready"}


def test_alive_but_not_ready_without_a_database(lost: Client, lost_settings: Settings) -> None:
    assert lost.get("/health/live").status_code == 200
    answer = lost.get("/health/ready")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.headers["content-type"] == "application/problem+json"
    assert lost_settings.data_dir not in answer.text
    migrate(lost_settings.database_url)
    assert lost.get("/health/ready").status_code == 200


def test_not_ready_once_the_database_is_gone(lost: Client, lost_settings: Settings) -> None:
    migrate(lost_settings.database_url)
    assert lost.get("/health/ready").status_code == 200
    Path(lost_settings.database_url.removeprefix("sqlite:///")).unlink()
    assert lost.get("/health/ready").status_code == 503


@pytest.mark.parametrize("path", ["/v1/quotes", "/v1/export/quotes.ndjson", "/v1/speakers/x"])
def test_requests_without_a_database_are_problems(lost: Client, path: str) -> None:
    answer = lost.get(path)
    assert answer.status_code == 503
    assert answer.json()["type"] == "urn:onrecord:problem:store-unavailable"
