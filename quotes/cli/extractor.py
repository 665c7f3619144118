"""What extracts the articles of a command: loaded with the first of them, and used for all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from functools import partial

from quotes.records import Article, Extraction, QuarantinedInput
from quotes.settings import Settings

_Extract = Callable[[Iterable[Article]], Iterator[Extraction | QuarantinedInput]]


class Extractor:
    """Extracts articles, in a process of its own unless the settings have no limits."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._stack = settings, ExitStack()
        self._loaded: _Extract | None = None

    def __enter__(self) -> Extractor:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def extract(self, articles: Iterable[Article]) -> Iterator[Extraction | QuarantinedInput]:
        """The extractions, in the order of the articles; those that fail are quarantined."""
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded(articles)

    def _load(self) -> _Extract:
        settings = self._settings
        if settings.article_seconds:
            from quotes.worker import ExtractionWorker, WorkerLimits, load_models

            limits = WorkerLimits(settings.article_seconds, settings.article_memory_mb)
            load = partial(load_models, settings.parser, settings.threads)
            worker = self._stack.enter_context(ExtractionWorker(limits, load))
            return partial(worker.extract_articles, batch_words=settings.batch_words)
        from quotes.parsing.parser import load_parser
        from quotes.pipeline import extract_articles

        parser = load_parser(settings.parser, settings.threads)
        return partial(extract_articles, parser=parser, batch_words=settings.batch_words)
