"""Every command of the data team's walk-through runs, and does what it says."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from quotes.records import Article, Attribution, Evidence, Extraction, Span, make_attribution_id
from quotes.store import Store, open_store

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "how-to" / "data-team.md"
BLOCKS = re.findall(r"```sh\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)


def _fill(store: Store) -> None:
    """The sample articles with what people found in them."""
    for line in (ROOT / "seeds" / "gold.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)
        article = Article(id=gold["id"], outlet=gold["outlet"], text=gold["text"])
        made = [_make_attribution(article, each) for each in gold["attributions"]]
        unique = {each.id: each for each in made}
        store.articles.save(Extraction(article=article, attributions=tuple(unique.values())))


def _make_attribution(article: Article, gold: dict[str, Any]) -> Attribution:
    content, cue, source = (
        tuple(Span(start, end) for start, end in gold[name])
        for name in ("content", "cue", "source")
    )
    speaker = gold["speaker"]
    return Attribution(
        id=make_attribution_id(article.id, [span.slice(article.text) for span in content]),
        article_id=article.id,
        content=content,
        cue=cue,
        source=source,
        type=gold["type"],
        act=gold["act"],
        speaker=speaker,
        speaker_id=speaker and speaker.lower().replace(" ", "-"),
        speaker_kind=gold["speaker_kind"],
        confidence=1.0,
        evidence=Evidence(rule="gold"),
        model_version="gold",
    )


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    with open_store(f"sqlite:///{folder / 'onrecord.db'}", create=True) as store:
        _fill(store)
    return folder


@pytest.fixture
def port(data_dir: Path) -> Iterator[int]:
    """Where a service over the data listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "quotes.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--data-dir", str(data_dir)], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    try:
        _wait(f"http://127.0.0.1:{port}/health/ready")
        yield port
    finally:
        process.terminate()
        process.wait(60)


def _wait(url: str) -> None:
    for _ in range(300):
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    pytest.fail("the service does not begin")


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_walk_through(data_dir: Path, port: int, tmp_path: Path) -> None:
    """All blocks in one shell, which stops at the first command that fails."""
    onrecord = shlex.join([sys.executable, "-m", "quotes.cli"])
    script = "\n".join(["set -euxo pipefail", f'onrecord() {{ {onrecord} "$@"; }}', *BLOCKS])
    done = subprocess.run(
        ["bash", "-c", script.replace(":8000", f":{port}")],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "ONRECORD_DATA_DIR": str(data_dir)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = (tmp_path / "quotes.ndjson").read_text("utf-8").splitlines()
    manifest = json.loads((tmp_path / "quotes.csv.manifest.json").read_text("utf-8"))
    assert manifest["rows"] == len(rows) > 400
    assert (tmp_path / "changes.ndjson").read_text("utf-8") == ""
    assert len((tmp_path / "articles.ndjson").read_text("utf-8").splitlines()) == 19
