"""Fits the confidence on articles that the component tagger was not trained on.

These are the PolNeAR articles that were held out, and annotated articles from elsewhere. PolNeAR
marks few reports inside others, so what rules find is judged by the other articles alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from quotes.attribution.confidence import WEIGHTS_FILE, measure_link
from quotes.evaluation.annotations import AnnotatedArticle, Annotation
from quotes.evaluation.scoring import match_article
from quotes.pipeline import find_attributions
from quotes.records import Parse

# On the squared weights; of 0.3, 1 and 3 the likelihood of the development articles' is best at 3.
_PENALTY = 3.0
_STEPS = 20  # of Newton's method; ten are enough


@dataclass(frozen=True)
class MeasuredLink:
    """The features of a link, whether it is right, and the weight of its article."""

    features: Mapping[str, float]
    is_right: bool
    weight: float = 1.0


def measure_attributions(
    parses: Iterable[Parse],
    golds: Iterable[AnnotatedArticle],
    *,
    weight: float = 1.0,
    with_rules: bool = True,
) -> list[MeasuredLink]:
    """The links of the articles, each with its features and whether it is right.

    Args:
        parses: the articles.
        golds: the same articles, annotated.
        weight: of each link in fitting.
        with_rules: whether links that the tagger did not propose are among them.
    """
    measured: list[MeasuredLink] = []
    for parse, gold in zip(parses, golds, strict=True):
        parsed, links = find_attributions(parse, with_unlikely=True)
        annotations = [
            Annotation(
                content=link.content,
                cue=link.cue,
                source=link.source.spans if link.source is not None else (),
            )
            for link in links
        ]
        matching = match_article(gold, annotations)
        for index, link in enumerate(links):
            if matching.counts(index) and (with_rules or link.proposal is not None):
                features = dict(measure_link(parsed, link))
                measured.append(MeasuredLink(features, matching.is_right(index), weight))
    return measured


def fit_weights(measured: Sequence[MeasuredLink]) -> dict[str, float]:
    """The weights of a logistic regression with an L2 penalty, by Newton's method."""
    names = sorted({name for link in measured for name in link.features})
    places = {name: index for index, name in enumerate(names)}
    rows = torch.zeros(len(measured), len(names), dtype=torch.float64)
    for row, link in zip(rows, measured, strict=True):
        for name, value in link.features.items():
            row[places[name]] = value
    truth = torch.tensor([float(link.is_right) for link in measured], dtype=torch.float64)
    counts = torch.tensor([link.weight for link in measured], dtype=torch.float64)
    penalty = torch.full((len(names),), _PENALTY, dtype=torch.float64)
    penalty[places["bias"]] = 1e-6
    weights = torch.zeros(len(names), dtype=torch.float64)
    for _ in range(_STEPS):
        chances = (rows @ weights).sigmoid()
        slope = rows.T @ (counts * (chances - truth)) + penalty * weights
        curvature = (rows.T * (counts * chances * (1 - chances))) @ rows + penalty.diag()
        weights = weights - torch.linalg.solve(curvature, slope)
    return {name: round(w, 4) for name, w in zip(names, weights.tolist(), strict=True)}


def write_weights(weights: Mapping[str, float], path: Path = WEIGHTS_FILE) -> None:
    """Writes the weights where `estimate_confidence` reads them."""
    path.write_text(json.dumps(dict(sorted(weights.items())), indent=1) + "\n", "utf-8")
