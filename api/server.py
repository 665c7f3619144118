"""The server: a socket, a log, and a graceful stop."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from types import FrameType

import uvicorn

from api.app import create_app
from api.http.logs import configure_logging
from api.http.shutdown import ShutdownState
from quotes.errors import SettingsError
from quotes.exporting import load_parquet
from quotes.settings import Settings

# uvloop accepts one connection for each socket that it listens on, then serves all its connections.
# Of 64 clients that connected at once and kept it busy, the last waited 3.2 s for its first answer;
# when the same socket is listened on this many times, 0.4 s.
_LISTENERS = 16


class _Server(uvicorn.Server):
    """A server that drains first: after a signal to stop it listens for a while, and
    `/health/ready` answers 503, so that load balancers send requests elsewhere.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        shutdown: ShutdownState,
        drain_seconds: float,
        on_ready: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self._drain_state, self._drain_seconds = shutdown, drain_seconds
        self._on_ready = on_ready
        self._stop_signal: tuple[float, int] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then call `on_ready`."""
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Start draining at the first signal; stop at once at the second."""
        self._drain_state.is_draining = True
        if self._stop_signal is None and self._drain_seconds > 0:
            self._stop_signal = monotonic(), sig
        else:
            super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Whether to stop, asked ten times a second."""
        if self._stop_signal is not None and not self.should_exit:
            received_at, sig = self._stop_signal
            if monotonic() - received_at >= self._drain_seconds:
                super().handle_exit(sig, None)
        return await super().on_tick(counter)


def listen(settings: Settings) -> socket.socket:
    """A socket that is bound to the address; nothing answers on it before `serve`.

    Raises:
        SettingsError: the address can't be used; the message names the options that change it.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as error:
        listening.close()
        raise SettingsError(
            f"can't listen on {settings.host}, port {settings.port} "
            f"({(error.strerror or str(error)).lower()}); choose another with --port or "
            "ONRECORD_PORT, --host or ONRECORD_HOST"
        ) from error
    return listening


def serve(
    settings: Settings,
    listening: socket.socket | None = None,
    on_ready: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve until SIGTERM or Ctrl-C; requests under way then have `stop_seconds` to finish.

    Args:
        settings: their `host` and `port` count if no socket is given.
        listening: a socket from `listen`.
        on_ready: called once with the service's address, when it answers.

    Raises:
        SettingsError: the address can't be used.
    """
    listening = listening or listen(settings)
    shutdown = ShutdownState()
    configure_logging(settings.log_level)
    app = create_app(settings, shutdown=shutdown)
    # Loaded now, so that the first request for them needn't wait and memory doesn't grow later.
    load_parquet()
    app.state["service"].document.make(app)
    config = uvicorn.Config(
        app,
        log_config=None,
        # The middleware logs requests, with their ids and without their queries.
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=settings.stop_seconds,
    )
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{host}:{listening.getsockname()[1]}"
    sockets = [listening, *(listening.dup() for _ in range(_LISTENERS - 1))]
    server = _Server(config, shutdown, settings.drain_seconds, lambda: on_ready(address))
    # A person who presses Ctrl-C has seen no failure. SIGTERM ends the process as usual.
    with suppress(KeyboardInterrupt):
        server.run(sockets)
