"""The server: told to stop, it says so first, and ends what is under way."""

from __future__ import annotations

from time import monotonic
from types import FrameType

import uvicorn

from api.app import create_app
from api.health import Condition
from api.logs import start_log
from quotes.settings import Settings


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
    _Server(config, condition, settings.drain_seconds).run()
