"""Several processes serve one address: they drain together, and one that dies is replaced."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import msgspec
import pytest
from serving import serving

from api.workers import divide_limits, run_workers
from quotes.errors import QuotesError
from quotes.settings import Settings, load_settings

WORKERS = 3
# Seconds for what takes a few, on a busy machine.
PATIENCE = 60


def find_workers(process: subprocess.Popen[str]) -> set[int]:
    """The process ids of the workers."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return set(map(int, children))


def wait_for(is_done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_done():
        assert time.monotonic() < end
        time.sleep(0.05)


def is_gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def answers(address: str, path: str = "/health/live") -> list[int]:
    """The statuses of thirty answers, each on a connection of its own."""
    with httpx.Client(timeout=PATIENCE, headers={"Connection": "close"}) as client:
        return [client.get(address + path).status_code for _ in range(30)]


def test_workers_share_one_address_and_stop_together(sample_settings: Settings) -> None:
    with serving(sample_settings, ONRECORD_WORKERS=str(WORKERS)) as (address, process):
        wait_for(lambda: len(find_workers(process)) == WORKERS)
        workers = find_workers(process)
        assert answers(address, "/v1/quotes?limit=1") == [200] * 30
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=PATIENCE)
        assert (process.returncode, log) == (-signal.SIGTERM, "")
        assert all(map(is_gone, workers))


def test_a_worker_that_dies_is_replaced_and_no_request_is_lost(sample_settings: Settings) -> None:
    """Connections that it had not accepted yet are taken by the others."""
    with serving(sample_settings, ONRECORD_WORKERS=str(WORKERS)) as (address, process):
        for _ in range(5):
            wait_for(lambda: len(find_workers(process)) == WORKERS)
            before = find_workers(process)
            os.kill(min(before), signal.SIGKILL)
            # Until it is gone it may still accept a connection, which then ends with it.
            wait_for(lambda before=before: min(before) not in find_workers(process))  # type: ignore[misc]
            assert answers(address) == [200] * 30
            wait_for(lambda before=before: len(find_workers(process) - before) == 1)  # type: ignore[misc]
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=PATIENCE)
        assert log.count("ended with -9") == 5


def test_metrics_count_what_all_workers_have_done(
    sample_settings: Settings, tmp_path: Path
) -> None:
    """Those that have died, too; but nothing that they were doing counts as under way."""
    settings = {"ONRECORD_WORKERS": str(WORKERS), "TMPDIR": str(tmp_path)}
    with serving(sample_settings, **settings) as (address, process):
        wait_for(lambda: len(find_workers(process)) == WORKERS)
        assert answers(address, "/v1/topics") == [200] * 30
        os.kill(min(find_workers(process)), signal.SIGKILL)
        wait_for(lambda: len(find_workers(process)) == WORKERS)
        assert answers(address, "/v1/topics") == [200] * 30
        metrics = httpx.get(f"{address}/metrics").text
        assert 'onrecord_request_seconds_count{operation="listTopics",status="200"} 60.0' in metrics
        assert "onrecord_requests_running 1.0" in metrics
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)
        assert not list(tmp_path.iterdir())


def test_no_two_requests_have_the_same_id(sample_settings: Settings) -> None:
    with (
        serving(sample_settings, ONRECORD_WORKERS=str(WORKERS)) as (address, _),
        httpx.Client(base_url=address, headers={"Connection": "close"}) as client,
    ):
        ids = [client.get("/health/live").headers["x-request-id"] for _ in range(30)]
    assert len(set(ids)) == 30


def test_draining_workers_are_not_ready_but_answer(sample_settings: Settings) -> None:
    settings = {"ONRECORD_WORKERS": "2", "ONRECORD_DRAIN_SECONDS": "3"}
    with serving(sample_settings, **settings) as (address, process):
        wait_for(lambda: answers(address, "/health/ready") == [200] * 30)
        process.send_signal(signal.SIGTERM)
        wait_for(lambda: httpx.get(f"{address}/health/ready").status_code == 503)
        assert httpx.get(f"{address}/v1/quotes").status_code == 200
        assert process.wait(PATIENCE) == -signal.SIGTERM


def test_ctrl_c_in_a_terminal_drains_once(sample_settings: Settings) -> None:
    """A terminal sends the signal to the whole group of processes."""
    settings = {"ONRECORD_WORKERS": "2", "ONRECORD_DRAIN_SECONDS": "2"}
    with serving(sample_settings, start_new_session=True, **settings) as (address, process):
        wait_for(lambda: answers(address, "/health/ready") == [200] * 30)
        started = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        _, log = process.communicate(timeout=PATIENCE)
        assert (process.returncode, log) == (0, "")
        assert time.monotonic() - started > 1.5


def test_a_second_signal_stops_at_once(sample_settings: Settings) -> None:
    settings = {"ONRECORD_WORKERS": "2", "ONRECORD_DRAIN_SECONDS": "600"}
    with serving(sample_settings, **settings) as (address, process):
        wait_for(lambda: answers(address, "/health/ready") == [200] * 30)
        process.send_signal(signal.SIGTERM)
        wait_for(lambda: httpx.get(f"{address}/health/ready").status_code == 503)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == -signal.SIGTERM


def test_workers_end_with_their_parent(sample_settings: Settings) -> None:
    with serving(sample_settings, ONRECORD_WORKERS="2") as (_, process):
        wait_for(lambda: len(find_workers(process)) == 2)
        workers = find_workers(process)
        process.kill()
        process.wait()
        wait_for(lambda: all(map(is_gone, workers)))


def test_a_worker_that_can_not_start_ends_the_service() -> None:
    """And does not start again and again."""

    def fail(on_ready: Callable[[], None]) -> None:
        os._exit(7)

    with pytest.raises(QuotesError, match="a worker ended before it answered"):
        run_workers(load_settings({}, workers=2), fail, lambda: None)


@pytest.mark.parametrize(
    ("workers", "queries", "cache"), [(1, 4, 32), (2, 2, 16), (3, 1, 10), (64, 1, 0)]
)
def test_limits_are_divided_among_the_workers(workers: int, queries: int, cache: int) -> None:
    settings = divide_limits(load_settings({"ONRECORD_MAX_QUERIES": "4"}, workers=workers))
    assert (settings.max_queries, settings.response_cache_mb) == (queries, cache)
    assert settings.max_exports == queries
    assert settings.max_connections == 500 // workers
    assert msgspec.structs.replace(settings, workers=1).max_page == load_settings({}).max_page
