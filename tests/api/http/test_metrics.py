"""Requests are counted by operation and status."""

from __future__ import annotations

from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]


def test_requests_are_counted(client: Client) -> None:
    client.get("/v1/quotes?limit=0")
    text = client.get("/metrics").text
    assert 'onrecord_request_seconds_count{operation="listQuotes",status="400"}' in text
    assert "onrecord_requests_running 1.0" in text
    assert "process_cpu_seconds_total" in text
