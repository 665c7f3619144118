"""The articles of a command with a progress bar, and what became of them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from quotes.errors import QuotesError
from quotes.options import SET_ASIDE, notes
from quotes.reading import describe_passed_over, read_articles
from quotes.records import Article, Extraction, Rejection
from quotes.settings import Settings, make_data_dir


class CountedRun:
    """The articles of a run with a progress bar, and what became of them."""

    def __init__(self) -> None:
        self.counts = {"read": 0, "set_aside": 0, "duplicates": 0, "attributions": 0}
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("articles, {task.fields[found]} attributions"),
            TimeElapsedColumn(),
            console=notes,
            transient=True,
            disable=not notes.is_terminal,
        )

    def __enter__(self) -> CountedRun:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def articles(self, paths: Iterable[Path], settings: Settings) -> Iterator[Article]:
        """The readable articles; the others are named on standard error and counted."""
        reading = read_articles(
            [str(path) for path in paths],
            max_bytes=settings.max_article_bytes,
            stdin=sys.stdin.buffer,
        )
        for item in reading:
            if isinstance(item, Rejection):
                self._reject(item)
            else:
                self.counts["read"] += 1
                yield item
        self.counts["duplicates"] = reading.duplicates
        if reading.passed_over:
            others = describe_passed_over(reading.passed_over)
            notes.print(
                f"passed over, for only .txt, .jsonl and .ndjson are read: {escape(others)}"
            )

    def extractions(self, paths: Iterable[Path], settings: Settings) -> Iterator[Extraction]:
        from quotes.parsing.parser import load_parser
        from quotes.pipeline import extract_articles

        task = self._progress.add_task("reading", total=None, found=0)
        parser = load_parser(settings.parser, settings.threads)
        articles = self._progressing(self.articles(paths, settings), task)
        for item in extract_articles(articles, parser, batch_words=settings.batch_words):
            if isinstance(item, Rejection):
                self._reject(item)
                self.counts["read"] -= 1
                continue
            self.counts["attributions"] += len(item.attributions)
            self._progress.update(
                task, advance=1, description="extracting", found=self.counts["attributions"]
            )
            yield item

    def _progressing(self, articles: Iterable[Article], task: Any) -> Iterator[Article]:
        for article in articles:
            self._progress.update(task, total=self.counts["read"])
            yield article

    def stored(self, paths: Iterable[Path], settings: Settings) -> Iterator[Extraction]:
        """Extractions as they are stored; counts say which were new, replaced, unchanged or
        stay withdrawn; those are left out.
        """
        from quotes.identities import read_wikidata
        from quotes.store import Saved, open_store

        table = read_wikidata(Path(settings.wikidata_table) if settings.wikidata_table else None)
        self.counts |= dict.fromkeys(get_args(Saved), 0)
        make_data_dir(settings)
        with open_store(settings.database_url, create=True, wikidata=table) as store:
            for extraction in self.extractions(paths, settings):
                try:
                    saved = store.save(extraction)
                except QuotesError as error:
                    self._reject(
                        Rejection(path=extraction.article.id, line=None, reason=str(error))
                    )
                    continue
                self.counts[saved] += 1
                if saved != "withdrawn":
                    yield extraction
            store.settle_speakers()

    def _reject(self, rejection: Rejection) -> None:
        self.counts["set_aside"] += 1
        where = rejection.path if rejection.line is None else f"{rejection.path}:{rejection.line}"
        notes.print(f"[yellow]set aside[/yellow] {escape(where)}: {escape(rejection.reason)}")

    def report(self, settings: Settings, *, as_json: bool) -> None:
        from quotes.store import hide_password

        database = hide_password(settings.database_url)
        if as_json:
            sys.stdout.buffer.write(
                msgspec.json.encode(self.counts | {"database": database}) + b"\n"
            )
            return
        counts = self.counts
        notes.print(
            f"{counts['read']} articles ({counts['new']} new, {counts['replaced']} replaced, "
            f"{counts['unchanged']} unchanged, {counts['withdrawn']} stay withdrawn), "
            f"{counts['attributions']} attributions, {counts['set_aside']} set aside, "
            f"{counts['duplicates']} passed over as read before"
        )
        notes.print(f"database: {escape(database)}")

    def finish(self) -> None:
        """Ends the process with SET_ASIDE if anything was."""
        if self.counts["set_aside"]:
            sys.exit(SET_ASIDE)
