"""Who may do what: a table of every route and every kind of key."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from api_clients import make_client
from litestar import Litestar
from litestar.testing import TestClient
from serving import serving

from api import create_app
from api.http.access import allows_anonymous_reading
from quotes.settings import Settings, load_settings
from quotes.store import open_store

Client = TestClient[Litestar]

KINDS = ("none", "read", "write", "review", "admin", "revoked", "expired", "wrong")
OPEN = frozenset(KINDS)
READ = frozenset({"read", "write", "review", "admin"})
# Every route, and with which keys it is answered: a new route fails until it stands here.
ROUTES: dict[tuple[str, str], frozenset[str]] = {
    ("GET", "/"): READ,
    ("GET", "/quotes/{quote_id}"): READ,
    ("GET", "/speakers/{speaker_id}"): READ,
    ("GET", "/check"): READ,
    ("GET", "/assets/{file_path}"): OPEN,
    ("GET", "/docs"): OPEN,
    ("GET", "/docs/assets/{file_path}"): OPEN,
    # The framework's own copy of the description.
    ("GET", "/docs/schema"): READ,
    ("GET", "/docs/schema/{path}"): READ,
    ("GET", "/docs/schema/openapi.json"): READ,
    ("GET", "/openapi.json"): OPEN,
    ("GET", "/health/live"): OPEN,
    ("GET", "/health/ready"): OPEN,
    ("GET", "/metrics"): READ,
    ("GET", "/v1/quotes"): READ,
    ("GET", "/v1/quotes/{quote_id}"): READ,
    ("GET", "/v1/quotes/{quote_id}/variants"): READ,
    ("GET", "/v1/speakers"): READ,
    ("GET", "/v1/speakers/{speaker_id}"): READ,
    ("GET", "/v1/speakers/{speaker_id}/quotes"): READ,
    ("GET", "/v1/outlets"): READ,
    ("GET", "/v1/topics"): READ,
    ("GET", "/v1/articles"): READ,
    ("GET", "/v1/articles/{article_id}"): READ,
    ("GET", "/v1/articles/{article_id}/versions"): READ,
    ("GET", "/v1/stories/{story_id}"): READ,
    ("GET", "/v1/stats/timeline"): READ,
    ("GET", "/v1/check"): READ,
    # It changes nothing.
    ("POST", "/v1/check"): READ,
    **{
        ("GET", f"/v1/export/{table}.{form}{suffix}"): READ
        for table in ("quotes", "articles", "speakers")
        for form in ("csv", "ndjson", "parquet")
        for suffix in ("", "/manifest")
    },
}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a service that nobody may read without a key."""
    url = f"sqlite:///{tmp_path_factory.mktemp('access') / 'onrecord.db'}"
    return load_settings({}, database_url=url, anonymous_reading=False)


@pytest.fixture(scope="module")
def keys(guarded: Settings) -> dict[str, str]:
    """The header of each kind of key."""
    with open_store(guarded.database_url, create=True) as store:
        made = {name: store.access_keys.create(name, name).text for name in KINDS[1:5]}  # type: ignore[arg-type]
        soon = datetime.now(UTC) + timedelta(seconds=0.05)
        made["expired"] = store.access_keys.create("expired", "admin", soon).text
        made["revoked"] = store.access_keys.create("revoked", "admin").text
        store.access_keys.revoke("revoked")
    made["wrong"] = made["admin"][:-2] + ("00" if made["admin"][-2:] != "00" else "11")
    time.sleep(0.06)
    return {kind: f"Bearer {key}" for kind, key in made.items()}


@pytest.fixture(scope="module")
def client(guarded: Settings, keys: dict[str, str]) -> Iterator[Client]:
    with make_client(guarded) as client:
        yield client


def list_routes() -> Iterator[tuple[str, str]]:
    for route in create_app(load_settings({})).routes:
        handlers = getattr(route, "route_handlers", None) or [route.route_handler]  # type: ignore[union-attr]
        for handler in handlers:
            for method in getattr(handler, "http_methods", {"GET"}) - {"OPTIONS", "HEAD"}:
                yield method, route.path_format


def ask(client: Client, kind: str, keys: dict[str, str], method: str, path: str) -> httpx.Response:
    headers = {} if kind == "none" else {"Authorization": keys[kind]}
    url = re.sub("{[^}]*}", "nothing", path.replace("{file_path}", "docs.js"))
    return client.request(method, url, headers=headers)


def test_every_route_is_in_the_table() -> None:
    assert set(list_routes()) == set(ROUTES)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_key(client: Client, keys: dict[str, str], kind: str) -> None:
    """401 without a good key, 403 with one for other things."""
    refused = 403 if kind in READ else 401
    for (method, path), allowed in ROUTES.items():
        answer = ask(client, kind, keys, method, path)
        if kind in allowed:
            assert answer.status_code not in (401, 403), (kind, method, path)
        else:
            assert answer.status_code == refused, (kind, method, path)
            assert answer.json()["status"] == refused
            assert answer.headers["www-authenticate"].startswith('Bearer realm="onrecord"')


def test_what_is_stored_for_answers_is_kept_from_others(
    client: Client, keys: dict[str, str]
) -> None:
    """Neither the cache nor an entity tag answers those who may not read."""
    for path in ("/v1/outlets", "/v1/quotes"):
        answer = ask(client, "read", keys, "GET", path)
        assert answer.headers["cache-control"] == "private, no-cache"
        assert "Authorization" in answer.headers["vary"]
        again = {"If-None-Match": answer.headers["etag"]}
        for kind in ("none", "revoked"):
            headers = again if kind == "none" else again | {"Authorization": keys[kind]}
            assert client.get(path, headers=headers).status_code == 401
            assert client.get("/" + path, headers=headers).status_code in (401, 404)


def test_a_bad_key_is_refused_where_none_is_needed(guarded: Settings, keys: dict[str, str]) -> None:
    with make_client(guarded, anonymous_reading=True) as client:
        assert ask(client, "none", keys, "GET", "/v1/outlets").status_code == 200
        assert ask(client, "read", keys, "GET", "/v1/outlets").status_code == 200
        refused = ask(client, "expired", keys, "GET", "/v1/outlets")
        assert refused.status_code == 401
        assert 'error="invalid_token"' in refused.headers["www-authenticate"]


@pytest.mark.parametrize("header", ["", "Bearer", "Basic YTpi", "Bearer x", "Bearer \xff"])
def test_headers_that_are_no_keys(client: Client, header: str) -> None:
    headers = {"Authorization": header.encode("latin-1")}
    assert client.get("/v1/outlets", headers=headers).status_code == 401


def test_the_scheme_is_known_in_any_case(client: Client, keys: dict[str, str]) -> None:
    headers = {"Authorization": keys["read"].replace("Bearer ", "bearer  ")}
    assert client.get("/v1/outlets", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("fields", "may"),
    [
        ({}, True),
        ({"host": "::1"}, True),
        ({"host": "localhost"}, True),
        ({"anonymous_reading": False}, False),
        ({"host": "0.0.0.0"}, False),  # noqa: S104 - that is what is closed
        ({"host": "desk.example"}, False),
        ({"public_url": "https://desk.example"}, False),
        ({"trusted_proxies": "127.0.0.1"}, False),
        ({"host": "0.0.0.0", "insecure": True}, True),  # noqa: S104
    ],
)
def test_who_may_read_without_a_key(fields: dict[str, Any], may: bool) -> None:
    assert allows_anonymous_reading(load_settings({}, **fields)) == may


def test_without_the_database_keys_are_neither_good_nor_bad(
    lost_settings: Settings, keys: dict[str, str]
) -> None:
    with make_client(lost_settings) as client:
        answer = ask(client, "read", keys, "GET", "/v1/outlets")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert ask(client, "read", keys, "GET", "/health/live").status_code == 200


def test_a_key_has_a_limit(guarded: Settings, keys: dict[str, str]) -> None:
    """Of its own, with headers that say what is left; probes are not counted."""
    with make_client(guarded, key_requests_per_minute=3) as client:
        for remaining in (2, 1, 0):
            answer = ask(client, "read", keys, "GET", "/v1/outlets")
            assert answer.status_code == 200
            assert answer.headers["ratelimit-policy"] == '"requests";q=3;w=60'
            assert answer.headers["ratelimit"].startswith(f'"requests";r={remaining};t=')
            assert ask(client, "read", keys, "GET", "/health/live").status_code == 200
        refused = ask(client, "read", keys, "GET", "/v1/outlets")
        assert refused.status_code == 429
        assert refused.json()["type"] == "urn:onrecord:problem:too-many-requests"
        assert 1 <= int(refused.headers["retry-after"]) <= 20
        assert ask(client, "write", keys, "GET", "/v1/outlets").status_code == 200


def test_an_address_has_a_limit(guarded: Settings, keys: dict[str, str]) -> None:
    """It counts what is refused, too, and no request with a good key."""
    with make_client(guarded, address_requests_per_minute=2) as client:
        statuses = [
            ask(client, kind, keys, "GET", "/v1/outlets").status_code
            for kind in ("none", "read", "wrong", "read", "none", "wrong", "read")
        ]
    assert statuses == [401, 200, 401, 200, 429, 429, 200]


def test_a_revoked_key_stops_in_a_running_server(tmp_path: Path) -> None:
    """Within the second that is promised, in every process; and the key is in no log."""
    settings = load_settings({}, database_url=f"sqlite:///{tmp_path / 'onrecord.db'}")
    with open_store(settings.database_url, create=True) as store:
        new = store.access_keys.create("desk", "read")
    given = {"ONRECORD_ANONYMOUS_READING": "0", "ONRECORD_LOG_LEVEL": "debug"}
    headers = {"Authorization": f"Bearer {new.text}", "Connection": "close"}
    with (
        serving(settings, ONRECORD_WORKERS="2", **given) as (address, process),
        httpx.Client(base_url=address, headers=headers) as client,
    ):
        assert {client.get("/v1/outlets").status_code for _ in range(20)} == {200}
        with open_store(settings.database_url) as store:
            store.access_keys.revoke("desk")
        time.sleep(1.0)
        assert {client.get("/v1/outlets").status_code for _ in range(20)} == {401}
        client.get("/v1/outlets", params={"key": new.text})
        process.terminate()
        _, log = process.communicate(timeout=20)
    assert '"status": 401' in log
    assert new.text.rpartition("_")[2] not in log
