"""The server: a socket, a log, and a graceful stop."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
from collections.abc import Callable
from contextlib import nullcontext, suppress
from functools import partial
from ipaddress import ip_network
from time import monotonic
from types import FrameType
from typing import cast

import uvicorn
from litestar import Litestar

from api.app import create_app
from api.connections import ConnectionLimits, LimitedProtocol
from api.http.hosts import is_loopback
from api.http.logs import configure_logging
from api.http.metrics import share_metrics
from api.http.shutdown import ShutdownState
from api.workers import divide_limits, run_workers
from quotes.errors import SettingsError
from quotes.settings import Settings
from quotes.store import has_database, open_store

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
        prepare: Callable[[], object],
    ) -> None:
        super().__init__(config)
        self._prepare = prepare
        self._drain_state, self._drain_seconds = shutdown, drain_seconds
        self._on_ready = on_ready
        self._stop_signal: tuple[float, int] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, call `on_ready`, then `prepare` in a thread what requests will need."""
        await super().startup(sockets)
        if self.started:
            self._on_ready()
            asyncio.get_running_loop().run_in_executor(None, self._prepare)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Start draining at the first signal; stop at once at the second."""
        self._drain_state.is_draining = True
        if self._stop_signal is None and self._drain_seconds > 0:
            self._stop_signal = monotonic(), sig
        else:
            super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Whether to stop, asked ten times a second."""
        if counter % 10 == 0:
            now = asyncio.get_running_loop().time()
            for connection in list(self.server_state.connections):
                if isinstance(connection, LimitedProtocol):
                    connection.close_if_late(now)
        if self._stop_signal is not None and not self.should_exit:
            received_at, sig = self._stop_signal
            if monotonic() - received_at >= self._drain_seconds:
                super().handle_exit(sig, None)
        return await super().on_tick(counter)


def listen(settings: Settings) -> socket.socket:
    """A socket that is bound to the address; nothing answers on it before `serve`.

    Raises:
        SettingsError: the address can't be used, or is reached from other machines while there is
            no key, without `insecure`; the message says what to do.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        # Connections inherit it. The system closes those whose client takes nothing for so long.
        listening.setsockopt(
            socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, settings.stall_seconds * 1000
        )
    try:
        listening.bind((settings.host, settings.port))
    except OSError as error:
        listening.close()
        raise SettingsError(
            f"can't listen on {settings.host}, port {settings.port} "
            f"({(error.strerror or str(error)).lower()}); choose another with --port or "
            "ONRECORD_PORT, --host or ONRECORD_HOST"
        ) from error
    is_local = is_loopback(listening.getsockname()[0])
    if not (is_local or settings.insecure or _has_key(settings)):
        listening.close()
        raise SettingsError(
            f"{settings.host} is reached from other machines, and nobody has a key: make one with "
            "`onrecord keys create`, or take --insecure (ONRECORD_INSECURE=1) to let whoever "
            "reaches the service read everything"
        )
    return listening


def _has_key(settings: Settings) -> bool:
    """Whether anybody has a key that can be used."""
    if not has_database(settings.database_url):
        return False
    with open_store(settings.database_url) as store:
        return store.access_keys.has_valid()


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
        SettingsError: the address or the trusted proxies can't be used.
        QuotesError: a worker can't start.
    """
    _check_proxies(settings.trusted_proxies)
    listening = listening or listen(settings)
    configure_logging(settings.log_level)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{host}:{listening.getsockname()[1]}"
    # Before it is duplicated: a copy of a blocking socket would make it block for all workers.
    listening.setblocking(False)
    settings, shutdown = divide_limits(settings), ShutdownState()
    stopped_by = signal.SIGINT
    with share_metrics() if settings.workers > 1 else nullcontext():
        app = create_app(settings, shutdown=shutdown)
        # What is there now stays: looking for garbage among it takes 100 ms each time, for which
        # all requests wait.
        gc.collect()
        gc.freeze()
        work = partial(_serve_here, app, settings, shutdown, listening)
        if settings.workers > 1:
            # Made once, for all workers.
            app.state["service"].document.make(app)
            stopped_by = run_workers(settings, work, lambda: on_ready(address))
        else:
            work(lambda: on_ready(address))
    if stopped_by != signal.SIGINT:
        # The process ends as one does that has no handler.
        signal.raise_signal(stopped_by)


def _serve_here(
    app: Litestar,
    settings: Settings,
    shutdown: ShutdownState,
    listening: socket.socket,
    on_ready: Callable[[], None],
) -> None:
    """Serve in this process."""
    protocol = partial(LimitedProtocol, ConnectionLimits.of(settings))
    config = uvicorn.Config(
        app,
        # Called as the class would be.
        http=cast(type[asyncio.Protocol], protocol),
        ws="none",
        log_config=None,
        # The middleware logs requests, with their ids and without their queries.
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_keep_alive=settings.idle_seconds,
        timeout_graceful_shutdown=settings.stop_seconds,
    )
    sockets = [listening, *(listening.dup() for _ in range(_LISTENERS - 1))]
    document = app.state["service"].document
    server = _Server(config, shutdown, settings.drain_seconds, on_ready, lambda: document.make(app))
    # A person who presses Ctrl-C has seen no failure. SIGTERM ends the process as usual.
    with suppress(KeyboardInterrupt):
        server.run(sockets)


def _check_proxies(proxies: str) -> None:
    for proxy in proxies.split(",") if proxies else ():
        try:
            ip_network(proxy.strip())
        except ValueError as error:
            raise SettingsError(
                f"ONRECORD_TRUSTED_PROXIES: {proxy.strip()!r} is no address or network such as "
                "127.0.0.1 or 10.0.0.0/8"
            ) from error
