"""What holds for every route: HEAD, headers, and an application without hidden state."""

from __future__ import annotations

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api import create_app
from quotes.errors import SettingsError
from quotes.settings import Settings

Client = TestClient[Litestar]


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
