"""Softmax regression over the candidates of anaphors, by Adagrad (Duchi et al. 2011, JMLR 12)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quotes.training.distant_supervision import CoreferenceExample

Weights = NDArray[np.float64]


class SoftmaxRegression:
    """The likelihood of the right candidates of some examples.

    Args:
        examples: of one class of anaphor.
        names: the features that have a weight, in the order of the weights.
    """

    def __init__(self, examples: Sequence[CoreferenceExample], names: Sequence[str]) -> None:
        place = {name: index for index, name in enumerate(names)}
        sizes = [len(example.rows) for example in examples]
        self._starts: NDArray[Any] = np.cumsum([0, *sizes])[:-1]
        self._owners = np.repeat(np.arange(len(examples)), sizes)
        self._features = np.zeros((sum(sizes), len(names)))
        self._gold = np.zeros(sum(sizes))
        for start, example in zip(self._starts, examples, strict=True):
            self._gold[start + example.gold] = 1.0
            for offset, row in enumerate(example.rows):
                columns = [place[name] for name in row if name in place]
                self._features[start + offset, columns] = 1.0

    def maximize(
        self,
        prior: Weights,
        *,
        penalty: float,
        rounds: int,
        rate: float,
        free: Weights | float = 1.0,
    ) -> Weights:
        """The weights with the greatest likelihood less the L2 penalty on what differs from
        `prior`, where the search starts; where `free` is 0 they stay as they are.
        """
        weights = prior.copy()
        squares = np.full(len(prior), 1e-8)
        for _ in range(rounds):
            gradient = (self._find_slope(weights) - penalty * (weights - prior)) * free
            squares += gradient**2
            weights += rate * gradient / np.sqrt(squares)
        return weights

    def _find_slope(self, weights: Weights) -> Weights:
        """The gradient of the log-likelihood."""
        scores = self._features @ weights
        odds = np.exp(scores - np.maximum.reduceat(scores, self._starts)[self._owners])
        chances = odds / np.add.reduceat(odds, self._starts)[self._owners]
        slope: Weights = self._features.T @ (self._gold - chances)
        return slope
