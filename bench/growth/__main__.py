"""What saving an article costs while the store grows, and which parts of it.

    python bench/growth --sizes 1000,10000,100000

Articles are invented (`names`) and saved without extraction through the store, most of them 200 at
a time; after each size some are saved one by one, as `onrecord ingest` does, and measured. The
figures are milliseconds of processor time for an article on SQLite, so that other work of the
machine changes them little. Decisions that wait for the end of a run are made before each
measurement, and measured apart.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from names import InventedNews

from quotes.records import Extraction
from quotes.store import Store, open_store
from quotes.store.write import saving

# Articles that are saved together. Not tuned.
_TOGETHER = 200
# Parts of saving, by the functions that do them.
_PARTS = {"who is who": "identify", "variants": "cluster_quotes", "speakers": "refresh_speakers"}


def main(arguments: list[str]) -> None:
    options = _read_options(arguments)
    titles = ("articles", "people", "file MB", "loading", "one by one", *_PARTS, "rest")
    print(f"| {' | '.join(titles)} |")
    print("|" + "---|" * (6 + len(_PARTS)), flush=True)
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        file = Path(folder) / "growth.db"
        with open_store(f"sqlite:///{file}", create=True) as store:
            news = InventedNews()
            articles = iter(news)
            saved = 0
            for size in options.sizes:
                start = time.process_time()
                _load(store, articles, size - saved)
                store.identities.decide_pending()
                loading = (time.process_time() - start) / max(1, size - saved)
                single, parts = _measure(store, list(islice(articles, options.measured)))
                saved = size + options.measured
                rest = single - sum(parts.values())
                columns = [
                    f"{size:,}", f"{news.people:,}", f"{file.stat().st_size / 1e6:,.0f}",
                    *(f"{1000 * value:.1f}" for value in (loading, single, *parts.values(), rest)),
                ]  # fmt: skip
                print(f"| {' | '.join(columns)} |", flush=True)


def _load(store: Store, articles: Iterator[Extraction], count: int) -> None:
    for start in range(0, count, _TOGETHER):
        store.articles.save_all(list(islice(articles, min(_TOGETHER, count - start))))


def _measure(store: Store, articles: list[Extraction]) -> tuple[float, dict[str, float]]:
    """Seconds of processor time for an article, and of each part."""
    with _measure_parts() as parts:
        start = time.process_time()
        for extraction in articles:
            store.articles.save(extraction)
        seconds = time.process_time() - start
    return seconds / len(articles), {part: took / len(articles) for part, took in parts.items()}


@contextmanager
def _measure_parts() -> Iterator[dict[str, float]]:
    """The seconds that each part has taken so far."""
    seconds = dict.fromkeys(_PARTS, 0.0)

    def measure(part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            start = time.process_time()
            try:
                return function(*arguments)
            finally:
                seconds[part] += time.process_time() - start

        return call

    functions = {part: getattr(saving, name) for part, name in _PARTS.items()}
    for part, name in _PARTS.items():
        setattr(saving, name, measure(part, functions[part]))
    try:
        yield seconds
    finally:
        for part, name in _PARTS.items():
            setattr(saving, name, functions[part])


def _read_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/growth", description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=_split_numbers, default=(1_000, 10_000, 100_000))
    parser.add_argument("--measured", type=int, default=300, help="articles saved one by one")
    parser.add_argument("--folder", type=Path, help="where the database is kept meanwhile")
    return parser.parse_args(arguments)


def _split_numbers(numbers: str) -> tuple[int, ...]:
    return tuple(map(int, numbers.split(",")))


if __name__ == "__main__":
    main(sys.argv[1:])
