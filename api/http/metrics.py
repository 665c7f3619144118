"""Counts and times of requests, for Prometheus."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

# prometheus_client reads the setting when it is imported; so it is imported where it is used.
if TYPE_CHECKING:
    from prometheus_client import Histogram

# The library's setting: a folder in which each process keeps its counts in files.
_FOLDER = "PROMETHEUS_MULTIPROC_DIR"

# Upper bounds of the histogram's buckets: Prometheus's defaults, with finer steps below 5 ms, where
# most look-ups are.
_BUCKET_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


@contextmanager
def share_metrics() -> Iterator[None]:
    """Metrics made in the block, before anything else has imported the library, are counted over
    all processes that are forked in it.
    """
    with TemporaryDirectory(prefix="onrecord-metrics-") as folder:
        os.environ[_FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[_FOLDER]


def forget_process(pid: int) -> None:
    """Nothing that a process that has ended was doing counts as under way; what it has done still
    counts.
    """
    from prometheus_client.multiprocess import mark_process_dead

    if _FOLDER in os.environ:
        mark_process_dead(pid)  # type: ignore[no-untyped-call]  # prometheus_client is untyped


class Metrics:
    """The metrics of one application; they never say who asked for what."""

    def __init__(self) -> None:
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
        from prometheus_client.multiprocess import MultiProcessCollector

        self._registry = CollectorRegistry()
        if _FOLDER in os.environ:
            MultiProcessCollector(self._registry)  # type: ignore[no-untyped-call]  # prometheus_client is untyped
            registry = None
        else:
            ProcessCollector(registry=self._registry)
            registry = self._registry
        self._requests = Histogram(
            "onrecord_request_seconds",
            "Time from a request to the last byte of its answer.",
            ["operation", "status"],
            buckets=_BUCKET_SECONDS,
            registry=registry,
        )
        self.running = Gauge(
            "onrecord_requests_running",
            "Requests under way.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self.queries = Gauge(
            "onrecord_queries_running",
            "Queries in a thread of their own.",
            ["kind"],
            registry=registry,
            multiprocess_mode="livesum",
        )
        self.refused_queries = Counter(
            "onrecord_queries_shed",
            "Requests refused because too many queries were under way.",
            ["kind"],
            registry=registry,
        )
        self.cache_hits = Counter(
            "onrecord_answers_again",
            "Answers sent again as they were sent before, for the data was the same.",
            registry=registry,
        )
        # Finding a labelled child costs more than counting it.
        self._children: dict[tuple[str, int], Histogram] = {}

    def count_request(self, operation: str, status: int, seconds: float) -> None:
        """Add a request that has been answered."""
        child = self._children.get((operation, status))
        if child is None:
            child = self._requests.labels(operation, str(status))
            self._children[operation, status] = child
        child.observe(seconds)

    def encode(self) -> bytes:
        """All of them in Prometheus's text format."""
        from prometheus_client import generate_latest

        return generate_latest(self._registry)
