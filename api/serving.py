"""The server: told to stop, it says so first, and ends what is under way."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from types import FrameType

import uvicorn

from api.app import create_app
from api.health import Condition
from api.logs import start_log
from quotes.errors import SettingsError
from quotes.exporting import load_parquet
from quotes.settings import Settings

# uvloop accepts one connection for each socket it listens on, then answers all that it has: of 64
# clients who came at once and kept it busy, the last waited 3.2 s for its first answer. With the
# same socket listened on so many times it waits 0.4 s.
_ACCEPTED_AT_ONCE = 16


class _Server(uvicorn.Server):
    """Between a signal to stop and the end of listening, `/health/ready` answers 503, so that a
    load balancer sends nothing more.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        condition: Condition,
        drain_seconds: float,
        tell_ready: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self._condition, self._drain_seconds = condition, drain_seconds
        self._tell_ready = tell_ready
        self._told: tuple[float, int] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and only then tell that it answers."""
        await super().startup(sockets)
        if self.started:
            self._tell_ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to drain at the first signal; a second one stops at once."""
        self._condition.draining = True
        if self._told is None and self._drain_seconds > 0:
            self._told = monotonic(), sig
        else:
            super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Whether to stop, asked ten times a second."""
        if self._told is not None and not self.should_exit:
            at, sig = self._told
            if monotonic() - at >= self._drain_seconds:
                super().handle_exit(sig, None)
        return await super().on_tick(counter)


def listen(settings: Settings) -> socket.socket:
    """A socket that holds the address, and answers nobody before `serve` has it.

    Raises:
        SettingsError: the address can't be had; the message names the mend.
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
    tell_ready: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve until SIGTERM or Ctrl-C; then requests under way get `stop_seconds` to end.

    Args:
        settings: whose `host` and `port` count where no socket is given.
        listening: what `listen` gave.
        tell_ready: called once with the service's address, when it answers.

    Raises:
        SettingsError: the address can't be had.
    """
    listening = listening or listen(settings)
    condition = Condition()
    start_log(settings.log_level)
    app = create_app(settings, condition=condition)
    # Both at once, lest the first to want them wait, and the process grow under load.
    load_parquet()
    app.state["service"].description.make(app)
    config = uvicorn.Config(
        app,
        log_config=None,
        # The application writes its own, with ids and without queries.
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=settings.stop_seconds,
    )
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{host}:{listening.getsockname()[1]}"
    sockets = [listening, *(listening.dup() for _ in range(_ACCEPTED_AT_ONCE - 1))]
    server = _Server(config, condition, settings.drain_seconds, lambda: tell_ready(address))
    # Ctrl-C is how a person ends it, so it is no failure. SIGTERM ends the process as ever.
    with suppress(KeyboardInterrupt):
        server.run(sockets)
