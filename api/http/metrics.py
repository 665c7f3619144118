"""Counts and times of requests, for Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

# Upper bounds of the histogram's buckets: Prometheus's defaults, with finer steps below 5 ms, where
# most look-ups are.
_BUCKET_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The metrics of one application; they never say who asked for what."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = Histogram(
            "onrecord_request_seconds",
            "Time from a request to the last byte of its answer.",
            ["operation", "status"],
            buckets=_BUCKET_SECONDS,
            registry=self.registry,
        )
        self.running = Gauge(
            "onrecord_requests_running", "Requests under way.", registry=self.registry
        )
        self.queries = Gauge(
            "onrecord_queries_running",
            "Queries in a thread of their own.",
            ["kind"],
            registry=self.registry,
        )
        self.refused_queries = Counter(
            "onrecord_queries_shed",
            "Requests refused because too many queries were under way.",
            ["kind"],
            registry=self.registry,
        )
        self.cache_hits = Counter(
            "onrecord_answers_again",
            "Answers sent again as they were sent before, for the data was the same.",
            registry=self.registry,
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
