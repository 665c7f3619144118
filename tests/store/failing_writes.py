"""Ingests three articles again and again, each time with a later write to the database failing,
until none fails: run by `test_failing_writes.py`, with the library of `failing_writes.c` loaded.

Arguments: an empty database, a folder, how many writes to go on by, the error's number, and 1 if
only that one write fails, 0 if all that follow do, too. Prints how many writes were tried.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

from click.testing import CliRunner, Result

import quotes.parsing.parser
import quotes.pipeline
from quotes.cli.main import main
from quotes.records import Article, Attribution, Evidence, Extraction, Span, make_attribution_id
from quotes.store import open_store
from quotes.store.engine import file_lock
from quotes.store.write.articles import Articles

ARTICLES = 3
_save = Articles.save


class FailingWrites:
    """The variables of `failing_writes.c`."""

    def __init__(self, error: int, once: int) -> None:
        library = ctypes.CDLL(None)
        self._calls = ctypes.c_long.in_dll(library, "failing_calls")
        self._from = ctypes.c_long.in_dll(library, "failing_from")
        self._name = (ctypes.c_char * 256).in_dll(library, "failing_name")
        ctypes.c_int.in_dll(library, "failing_error").value = error
        ctypes.c_int.in_dll(library, "failing_once").value = once

    def start(self, file: Path, at: int) -> None:
        """From now on, let that write to the file, or to those beside it, fail."""
        self._name.value, self._calls.value, self._from.value = file.name.encode(), 0, at

    def stop(self) -> bool:
        """Let none fail any more; whether one has."""
        has_failed = self._calls.value >= self._from.value
        self._from.value = 0
        return has_failed


def extract(articles: Iterable[Article], *_: object, **__: object) -> Iterator[Extraction]:
    """What the models would find, without them."""
    for article in articles:
        at = article.text.index(" said")
        quote = Attribution(
            id=make_attribution_id(article.id, [article.text[: at - 4]]),
            article_id=article.id,
            content=(Span(0, at - 4),),
            source=(Span(at - 3, at),),
            cue=(Span(at + 1, at + 5),),
            type="indirect",
            speaker="Ann Lee",
            speaker_id="ann-lee",
            speaker_kind="person",
            confidence=0.9,
            evidence=Evidence(rule="verb"),
            model_version="test",
        )
        yield Extraction(article=article, attributions=(quote,))


def ingest(articles: Path) -> tuple[Result, set[str]]:
    """How it ended, and the ids of the articles whose saving was acknowledged."""
    acknowledged = set()

    def save(self: Articles, extraction: Extraction) -> str:
        became = _save(self, extraction)
        acknowledged.add(extraction.article.id)
        return became

    Articles.save = save  # type: ignore[method-assign,assignment]
    return CliRunner().invoke(main, ["ingest", str(articles), "--json"]), acknowledged


def check(url: str, acknowledged: set[str], at: int) -> None:
    """Nothing is lost and nothing half."""
    with open_store(url) as store:
        assert not [finding for finding in store.verify() if finding.broken], at
        counts = store.count()
        assert counts.articles == counts.quotes >= len(acknowledged), at
        for article_id in acknowledged:
            store.articles.get(article_id)


def sweep(template: Path, folder: Path, step: int, writes: FailingWrites) -> None:
    """All of it."""
    articles = folder / "articles.jsonl"
    texts = (f"The river rose {number} times, Ann said." for number in range(ARTICLES))
    lines = ({"id": f"a{number}", "text": text} for number, text in enumerate(texts))
    articles.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    for at in count(1, step):
        file = Path(shutil.copy(template, folder / f"failing-{at}.db"))
        url = os.environ["ONRECORD_DATABASE_URL"] = f"sqlite:///{file}"
        writes.start(file, at)
        result, acknowledged = ingest(articles)
        has_failed = writes.stop()
        # Writing the log back may fail without loss.
        assert result.exit_code == 3 or len(acknowledged) == ARTICLES, (at, result.output)
        assert result.exit_code in ((0, 3) if has_failed else (0,)), (at, result.output)
        assert result.exit_code == 0 or "; " in result.stderr, (at, result.stderr)
        assert "quarantined" not in result.stderr, (at, result.stderr)
        check(url, acknowledged, at)
        result, _ = ingest(articles)
        assert result.exit_code == 0, (at, result.output)
        check(url, {f"a{number}" for number in range(ARTICLES)}, at)
        for left in folder.glob(f"{file.name}*"):
            left.unlink()
        if not has_failed:
            print(f"{at // step} of {at} writes failed, each without loss")
            return


if __name__ == "__main__":
    quotes.parsing.parser.load_parser = lambda *_: None  # type: ignore[assignment,return-value]
    quotes.pipeline.extract_articles = extract
    # In this process, whose extraction is another.
    os.environ["ONRECORD_ARTICLE_SECONDS"] = "0"
    # The log is written back after each article, so that those writes fail, too.
    file_lock.CHECKPOINT_BYTES = 1
    sweep(
        Path(sys.argv[1]),
        Path(sys.argv[2]),
        int(sys.argv[3]),
        FailingWrites(int(sys.argv[4]), int(sys.argv[5])),
    )
