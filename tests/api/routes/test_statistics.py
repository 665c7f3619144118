"""Quotes over time."""

from __future__ import annotations

from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]


def test_the_timeline_counts_by_interval(client: Client) -> None:
    body = client.get("/v1/stats/timeline?interval=year").json()
    assert body == {
        "items": [{"start": "2030-01-01", "quotes": 1}, {"start": "2031-01-01", "quotes": 4}],
        "next": None,
        "interval": "year",
        "undated": 1,
        "models": [{"model_version": "test-1", "first": "2030-12-31", "last": "2031-03-04"}],
    }
    assert client.get("/v1/stats/timeline?speaker=berg").json()["undated"] == 1
    assert client.get("/v1/stats/timeline?interval=hour").status_code == 400
