"""The worker process: what an article may take, whatever it does in there."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from collections.abc import Sequence
from functools import partial
from itertools import repeat

import pytest

from quotes.errors import ModelError
from quotes.records import Article, Extraction, Parse, QuarantinedInput
from quotes.worker import ExtractionWorker, WorkerLimits

LIMITS = WorkerLimits(seconds=1, memory_mb=300)
FAULTS = ("hang in native code", "hang in Python", "wait", "crash", "killed", "memory", "error")


class FaultyParser:
    """Does what an article's text says."""

    version = "by-hand"

    def parse_articles(
        self, articles: Sequence[Article], *, with_boilerplate: bool = False
    ) -> list[Parse]:
        """A parse without sentences, if anything."""
        for article in articles:
            _suffer(article.text)
        return [
            Parse(article=article, sentences=(), entities=(), model_version="by-hand")
            for article in articles
        ]


def _suffer(text: str) -> None:
    if text == "hang in native code":
        sum(repeat(1))  # type: ignore[call-overload]  # a loop in C that looks at no signal
    elif text == "hang in Python":
        while True:
            pass
    elif text == "wait":
        time.sleep(600)
    elif text == "crash":
        ctypes.string_at(0)
    elif text == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    elif text == "memory":
        bytearray(2_000_000_000)
    elif text == "error":
        raise ValueError("a fault")


def load_faulty() -> FaultyParser:
    return FaultyParser()


def load_nothing() -> FaultyParser:
    raise ModelError("a model is missing")


def load_and_end() -> FaultyParser:
    os._exit(7)


def extract(*texts: str, batch_words: int = 20_000) -> list[Extraction | QuarantinedInput]:
    articles = [Article(id=f"a{n}", text=text) for n, text in enumerate(texts)]
    with ExtractionWorker(LIMITS, load_faulty) as worker:
        return list(worker.extract_articles(articles, batch_words=batch_words))


def test_articles_come_in_their_order() -> None:
    """A worker gives what the pipeline gives, also over several batches."""
    texts = [f"text {number}" for number in range(7)]
    found = extract(*texts, batch_words=2)
    assert [item.article.text for item in found if isinstance(item, Extraction)] == texts


@pytest.mark.parametrize("fault", FAULTS)
def test_one_article_does_not_stop_the_others(fault: str) -> None:
    """Whatever it does, it is quarantined with the reason, and all others are extracted."""
    found = extract("one", fault, "two")
    assert [type(item) for item in found] == [Extraction, QuarantinedInput, Extraction]
    assert isinstance(found[1], QuarantinedInput)
    assert found[1].path == "a1"
    expected = {
        "crash": "SIGSEGV",
        "killed": "SIGKILL",
        "memory": "article_memory_mb",
        "error": "a fault",
    }
    assert expected.get(fault, "article_seconds") in found[1].reason


@pytest.mark.parametrize(
    ("load", "message"),
    [
        pytest.param(load_nothing, "a model is missing", id="a missing model"),
        pytest.param(load_and_end, "can't be loaded", id="a process that ends"),
    ],
)
def test_models_that_can_not_be_loaded(load: object, message: str) -> None:
    """It is an error of the command, not of an article."""
    with pytest.raises(ModelError, match=message), ExtractionWorker(LIMITS, load):  # type: ignore[arg-type]
        pass


def test_no_worker_is_left_behind() -> None:
    """It ends with the run."""
    with ExtractionWorker(LIMITS, partial(load_faulty)) as worker:
        assert worker._process
        pid = worker._process.pid
    assert pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
