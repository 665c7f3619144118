"""Fits the speaker confidence on the annotated articles, with gold spans.

The ranker's weights for sources are learned from the same articles, so each article is judged by
weights that were learned from the others (`cross_judge`): otherwise the probabilities of
antecedents were too high.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from quotes.speakers.confidence import WEIGHTS_FILE, measure_resolution
from quotes.speakers.ranking import AntecedentRanker, LogLinearRanker
from quotes.speakers.resolving import SpeakerResolver
from quotes.training.annotated import AnnotatedParse
from quotes.training.speaker_sources import WeightTable, adapt_to_sources

_PENALTY = 1.0  # L2, in attributions; of 0.3, 1 and 3 the best on the development articles
_OF_BIAS = 1e-6
_PARTS = 5  # of the articles, for cross-fitting; not tuned
_STEPS = 50  # of Newton's method; ten are enough


class JudgedResolution(NamedTuple):
    """The features of a resolution, whether it is right, and how much it counts."""

    features: Mapping[str, float]
    right: bool
    weight: float


def cross_judge(articles: Sequence[AnnotatedParse], weights: WeightTable) -> list[JudgedResolution]:
    """The statements of all articles, each resolved by weights that its article did not fit.

    Args:
        articles: in a fixed order; every fifth is in the same part.
        weights: of the ranker, whose weights for sources are learned anew.
    """
    judged: list[JudgedResolution] = []
    for part in range(_PARTS):
        others = [article for place, article in enumerate(articles) if place % _PARTS != part]
        ranker = LogLinearRanker(adapt_to_sources(weights, others))
        judged += judge_resolutions(articles[part::_PARTS], ranker)
    return judged


def judge_resolutions(
    articles: Iterable[AnnotatedParse], ranker: AntecedentRanker | None = None
) -> Iterator[JudgedResolution]:
    """The statements of the articles, each with the speaker that the resolver gives it.

    Args:
        articles: with gold spans and speakers.
        ranker: chooses antecedents; one with the shipped weights if None.
    """
    for article in articles:
        links = [gold.link for gold in article.links]
        resolver = SpeakerResolver(article.parsed, links, ranker)
        for gold, (resolved, _) in zip(article.links, resolver.resolve(), strict=True):
            if gold.annotation.act != "attitude":
                right = article.aliases.same(gold.speaker, resolved.speaker)
                features = dict(measure_resolution(resolved))
                yield JudgedResolution(features, right, article.weight)


def fit_speaker_confidence(judged: Sequence[JudgedResolution]) -> dict[str, float]:
    """The weights of a logistic regression with an L2 penalty, by Newton's method."""
    names = sorted({name for row in judged for name in row.features})
    rows = np.array([[row.features.get(name, 0.0) for name in names] for row in judged])
    right = np.array([float(row.right) for row in judged])
    counts = np.array([float(row.weight) for row in judged])
    penalty = np.array([_OF_BIAS if name == "bias" else _PENALTY for name in names])
    weights = np.zeros(len(names))
    for _ in range(_STEPS):
        chances = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (counts * (chances - right)) + penalty * weights
        curvature = (rows.T * (counts * chances * (1 - chances))) @ rows + np.diag(penalty)
        weights = weights - np.linalg.solve(curvature, slope)
    return {name: round(float(w), 3) for name, w in zip(names, weights, strict=True)}


def write_speaker_confidence(weights: Mapping[str, float], path: Path = WEIGHTS_FILE) -> None:
    """Writes the weights where `estimate_speaker_confidence` reads them."""
    path.write_text(json.dumps(weights, indent=1) + "\n", "utf-8")
