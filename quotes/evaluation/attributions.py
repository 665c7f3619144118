"""Scores of attributions: figures with intervals, calibration, speed, and changes."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from quotes.evaluation.annotations import (
    Aliases,
    AnnotatedArticle,
    Annotation,
    GoldFile,
    annotate,
)
from quotes.evaluation.baselines import Baseline, Changes, find_changes, make_baseline
from quotes.evaluation.bootstrap import bootstrap_intervals
from quotes.evaluation.reliability import Reliability, measure_reliability
from quotes.evaluation.scoring import (
    DETAILS,
    SETS,
    SPEAKER_FIELDS,
    Key,
    Tallies,
    add_tallies,
    match_article,
    tally_article,
)
from quotes.parsing.protocol import ArticleParser
from quotes.pipeline import extract_articles
from quotes.readers import read_articles
from quotes.records import Article, QuarantinedInput, Record

_TYPES = tuple(f"type {name}" for name in ("direct", "mixed", "indirect"))
_MEASURES = ("attribution", "content", "exact", "source", "tokens")
_OUTLET_MEASURES = ("attribution", "content", "source")
_FIELDS = ("type", *SPEAKER_FIELDS, "act", "attitude", "end_to_end")
_WARMING = Article(id="warming", text="“Yes,” she said.")


class FigureRow(Record, frozen=True, kw_only=True):
    """One row of the table: a set of attributions, a measure, and its figures, 0 to 1.

    Attributes:
        low, high: the F1 of 95 % of resampled article sets is between them.
        before: the baseline's F1; None without a baseline.
    """

    group: str
    measure: str
    right: int
    predicted: int
    gold: int
    precision: float
    recall: float
    f1: float
    low: float
    high: float
    before: float | None = None


class Timing(Record, frozen=True, kw_only=True):
    """CPU seconds for one article by itself, and its words (stretches between spaces)."""

    article: str
    seconds: float
    words: int

    @property
    def words_a_second(self) -> float:
        return self.words / self.seconds if self.seconds else 0.0


class Predictions(Record, frozen=True, kw_only=True):
    """Predicted attributions in the articles of a gold file, by article id.

    Attributes:
        timings: in input order; empty where the predictions come from a file.
        quarantined: inputs that could not be read or processed; they count as without attributions.
    """

    attributions: Mapping[str, tuple[Annotation, ...]]
    timings: tuple[Timing, ...] = ()
    quarantined: tuple[QuarantinedInput, ...] = ()
    model_version: str | None = None


class Evaluation(Record, frozen=True, kw_only=True):
    """The report on one gold file; `baseline` is the part to save for later comparison."""

    articles: int
    rows: tuple[FigureRow, ...]
    reliability: Reliability | None
    timings: tuple[Timing, ...]
    quarantined: tuple[QuarantinedInput, ...]
    changes: Changes | None
    baseline: Baseline


def extract_gold(
    path: Path, gold: GoldFile, parser: ArticleParser, *, max_bytes: int
) -> Predictions:
    """Predictions for the gold articles, each read from `path` as a user's article is.

    Articles are extracted one by one, so that each has a timing; results don't depend on it.
    """
    found: dict[str, tuple[Annotation, ...]] = {}
    timings: list[Timing] = []
    quarantined: list[QuarantinedInput] = []
    ids = {article.id for article in gold.articles}
    list(extract_articles([_WARMING], parser))  # loads the word lists
    for article in read_articles([path], max_bytes=max_bytes):
        if isinstance(article, Article) and article.id not in ids:
            continue
        began = time.process_time()
        for item in extract_articles([article], parser):
            if isinstance(item, QuarantinedInput):
                quarantined.append(item)
                continue
            seconds = time.process_time() - began
            words = len(item.article.text.split())
            found[item.article.id] = annotate(item.attributions)
            timings.append(Timing(article=item.article.id, seconds=seconds, words=words))
    return Predictions(
        attributions=found,
        timings=tuple(timings),
        quarantined=tuple(quarantined),
        model_version=parser.version,
    )


def evaluate_attributions(
    gold: GoldFile, predictions: Predictions, aliases: Aliases, baseline: Baseline | None = None
) -> Evaluation:
    """The report on predictions against gold.

    Args:
        gold: the articles to score.
        predictions: an article that is missing there counts as one without attributions.
        aliases: accepted forms of names.
        baseline: an earlier evaluation to compare with.
    """
    matched = [
        (article, match_article(article, predictions.attributions.get(article.id, ())))
        for article in gold.articles
    ]
    tallies = [_with_outlet(a, tally_article(matching, aliases)) for a, matching in matched]
    rows = tuple(make_rows(tallies, _order_keys(tallies), baseline))
    return Evaluation(
        articles=len(matched),
        rows=rows,
        reliability=measure_reliability(matching for _, matching in matched),
        timings=predictions.timings,
        quarantined=predictions.quarantined,
        changes=find_changes(matched, baseline, gold=gold.sha256) if baseline else None,
        baseline=make_baseline(
            matched,
            gold=gold.sha256,
            figures={f"{row.group} {row.measure}": row.f1 for row in rows},
            model_version=predictions.model_version,
        ),
    )


def _with_outlet(article: AnnotatedArticle, tallies: Tallies) -> Tallies:
    """The tallies of an article, those of all attributions also under its outlet."""
    group = f"outlet {article.outlet or 'unknown'}"
    own = {(group, m): tallies["all", m] for m in _OUTLET_MEASURES if ("all", m) in tallies}
    return {**tallies, **own}


def make_rows(
    tallies: Sequence[Tallies], keys: Iterable[Key], baseline: Baseline | None = None
) -> Iterator[FigureRow]:
    """The rows of the keys for which gold has attributions, in their order.

    Args:
        tallies: those of each article.
        keys: sets and measures.
        baseline: an earlier evaluation to compare with.
    """
    total = add_tallies(tallies)
    intervals = bootstrap_intervals(tallies)
    for key in keys:
        if key not in total or not total[key].gold:
            continue
        counts, (low, high) = total[key], intervals[key]
        yield FigureRow(
            group=key[0],
            measure=key[1],
            right=counts.right,
            predicted=counts.predicted,
            gold=counts.gold,
            precision=counts.precision,
            recall=counts.recall,
            f1=counts.f1,
            low=low,
            high=high,
            before=baseline.figures.get(f"{key[0]} {key[1]}") if baseline else None,
        )


def _order_keys(tallies: Sequence[Tallies]) -> list[Key]:
    groups = {group for tally in tallies for group, _ in tally}
    outlets = sorted(group for group in groups if group.startswith("outlet "))
    keys = [(group, measure) for group in (*SETS, *_TYPES) for measure in _MEASURES]
    keys += [(DETAILS, field) for field in _FIELDS]
    keys += [(outlet, measure) for outlet in outlets for measure in _OUTLET_MEASURES]
    return keys
