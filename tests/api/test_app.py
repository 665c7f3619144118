"""What holds for every route: HEAD, headers, and an application without hidden state."""

from __future__ import annotations

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api import create_app
from quotes.errors import SettingsError
from quotes.settings import Settings

Client = TestClient[Litestar]

PATHS = [
    "/v1/quotes",
    "/v1/speakers",
    "/v1/speakers/ola-berg",
    "/v1/outlets",
    "/v1/topics",
    "/v1/articles/dam-cable",
    "/v1/export/quotes.ndjson",
    "/health/live",
    "/health/ready",
    "/",
    "/docs",
    "/docs/assets/docs.js",
    "/openapi.json",
]


@pytest.mark.parametrize("path", PATHS)
def test_head_answers_as_get_without_a_body(client: Client, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert head.status_code == got.status_code < 400
    assert head.content == b""
    assert head.headers.get("content-length") == got.headers.get("content-length")


@pytest.mark.parametrize("path", [*PATHS, "/nothing", "/v1/quotes?limit=0"])
def test_every_answer_has_the_security_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "access-control-allow-origin" not in headers


def test_two_applications_do_not_share_anything(
    sample_settings: Settings, lost_settings: Settings
) -> None:
    with (
        TestClient(create_app(sample_settings)) as one,
        TestClient(create_app(lost_settings)) as two,
    ):
        assert one.get("/v1/quotes").status_code == 200
        assert two.get("/v1/quotes").status_code == 503
        assert one.get("/docs").status_code == two.get("/docs").status_code == 200


def test_settings_come_from_the_environment_when_the_app_is_made(
    monkeypatch: pytest.MonkeyPatch, sample_settings: Settings
) -> None:
    monkeypatch.setenv("ONRECORD_DATABASE_URL", sample_settings.database_url)
    with TestClient(create_app()) as client:
        assert client.get("/health/ready").status_code == 200
    monkeypatch.setenv("ONRECORD_PORT", "none")
    with pytest.raises(SettingsError, match="port"):
        create_app()
