"""Topics with their numbers."""

from __future__ import annotations

from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]


def test_topics(client: Client) -> None:
    body = client.get("/v1/topics").json()
    assert body["items"][1] == {
        "code": "medtop:17000000",
        "name": "weather",
        "parent": None,
        "articles": 1,
        "direct_articles": 1,
        "quotes": 2,
        "permalink": "http://testserver.local/v1/quotes?topic=medtop%3A17000000",
    }
