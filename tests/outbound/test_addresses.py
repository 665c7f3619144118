"""Only public addresses are asked, whatever a name resolves to."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from threading import Thread

import pytest

from quotes.errors import OutboundError
from quotes.outbound import OutboundClient
from quotes.outbound.addresses import is_allowed, is_public

PRIVATE = [
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1",  # noqa: S104
    "169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
    "2001:db8::1", "::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a00:1", "2002:7f00:1::", "2002:c0a8:101::1", "2001:0:53aa:64c::1", "localhost", "",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1111", "::ffff:93.184.215.14"])
def test_public_addresses(address: str) -> None:
    """On the ports of the web."""
    assert is_public(address)
    assert [port for port in (22, 80, 443, 5432, 8080) if is_allowed(address, port)] == [80, 443]


@pytest.fixture
def listening() -> Iterator[tuple[int, list[object]]]:
    """A port of this machine, and the connections to it."""
    connections: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            try:
                while True:
                    connections.append(server.accept())
            except OSError:
                pass

        Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1], connections


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::1]",
     "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0"],
)  # fmt: skip
def test_this_machine_is_never_asked(host: str, listening: tuple[int, list[object]]) -> None:
    """By any of its names, in any spelling: no connection is seen."""
    port, connections = listening
    with OutboundClient(contact="") as client, pytest.raises(OutboundError):
        client.request("GET", f"http://{host}:{port}/")
    assert connections == []


def test_a_name_is_resolved_once(
    monkeypatch: pytest.MonkeyPatch, listening: tuple[int, list[object]]
) -> None:
    """One that is public for the check and this machine for the connection reaches neither."""
    port, connections = listening
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])
    connected: list[str] = []

    def connect(_: object, address: str, *__: object) -> None:
        connected.append(address)
        raise OutboundError("no network in tests")

    monkeypatch.setattr("quotes.outbound.addresses.resolve", lambda *_: next(answers))
    monkeypatch.setattr(
        "quotes.outbound.addresses.is_allowed", lambda address, _: is_public(address)
    )
    monkeypatch.setattr("httpcore.SyncBackend.connect_tcp", connect)
    with OutboundClient(contact="") as client, pytest.raises(OutboundError, match="no network"):
        client.request("GET", f"http://rebinding.example:{port}/")
    assert (connected, connections) == (["93.184.215.14"], [])


def test_one_private_address_of_several_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    both = ["93.184.215.14", "10.0.0.1"]
    monkeypatch.setattr("quotes.outbound.addresses.resolve", lambda *_: both)
    with OutboundClient(contact="") as client, pytest.raises(OutboundError, match=r"10\.0\.0\.1"):
        client.request("GET", "http://both.example/")
