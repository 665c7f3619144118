"""Outlets with their numbers."""

from __future__ import annotations

from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]


def test_outlets(client: Client) -> None:
    body = client.get("/v1/outlets").json()
    assert body["items"][0] == {
        "name": "Cable Post",
        "articles": 2,
        "quotes": 3,
        "first_published": "2031-03-02",
        "last_published": "2031-03-02",
        "permalink": "http://testserver.local/v1/quotes?outlet=Cable+Post",
    }
