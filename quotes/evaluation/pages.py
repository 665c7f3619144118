"""How well web pages are read, beside trafilatura alone: words, quotations, paragraphs, time.

The folder is shaped as scrapinghub's article-extraction-benchmark: `ground-truth.json` with the
`articleBody` of each id, and `html/ID.html.gz`.
"""

from __future__ import annotations

import gzip
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from quotes.errors import ArticleError, SettingsError
from quotes.evaluation.page_fields import FieldCount, count_right, load_page_labels
from quotes.readers.article_fields import ArticleFields
from quotes.readers.formats.decoding import decode
from quotes.readers.html.web_pages import read_page
from quotes.records import Record

_WORD = re.compile(r"\w+")
_QUOTATION = re.compile(r"“([^“”]{1,2000})”|\"([^\"\n]{1,2000})\"")
_WORDS = 4


class PageScores(Record, frozen=True, kw_only=True):
    """Figures of one way to read the pages.

    Attributes:
        f1: of the means of precision and recall over word 4-grams, as the benchmark has it.
        quotations_kept: the share of the gold's quotations that stand in the text word for word.
        paragraphs_whole: the share of the gold's lines that are a line of the text.
        pages_per_second: of processor time.
    """

    pages: int
    f1: float
    precision: float
    recall: float
    quotations: int
    quotations_kept: float
    paragraphs_whole: float
    pages_per_second: float


class FieldShares(Record, frozen=True, kw_only=True):
    """The share of pages for which a field was found; `time` has a time of day and a zone."""

    title: float
    authors: float
    published: float
    time: float
    outlet: float
    url: float


class PageReport(Record, frozen=True, kw_only=True):
    """Our figures, trafilatura's, how often each field was found, and how often it is right on the
    pages where it is known (`evaluation.page_fields`).
    """

    onrecord: PageScores
    trafilatura: PageScores
    fields: FieldShares
    right: dict[str, FieldCount]


def evaluate_pages(folder: Path) -> PageReport:
    """The figures over the pages of a folder.

    Raises:
        SettingsError: the folder has another shape.
    """
    by_id = dict(_load_pages(folder))
    pages = list(by_id.values())
    fields_by_id = {id_: next(_read(content), None) for id_, (content, _) in by_id.items()}
    labels = load_page_labels()
    fields = list(fields_by_id.values())
    found = [f for f in fields if f is not None]
    count = len(pages)
    return PageReport(
        onrecord=_score(pages, lambda content: "\n".join(f.text for f in _read(content))),
        trafilatura=_score(pages, _read_with_trafilatura),
        fields=FieldShares(
            title=sum(bool(f.title) for f in found) / count,
            authors=sum(bool(f.authors) for f in found) / count,
            published=sum(bool(f.published) for f in found) / count,
            time=sum(bool(re.search(r"T.*(?:Z|[+-]\d\d:\d\d)$", f.published or "")) for f in found)
            / count,
            outlet=sum(bool(f.outlet) for f in found) / count,
            url=sum(bool(f.url) for f in found) / count,
        ),
        right=count_right(
            (labels[id_], fields) for id_, fields in fields_by_id.items() if id_ in labels
        ),
    )


def score_text(gold: str, text: str) -> tuple[float, float]:
    """Precision and recall of the text's word 4-grams, each counted as often as it stands there."""
    expected, given = _shingle(gold), _shingle(text)
    common = sum((expected & given).values())
    return common / max(1, sum(given.values())), common / max(1, sum(expected.values()))


def find_kept(gold: str, text: str) -> tuple[int, int]:
    """How many of the gold's quotations stand in the text word for word, and how many it has."""
    quotations = [curly or straight for curly, straight in _QUOTATION.findall(gold)]
    words = _squeeze(text)
    return sum(_squeeze(quotation) in words for quotation in quotations), len(quotations)


def _read(content: bytes) -> Iterator[ArticleFields]:
    try:
        yield from read_page(decode(content, path="page").text, path="page")
    except ArticleError:
        return


def _read_with_trafilatura(content: bytes) -> str:
    import trafilatura

    return trafilatura.extract(content, include_comments=False) or ""


def _load_pages(folder: Path) -> Iterator[tuple[str, tuple[bytes, str]]]:
    try:
        gold = msgspec.json.decode(
            (folder / "ground-truth.json").read_bytes(), type=dict[str, dict[str, str]]
        )
        for name, row in gold.items():
            content = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
            yield name, (content, row.get("articleBody", ""))
    except (OSError, msgspec.DecodeError) as error:
        raise SettingsError(f"{folder} is no folder of pages and their texts: {error}") from error


def _score(pages: Sequence[tuple[bytes, str]], read: Callable[[bytes], str]) -> PageScores:
    start = time.process_time()
    texts = [read(content) for content, _ in pages]
    seconds = time.process_time() - start
    scores = [score_text(gold, text) for (_, gold), text in zip(pages, texts, strict=True)]
    precision = sum(p for p, _ in scores) / len(scores)
    recall = sum(r for _, r in scores) / len(scores)
    kept = [find_kept(gold, text) for (_, gold), text in zip(pages, texts, strict=True)]
    quotations = sum(total for _, total in kept)
    return PageScores(
        pages=len(pages),
        f1=2 * precision * recall / (precision + recall),
        precision=precision,
        recall=recall,
        quotations=quotations,
        quotations_kept=sum(k for k, _ in kept) / max(1, quotations),
        paragraphs_whole=_count_whole(pages, texts),
        pages_per_second=len(pages) / seconds,
    )


def _count_whole(pages: Sequence[tuple[bytes, str]], texts: Sequence[str]) -> float:
    whole = total = 0
    for (_, gold), text in zip(pages, texts, strict=True):
        lines = Counter(_squeeze(line) for line in text.splitlines())
        paragraphs = [_squeeze(line) for line in gold.splitlines() if line.strip()]
        total += len(paragraphs)
        whole += sum(paragraph in lines for paragraph in paragraphs)
    return whole / max(1, total)


def _shingle(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(
        tuple(words[i : i + _WORDS]) for i in range(max(1, len(words) - _WORDS + 1)) if words
    )


def _squeeze(text: str) -> str:
    return " ".join(text.split())
