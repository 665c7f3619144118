"""The benchmark of the service runs; its figures are not tested."""

from __future__ import annotations

import importlib
import importlib.util
import json
import shutil
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from types import ModuleType, SimpleNamespace

import pytest

LOAD = Path(__file__).parents[2] / "bench" / "load"


@pytest.fixture(scope="module")
def rows() -> ModuleType:
    spec = importlib.util.spec_from_file_location("load_rows", LOAD / "rows.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["load_rows"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("size", [1, 7, 3_000])
def test_a_corpus_has_as_many_quotes_as_asked_for(rows: ModuleType, size: int) -> None:
    articles = list(rows.SyntheticCorpus(size))
    numbers = [quote.number for article in articles for quote in article.quotes]
    assert numbers == list(range(1, size + 1))
    published = [article.published for article in articles]
    assert published == sorted(published, reverse=True)
    assert articles == list(rows.SyntheticCorpus(size))


def test_terms_are_as_common_as_their_kind_says(rows: ModuleType) -> None:
    corpus = rows.SyntheticCorpus(5_000)
    texts = [set(quote.text.split()) for article in corpus for quote in article.quotes]
    for kind, least, most in (("rare", 1, 2), ("mid", 10, 25), ("common", 200, 625)):
        terms = corpus.find_terms(kind)
        assert terms
        for term in terms[:5]:
            assert least <= sum(term in words for words in texts) <= most


@pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed")
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc here")
def test_the_benchmark_runs(tmp_path: Path) -> None:
    arguments = ["--quotes", "300", "--folder", tmp_path, "--databases", "sqlite"]
    arguments += ["--without-peer", "--seconds", "1", "--rounds", "1", "--clients", "2"]
    run = subprocess.run(
        [sys.executable, LOAD, *arguments, "--cases", "look-up;common, ranked"],
        env={"PYTHONPATH": str(LOAD.parents[1]), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
        timeout=200,
    )
    lines = [line.split(" | ") for line in run.stdout.splitlines() if " | SQLite | " in line]
    assert [line[0] for line in lines][:2] == ["| look-up", "| common, ranked"]
    # The last column counts the errors.
    assert all(line[-1] == "0 |" for line in lines[:2])


class _Peer(BaseHTTPRequestHandler):
    """Answers every search with the same page."""

    def do_GET(self) -> None:
        rows = {"columns": ["id", "text"], "rows": [[1, "the bridge is open"]]}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(rows).encode())

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_a_peer_that_does_not_search_ends_the_benchmark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Datasette's, whose index was not recognised."""
    monkeypatch.syspath_prepend(str(LOAD))
    measuring = importlib.import_module("measuring")
    for kind in ("rare", "mid", "common"):
        (tmp_path / kind).write_text("bridge")
    with HTTPServer(("127.0.0.1", 0), _Peer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        paths = dict.fromkeys(measuring.SEARCHES, "/?q={}")
        peer = SimpleNamespace(
            name="peer", address=f"http://127.0.0.1:{server.server_port}", paths=paths
        )
        measuring.check_words([peer], tmp_path)
        (tmp_path / "mid").write_text("ferry")
        with pytest.raises(SystemExit, match="without searching for 'ferry'"):
            measuring.check_words([peer], tmp_path)
        server.shutdown()
