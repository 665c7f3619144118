"""Which names the service answers to, and what its permalinks are made of."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import msgspec
import pytest
from api_clients import make_client
from litestar import Litestar
from litestar.testing import TestClient
from serving import serving

from api.http.hosts import HostPolicy, is_loopback
from quotes.settings import Settings

Client = TestClient[Litestar]


def find_status(policy: HostPolicy, *hosts: str, version: str = "1.1") -> int:
    """The status for a request that arrived at 10.0.0.7; 200 if it may be answered."""
    headers = [(b"host", host.encode("latin-1")) for host in hosts]
    scope = {"headers": headers, "http_version": version, "server": ("10.0.0.7", 8000)}
    problem = policy.find_problem(scope)
    return 200 if problem is None else problem[0].status


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LocalHost.:8000", 200),
        ("desk.localhost", 200),
        ("127.0.0.1:1", 200),
        ("127.9.9.9", 200),
        ("[::1]:8000", 200),
        ("[0:0:0:0:0:0:0:1]", 200),
        ("10.0.0.7:8000", 200),
        ("desk.example", 200),
        ("DESK.example:443", 200),
        ("lab.example", 200),
        ("evil.example", 421),
        ("evil.example:8000", 421),
        ("desk.example.evil.example", 421),
        ("localhost.evil.example", 421),
        ("10.0.0.8", 421),
        ("127.0.0.1.evil.example", 421),
        ("[::2]", 421),
        ("", 400),
        ("x:99999", 400),
        ("localhost:99999", 400),
        ("localhost:x", 400),
        ("[::1", 400),
        ("local host", 400),
        ("desk.example@evil.example", 400),
        ("desk.example/evil", 400),
        ("d\xe9sk.example", 400),
        ("a" * 300, 400),
    ],
)
def test_names(host: str, status: int) -> None:
    policy = HostPolicy("lab.example, ", "https://Desk.example/quotes")
    assert [find_status(policy, host) for _ in range(2)] == [status, status]


def test_no_host_and_two() -> None:
    """HTTP/1.0, which probes of old proxies speak, needs none; nobody may give two."""
    policy = HostPolicy("", "")
    assert find_status(policy, version="1.0") == 200
    assert find_status(policy) == 400
    assert find_status(policy, "localhost", "localhost") == 400


@pytest.mark.parametrize("name", ["", "::", "10.0.0.7", "example", "localhost.example"])
def test_not_loopback(name: str) -> None:
    assert not is_loopback(name)


@pytest.fixture(scope="module")
def guarded(sample_settings: Settings) -> Iterator[Client]:
    settings = msgspec.structs.replace(
        sample_settings, public_url="https://desk.example", insecure=True
    )
    with make_client(settings) as client:
        yield client


@pytest.mark.parametrize(
    "path",
    ["/v1/quotes", "/v1/quotes/nothing", "/nothing", "/health/live", "/health/ready", "/metrics",
     "/docs", "/openapi.json", "/v1/export/quotes.csv", "/", "/docs/assets/%00"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
@pytest.mark.parametrize(
    ("host", "status", "slug"),
    [("evil.example", 421, "wrong-host"), ("x:99999", 400, "bad-host"), ("[::1", 400, "bad-host")],
)
def test_every_path_refuses_with_a_problem(
    guarded: Client, path: str, method: str, host: str, status: int, slug: str
) -> None:
    answer = guarded.request(method, path, headers={"Host": host}, follow_redirects=False)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"]
    assert "location" not in answer.headers
    if method != "HEAD":
        assert answer.json()["type"] == f"urn:onrecord:problem:{slug}"


def test_the_refusal_names_the_settings(guarded: Client) -> None:
    detail = guarded.get("/v1/quotes", headers={"Host": "evil.example"}).json()["detail"]
    assert "evil.example" in detail
    assert "ONRECORD_ALLOWED_HOSTS" in detail


def test_a_cached_answer_is_not_given_under_another_name(guarded: Client) -> None:
    for host, status in (("desk.example", 200), ("evil.example", 421), ("desk.example", 200)):
        assert guarded.get("/v1/outlets", headers={"Host": host}).status_code == status


def find_permalink(address: str, **headers: str) -> str:
    answer = httpx.get(f"{address}/v1/quotes?limit=1", headers=headers)
    permalink: str = answer.json()["items"][0]["permalink"]
    return permalink


@pytest.mark.parametrize(
    ("proxies", "scheme"),
    [("", "http"), ("10.0.0.0/8", "http"), ("10.0.0.0/8, 127.0.0.1", "https")],
)
def test_forwarded_headers_count_only_from_trusted_proxies(
    sample_settings: Settings, proxies: str, scheme: str
) -> None:
    """As whoever asks a real server from 127.0.0.1 sees it."""
    given = {"ONRECORD_TRUSTED_PROXIES": proxies, "ONRECORD_INSECURE": "1"}
    with serving(sample_settings, **given) as (address, _):
        forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
        permalink = find_permalink(address, **forwarded, Forwarded="host=evil.example;proto=https")
        assert permalink.startswith(f"{scheme}://127.0.0.1:")
        assert httpx.get(address, headers={"Host": "evil.example"}).status_code == 421
