"""No acknowledged article is lost when a process is killed at any moment.

`ONRECORD_FAULT_ROUNDS` is how often each process is killed; 2 by default.
"""

from __future__ import annotations

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from quotes.store import open_store

ROOT = Path(__file__).parents[2]
ROUNDS = int(os.environ.get("ONRECORD_FAULT_ROUNDS", "2"))
ARTICLES = 150 * ROUNDS

# The command line with two changes: it extracts a quote without the models, and it prints the id of
# each article when it is saved.
_INGEST = """
import quotes.parsing.parser, quotes.pipeline
from quotes.records import Attribution, Evidence, Extraction, Span, make_attribution_id
from quotes.store.write.articles import Articles

def extract(articles, parser, batch_words):
    for article in articles:
        at = article.text.index(" said")
        content, source = (Span(0, at - 4),), (Span(at - 3, at),)
        id_ = make_attribution_id(article.id, [article.text[: at - 4]])
        yield Extraction(article=article, attributions=(Attribution(
            id=id_, article_id=article.id, content=content, source=source,
            cue=(Span(at + 1, at + 5),), type="indirect", speaker="Ann", speaker_id="ann",
            speaker_kind="person", confidence=0.9, evidence=Evidence(rule="verb"),
            model_version="test",
        ),))

def save_and_print(self, extraction, save=Articles.save):
    saved = save(self, extraction)
    print("saved", extraction.article.id, flush=True)
    return saved

quotes.parsing.parser.load_parser = lambda *_: None
quotes.pipeline.extract_articles = extract
Articles.save = save_and_print
from quotes.cli.main import main
main()
"""
_COMMAND = "from quotes.cli.main import main; main()"


def run(code: str, url: str, *words: str | Path) -> subprocess.Popen[str]:
    """The command line in a process of its own, over the database."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *words],
        env=os.environ
        | {"PYTHONPATH": str(ROOT), "ONRECORD_DATABASE_URL": url, "ONRECORD_ARTICLE_SECONDS": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """JSON lines of articles that hold a quote each."""
    file = tmp_path / "articles.jsonl"
    lines = (
        {"id": f"a{number}", "text": f"The river rose {number} times, Ann said.", "outlet": "Post"}
        for number in range(ARTICLES)
    )
    file.write_bytes(b"\n".join(map(msgspec.json.encode, lines)))
    return file


def check(url: str, acknowledged: set[str]) -> None:
    """Every invariant holds, and every acknowledged article is stored with its quote."""
    verifying = run(_COMMAND, url, "verify", "--json")
    findings, _ = verifying.communicate(timeout=120)
    assert verifying.returncode == 0, findings
    with open_store(url) as store:
        for article_id in acknowledged:
            assert len(store.articles.get(article_id).attributions) == 1, article_id
        # The article that was being saved may be stored too, whole or not at all.
        counts = store.count()
        assert counts.articles == counts.quotes >= len(acknowledged)


def read_saved(ingest: subprocess.Popen[str], acknowledged: set[str]) -> None:
    """Add the ids that the process prints until it ends."""
    assert ingest.stdout
    with ingest.stdout as lines:
        acknowledged |= {line.split()[1] for line in lines}


@pytest.mark.timeout(120 + 60 * ROUNDS)
def test_ingest_that_is_killed_loses_nothing(new_url: Callable[[], str], articles: Path) -> None:
    url, chance = new_url(), random.Random(7)  # noqa: S311 - moments, no secrets
    acknowledged: set[str] = set()
    for _ in range(ROUNDS):
        ingest = run(_INGEST, url, "ingest", articles)
        assert ingest.stdout
        # After the first save; the moment within a later one is random.
        acknowledged.add(ingest.stdout.readline().split()[1])
        time.sleep(chance.uniform(0, 0.5))
        ingest.kill()
        read_saved(ingest, acknowledged)
        assert ingest.wait() in (-signal.SIGKILL, 0)
        check(url, acknowledged)
    ingest = run(_INGEST, url, "ingest", articles)
    read_saved(ingest, acknowledged)
    assert ingest.wait() == 0
    assert len(acknowledged) == ARTICLES
    check(url, acknowledged)


@contextmanager
def serving(url: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server that is ready, and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server, address = run(_COMMAND, url, "serve", "--port", str(port)), f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                get(f"{address}/health/ready")
                break
            except OSError:
                time.sleep(0.1)
        yield server, address
    finally:
        server.kill()
        server.communicate()


def get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 - an address of our own
        content: bytes = answer.read()
        return content


def request_until_killed(address: str) -> None:
    """Request pages and exports again and again until the server is gone."""
    while True:
        for path in ("/v1/quotes?q=river", "/v1/speakers", "/v1/export/quotes.ndjson"):
            try:
                get(address + path)
            except (OSError, http.client.HTTPException):
                # Cut off in the middle of an answer, or refused.
                return


@pytest.mark.timeout(120 + 60 * ROUNDS)
def test_a_server_that_is_killed_loses_nothing(new_url: Callable[[], str], articles: Path) -> None:
    """It is killed while it answers and another process saves, which goes on."""
    url, chance = new_url(), random.Random(8)  # noqa: S311 - moments, no secrets
    ingest = run(_INGEST, url, "ingest", articles)
    acknowledged: set[str] = set()
    reader = threading.Thread(target=read_saved, args=(ingest, acknowledged))
    reader.start()
    for _ in range(ROUNDS):
        with serving(url) as (server, address):
            clients = [
                threading.Thread(target=request_until_killed, args=(address,)) for _ in "abc"
            ]
            for client in clients:
                client.start()
            time.sleep(chance.uniform(0.1, 1))
            server.kill()
            for client in clients:
                client.join()
    reader.join()
    assert ingest.wait() == 0
    assert len(acknowledged) == ARTICLES
    check(url, acknowledged)
    with serving(url) as (_, address):
        assert len(get(f"{address}/v1/export/quotes.ndjson").splitlines()) == ARTICLES
        for number in random.Random(9).sample(range(ARTICLES), 20):  # noqa: S311 - a sample
            found = msgspec.json.decode(get(f"{address}/v1/articles/a{number}"))
            assert len(found["attributions"]) == 1
