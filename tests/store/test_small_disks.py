"""A disk of a few megabytes that is full: saving ends with an error, reading goes on, and with room
all is well. The disk is a file system in memory, mounted where the process alone sees it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

_FILL = """
import sys
from pathlib import Path
from litestar.testing import TestClient
from api import create_app
from quotes.errors import StoreError
from quotes.records import Article, Extraction
from quotes.settings import load_settings
from quotes.store import open_store

folder = Path(sys.argv[1])
url = f"sqlite:///{folder}/onrecord.db"
ballast = folder / "ballast"
ballast.write_bytes(bytes(500_000))
saved, is_full = [], False
with open_store(url, create=True) as store, TestClient(
    create_app(load_settings({}, database_url=url)), base_url="http://localhost"
) as client:
    while not is_full:
        article = Article(id=f"a{len(saved)}", text=f"{len(saved)} {'x' * 50_000}")
        try:
            store.articles.save(Extraction(article=article, attributions=()))
            saved.append(article.id)
        except StoreError as error:
            assert "make room on its disk" in str(error), error
            is_full = True
    assert len(saved) > 10
    for article in saved:
        assert client.get(f"/v1/articles/{article}").status_code == 200
    assert client.get("/v1/quotes?q=river").status_code == 200
    assert len(client.get("/v1/export/articles.ndjson").text.splitlines()) == len(saved)
    assert client.get("/health/ready").status_code == 200
    # A process that starts on the full disk reads, too.
    with open_store(url) as other:
        assert other.count().articles == len(saved)
    ballast.unlink()
    store.articles.save(Extraction(article=Article(id="last", text="x"), attributions=()))
    assert not [finding for finding in store.verify() if finding.broken]
    assert store.count().articles == len(saved) + 1
print("full after", len(saved))
"""


def test_a_full_disk_stops_saving_and_nothing_else(tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([unshare, "-Urm", "true"], check=False).returncode:
        pytest.skip("nothing can be mounted here")
    mounted = tmp_path / "disk"
    mounted.mkdir()
    script = f'mount -t tmpfs -o size=4m tmpfs "$1" && exec {sys.executable} -c "$2" "$1"'
    done = subprocess.run(
        [unshare, "-Urm", "sh", "-c", script, "sh", mounted, _FILL],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "full after" in done.stdout
