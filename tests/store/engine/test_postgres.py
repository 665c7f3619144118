"""Connections to a PostgreSQL that does not answer."""

from __future__ import annotations

import gc
import socket
from contextlib import closing

import pytest

from quotes.errors import StoreError
from quotes.store.engine.opening import open_database


def test_a_connection_that_is_not_made_in_time_is_closed_at_once() -> None:
    """Without the garbage collector: the server has a connection for each of them else."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = (
            f"postgresql+psycopg://reader@127.0.0.1:{silent.getsockname()[1]}/none?sslmode=disable"
        )
        with closing(open_database(url)) as database:
            gc.disable()
            try:
                with pytest.raises(StoreError), database.read():
                    pass
                server_side, _ = silent.accept()
                with server_side:
                    server_side.settimeout(5)
                    assert b"reader" in server_side.recv(10_000)
                    assert server_side.recv(1) == b""
            finally:
                gc.enable()
