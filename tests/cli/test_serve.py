"""`onrecord serve`, and `run` where it serves."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Run = Callable[..., Result]


def test_run_and_serve_on_a_port_that_is_taken(run: Run, text_file: Path, tmp_path: Path) -> None:
    """The port is looked at before anything is read, and another one is the mend."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for words in (["run", text_file], ["serve"]):
            result = run(*words, "--port", port)
            assert (result.exit_code, result.stdout) == (2, "")
            assert f"port {port}" in result.stderr
            assert "--port" in result.stderr
    assert not (tmp_path / "data").exists()
