"""The server: told to stop, it says so first, and ends what is under way."""

from __future__ import annotations

from time import monotonic
from types import FrameType

import uvicorn

from api.app import create_app
from api.health import Condition
from api.logs import start_log
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

    def __init__(self, config: uvicorn.Config, condition: Condition, drain_seconds: float) -> None:
        super().__init__(config)
        self._condition, self._drain_seconds = condition, drain_seconds
        self._told: tuple[float, int] | None = None

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


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C; then requests under way get `stop_seconds` to end."""
    # At once, lest the first to want it wait a second longer, and the process grow under load.
    load_parquet()
    condition = Condition()
    start_log(settings.log_level)
    config = uvicorn.Config(
        create_app(settings, condition=condition),
        host=settings.host,
        port=settings.port,
        log_config=None,
        # The application writes its own, with ids and without queries.
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=settings.stop_seconds,
    )
    listening = config.bind_socket()
    sockets = [listening, *(listening.dup() for _ in range(_ACCEPTED_AT_ONCE - 1))]
    _Server(config, condition, settings.drain_seconds).run(sockets)
