"""Extraction in a process of its own, which ends when an article takes too long or too much memory.

    load = partial(load_models, "shipped", 1)
    with ExtractionWorker(WorkerLimits(seconds=300, memory_mb=4000), load) as worker:
        for item in worker.extract_articles(articles, batch_words=20_000):
            ...

The models are native code, which nothing within the process can interrupt. The system ends the
worker after the processor time that it may take (RLIMIT_CPU), refuses memory beyond a bound
(RLIMIT_AS), and this process ends a worker that takes three times as long by the clock, such as
one that waits for ever. The articles of a batch that ended the worker are tried again one by one
in another one; the one that ends that, too, is quarantined, and the others go on.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from types import TracebackType
from typing import NamedTuple

from quotes.errors import ModelError, QuotesError
from quotes.parsing.protocol import ArticleParser
from quotes.records import Article, Extraction, QuarantinedInput

# By the clock, in times of the processor time; beside other processes it takes longer. Not tuned.
_CLOCK = 3
# Seconds to load the models. On an idle machine it takes 3.
_LOADING = 600

Item = Article | QuarantinedInput
Result = Extraction | QuarantinedInput


class WorkerLimits(NamedTuple):
    """What a batch of articles, or one that is tried again alone, may take.

    Attributes:
        seconds: of processor time, of all threads together.
        memory_mb: beyond what the loaded models take.
    """

    seconds: float
    memory_mb: int


def load_models(kind: str, threads: int) -> ArticleParser:
    """The parser that `parsing.parser.load_parser` loads; only the worker imports its libraries."""
    from quotes.parsing.parser import load_parser

    return load_parser(kind, threads)


class ExtractionWorker:
    """A worker process, started anew when it has ended.

    Args:
        limits: of each batch.
        load: makes the parser, in the worker; it must be picklable.
    """

    def __init__(self, limits: WorkerLimits, load: Callable[[], ArticleParser]) -> None:
        self._limits, self._load = limits, load
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> ExtractionWorker:
        """Starts the worker.

        Raises:
            ModelError: the models can't be loaded.
        """
        self._start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stop()

    def extract_articles(self, articles: Iterable[Item], *, batch_words: int) -> Iterator[Result]:
        """As `pipeline.extract_articles`; articles beyond the limits are quarantined, too."""
        batch: list[Item] = []
        words = 0
        for item in articles:
            batch.append(item)
            words += len(item.text) // 6 if isinstance(item, Article) else 0
            if words >= batch_words:
                yield from self._extract(batch)
                batch, words = [], 0
        if batch:
            yield from self._extract(batch)

    def _extract(self, batch: Sequence[Item]) -> Iterator[Result]:
        if all(isinstance(item, QuarantinedInput) for item in batch):
            yield from (item for item in batch if isinstance(item, QuarantinedInput))
            return
        results = self._request(batch)
        if not isinstance(results, str):
            yield from results
        elif len(batch) > 1:
            for item in batch:
                yield from self._extract([item])
        else:
            yield QuarantinedInput(path=batch[0].id, line=None, reason=results)  # type: ignore[union-attr]

    def _request(self, batch: Sequence[Item]) -> list[Result] | str:
        """The results, or why the worker ended."""
        pipe = self._pipe or self._start()
        try:
            pipe.send(batch)
            if pipe.poll(self._limits.seconds * _CLOCK):
                results: list[Result] = pipe.recv()
                return results
            reason = self._describe_time()
        except (EOFError, OSError):
            reason = self._describe_end()
        self._stop()
        return reason

    def _start(self) -> Connection:
        # A new interpreter: a copy of this one would share its connections to the database.
        context = multiprocessing.get_context("spawn")
        pipe, other = context.Pipe()
        arguments = (other, self._load, self._limits)
        self._process = context.Process(target=_serve, args=arguments, daemon=True)
        self._process.start()
        other.close()
        self._pipe = pipe
        failure: QuotesError | None = None
        try:
            is_loaded = pipe.poll(_LOADING)
            failure = pipe.recv() if is_loaded else ModelError("loading the models takes too long")
        except (EOFError, OSError):
            failure = ModelError(f"the models can't be loaded: {self._describe_end()}")
        if failure is not None:
            self._stop()
            raise failure
        return pipe

    def _stop(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
            self._process = None

    def _describe_time(self) -> str:
        return (
            f"this article takes more than {self._limits.seconds:g} seconds of processor time, or "
            f"{_CLOCK} times as long by the clock; raise the setting article_seconds "
            "(ONRECORD_ARTICLE_SECONDS) to process it"
        )

    def _describe_end(self) -> str:
        if self._process is None:
            return "its process has ended"
        self._process.join(10)
        code = self._process.exitcode or 0
        if code == -signal.SIGXCPU:
            return self._describe_time()
        how = f"by signal {-code} ({signal.Signals(-code).name})" if code < 0 else f"with {code}"
        return (
            f"this article ended the process that read it {how}, twice; perhaps memory ran out: "
            "the setting article_memory_mb (ONRECORD_ARTICLE_MEMORY_MB) bounds it"
        )


def _serve(pipe: Connection, load: Callable[[], ArticleParser], limits: WorkerLimits) -> None:
    """The worker: answers each batch with its results, until the pipe is closed."""
    # Ctrl-C is the other process's to handle; it ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        from quotes.pipeline import extract_articles

        parser = load()
    except QuotesError as error:
        pipe.send(error)
        return
    _limit_memory(limits.memory_mb)
    pipe.send(None)
    with suppress(EOFError, OSError):
        while True:
            batch = pipe.recv()
            _limit_time(limits.seconds)
            # One batch: it was made by the number of words.
            pipe.send(list(extract_articles(batch, parser, batch_words=sys.maxsize)))


def _limit_time(seconds: float) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    end = int(used.ru_utime + used.ru_stime + seconds) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard == resource.RLIM_INFINITY or end <= hard:
        resource.setrlimit(resource.RLIMIT_CPU, (end, hard))


def _limit_memory(megabytes: int) -> None:
    """Bounds the address space; only where the system says how large it is now (Linux)."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            used = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    bound = used + megabytes * 1_000_000
    if hard == resource.RLIM_INFINITY or bound <= hard:
        resource.setrlimit(resource.RLIMIT_AS, (bound, hard))
