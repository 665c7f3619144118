"""Fits the confidence on the articles that were held out when the component tagger was trained."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import torch

from quotes.attribution.confidence import MEASURES, WEIGHTS_FILE, measure_link
from quotes.evaluation.annotations import AnnotatedArticle, Annotation
from quotes.evaluation.scoring import match_article
from quotes.pipeline import find_attributions
from quotes.records import Parse

_PENALTY = 0.002  # on the squared weights, for each attribution; not tuned
_STEPS = 20  # of Newton's method; ten are enough


def measure_attributions(
    parses: Iterable[Parse], golds: Iterable[AnnotatedArticle]
) -> tuple[list[tuple[float, ...]], list[bool]]:
    """The features of every proposed link of the articles, and whether each link is right."""
    measured: list[tuple[float, ...]] = []
    right: list[bool] = []
    for parse, gold in zip(parses, golds, strict=True):
        parsed, links = find_attributions(parse, least_confidence=0.0)
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
            row = measure_link(parsed, link)
            if row is not None and matching.counts(index):
                measured.append(row)
                right.append(matching.is_right(index))
    return measured, right


def fit_weights(measured: list[tuple[float, ...]], right: list[bool]) -> dict[str, float]:
    """The weights of a logistic regression with a small L2 penalty, by Newton's method."""
    rows = torch.tensor(measured, dtype=torch.float64)
    truth = torch.tensor(right, dtype=torch.float64)
    weights = torch.zeros(len(MEASURES), dtype=torch.float64)
    penalty = torch.full_like(weights, _PENALTY * len(rows))
    penalty[0] = 0.0
    for _ in range(_STEPS):
        chances = (rows @ weights).sigmoid()
        slope = rows.T @ (chances - truth) + penalty * weights
        curvature = (rows.T * (chances * (1 - chances))) @ rows + penalty.diag()
        weights = weights - torch.linalg.solve(curvature, slope)
    return {name: round(w, 4) for name, w in zip(MEASURES, weights.tolist(), strict=True)}


def write_weights(weights: dict[str, float], path: Path = WEIGHTS_FILE) -> None:
    """Writes the weights where `estimate_confidence` reads them."""
    path.write_text(json.dumps(weights, indent=1) + "\n", "utf-8")
