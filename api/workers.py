"""Several processes that serve one address."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from threading import Thread
from time import monotonic, sleep
from types import FrameType

import msgspec

from api.http.metrics import forget_process
from quotes.errors import QuotesError
from quotes.settings import Settings

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
# Before a worker that ended before it answered is replaced, in seconds. Not tuned.
_PAUSE_SECONDS = 1.0
# Added to the time that a worker has to stop by itself, in seconds, before it is killed. Not tuned.
_KILL_SECONDS = 5.0

_log = logging.getLogger("onrecord.workers")

# Serves in the process that calls it, and calls its argument when it answers.
Serve = Callable[[Callable[[], None]], None]


def divide_limits(settings: Settings) -> Settings:
    """The settings of one worker: its share of what the service may do at once and keep."""
    workers = settings.workers
    return msgspec.structs.replace(
        settings,
        max_connections=max(1, settings.max_connections // workers),
        max_queries=max(1, settings.max_queries // workers),
        max_exports=max(1, settings.max_exports // workers),
        response_cache_mb=settings.response_cache_mb // workers,
    )


def run_workers(settings: Settings, serve: Serve, on_ready: Callable[[], None]) -> signal.Signals:
    """The signal that stopped it, after serving in several processes until SIGTERM or Ctrl-C.

    Each process gets either as SIGTERM; a second signal is passed on, too. A worker that ends
    before is replaced. They are forked, so that they share the memory of what is imported before.

    Args:
        settings: how many, and how long they may take to stop.
        serve: called in each of them.
        on_ready: called once, in this process, when all answer.

    Raises:
        QuotesError: a worker ended before all answered for the first time.
    """
    seconds = settings.drain_seconds + settings.stop_seconds + _KILL_SECONDS
    return _WorkerProcesses(serve, on_ready, seconds).run(settings.workers)


class _Worker:
    """A process, and the pipe on which it says that it answers."""

    def __init__(self, serve: Serve) -> None:
        self.is_ready = False
        self.ready, said = multiprocessing.Pipe(duplex=False)
        context = multiprocessing.get_context("fork")
        self.process: BaseProcess = context.Process(target=_run_worker, args=(serve, said))
        self.process.start()
        said.close()


class _WorkerProcesses:
    def __init__(self, serve: Serve, on_ready: Callable[[], None], stop_seconds: float) -> None:
        self._serve, self._on_ready, self._stop_seconds = serve, on_ready, stop_seconds
        self._workers: list[_Worker] = []
        self._has_served = False
        self._stopped_at: float | None = None
        self._stop_signal = signal.SIGINT

    def run(self, count: int) -> signal.Signals:
        gc.freeze()
        try:
            with self._handle_signals():
                for _ in range(count):
                    self._start()
                while self._workers:
                    self._wait()
        finally:
            for worker in self._workers:
                worker.process.kill()
                worker.process.join()
        return self._stop_signal

    @contextmanager
    def _handle_signals(self) -> Iterator[None]:
        before = {number: signal.signal(number, self._stop) for number in _STOP_SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if self._stopped_at is None:
            self._stopped_at, self._stop_signal = monotonic(), signal.Signals(number)
        for worker in self._workers:
            worker.process.terminate()

    def _start(self) -> None:
        # So that a signal finds the worker in the list, and not this process's handler in it.
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOP_SIGNALS)
        try:
            if self._stopped_at is None:
                self._workers.append(_Worker(self._serve))
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOP_SIGNALS)

    def _wait(self) -> None:
        """Handle what happens next."""
        by_event: dict[Connection | int, _Worker] = {}
        for worker in self._workers:
            by_event[worker.process.sentinel] = worker
            if not worker.is_ready:
                by_event[worker.ready] = worker
        # A signal doesn't end the wait, so that it has to end by itself.
        for event in wait(list(by_event), timeout=1):
            worker = by_event[event]  # type: ignore[index]  # no sockets are waited for
            if event is worker.ready:
                self._note_ready(worker)
            else:
                self._replace(worker)
        if self._stopped_at is not None and monotonic() - self._stopped_at > self._stop_seconds:
            for worker in self._workers:
                worker.process.kill()

    def _note_ready(self, worker: _Worker) -> None:
        try:
            worker.is_ready = worker.ready.recv()
        except EOFError:
            return
        if not self._has_served and all(worker.is_ready for worker in self._workers):
            self._has_served = True
            self._on_ready()

    def _replace(self, worker: _Worker) -> None:
        worker.process.join()
        worker.ready.close()
        self._workers.remove(worker)
        if worker.process.pid is not None:
            forget_process(worker.process.pid)
        if self._stopped_at is not None:
            return
        if not self._has_served:
            raise QuotesError("a worker ended before it answered; the log says why")
        _log.error("worker %s ended with %s", worker.process.pid, worker.process.exitcode)
        if not worker.is_ready:
            sleep(_PAUSE_SECONDS)
        self._start()


def _run_worker(serve: Serve, said: Connection) -> None:
    for number in _STOP_SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOP_SIGNALS)
    # A group of its own, so that a terminal's Ctrl-C reaches only the parent, which passes it on.
    os.setpgid(0, 0)
    Thread(target=_stop_without_parent, args=(os.getppid(),), daemon=True).start()
    serve(lambda: said.send(True))


def _stop_without_parent(parent: int) -> None:
    """Stop this process when its parent is gone, which may not have had the time to tell it."""
    while os.getppid() == parent:
        sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
