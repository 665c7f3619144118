"""Clients of an API in the same process, for tests."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Litestar
from litestar.testing import TestClient

from api import create_app
from quotes.settings import Settings, load_settings


def make_client(settings: Settings, **changes: object) -> TestClient[Litestar]:
    """A client over the settings with some changes. It answers errors as a server does, instead of
    raising them, and does not follow redirects.
    """
    fields = msgspec.structs.asdict(settings) | changes
    options: dict[str, Any] = {"raise_server_exceptions": False}
    client = TestClient(create_app(load_settings({}, **fields)), **options)
    client.follow_redirects = False
    return client
