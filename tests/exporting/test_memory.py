"""An export takes no more memory for more rows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from store_builders import make_sample

from quotes.exporting import FORMATS
from quotes.records import Span
from quotes.store import open_store

ROWS, ARTICLES = 8_000, 12
LIMIT_MB = 50

# What is loaded once, such as pyarrow, is no growth.
_MEASURE = """
import sys
import pyarrow.parquet
from quotes.exporting import Export, ExportRequest
from quotes.store import open_store

def read_memory():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))

# The first array imports pandas, where that is installed.
pyarrow.array([], pyarrow.string())
with open_store(sys.argv[1]) as store:
    store.count()
    before = read_memory()
    with Export(store, ExportRequest(table="quotes", format=sys.argv[2])) as export:
        for _ in export:
            pass
    print(export.manifest.rows, (read_memory() - before) // 1024)
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store of 96,000 quotes of 300 characters."""
    url = f"sqlite:///{tmp_path_factory.mktemp('large') / 'onrecord.db'}"
    sample = make_sample()[2]
    (one,) = sample.attributions
    with open_store(url, create=True) as store:
        for number in range(ARTICLES):
            name = f"large-{number}"
            # No article is a copy of another: its words are its own.
            words = f"River{number} can wait{number}. " * (ROWS // 18 + 20)
            article = msgspec.structs.replace(sample.article, id=name, text=words)
            found = tuple(
                msgspec.structs.replace(
                    one, id=f"{name}-{n}", article_id=name, content=(Span(n, n + 300),)
                )
                for n in range(ROWS)
            )
            store.articles.save(
                msgspec.structs.replace(sample, article=article, attributions=found)
            )
    return url


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="there is no /proc here")
@pytest.mark.parametrize("form", FORMATS)
def test_memory_does_not_grow(large: str, form: str) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow")
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, large, form], capture_output=True, text=True, check=True
    )
    rows, growth = map(int, done.stdout.split())
    assert rows == ROWS * ARTICLES
    assert growth < LIMIT_MB
