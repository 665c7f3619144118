"""Only web pages of the origins in the setting may read answers."""

from __future__ import annotations

import pytest
from api_clients import make_client

from quotes.settings import Settings


@pytest.mark.parametrize(
    ("setting", "origin", "allowed"),
    [
        pytest.param("", "https://desk.example", None, id="nobody by default"),
        pytest.param(
            "https://desk.example", "https://desk.example", "https://desk.example", id="1"
        ),
        pytest.param("https://desk.example", "https://evil.example", None, id="a stranger"),
        pytest.param(
            "https://a.example, https://b.example/",
            "https://b.example",
            "https://b.example",
            id="2",
        ),
        pytest.param("*", "https://desk.example", "*", id="all"),
    ],
)
def test_web_pages_of_the_origins_in_the_setting_may_read(
    sample_settings: Settings, setting: str, origin: str, allowed: str | None
) -> None:
    with make_client(sample_settings, cors_origins=setting) as client:
        for path in ("/v1/quotes", "/v1/quotes/nothing", "/nothing"):
            headers = client.get(path, headers={"Origin": origin}).headers
            assert headers.get("access-control-allow-origin") == allowed
            assert "access-control-allow-credentials" not in headers
            assert ("Origin" in headers["vary"]) == (setting not in ("", "*"))
        asked = {"Origin": origin, "Access-Control-Request-Method": "GET"}
        preflight = client.options("/v1/quotes", headers=asked)
        assert preflight.status_code == 204
        assert preflight.headers.get("access-control-allow-origin") == allowed
        methods = preflight.headers.get("access-control-allow-methods")
        assert methods == ("GET, HEAD, POST" if allowed else None)
