"""Confidence intervals of figures, by the bootstrap over articles (Efron and Tibshirani 1993).

Each sample draws as many articles as there are, with replacement. Articles are drawn instead of
attributions, because those of one article tend to be right or wrong together.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from quotes.evaluation.scoring import Key, Tallies

DRAWS = 1_000
_SEED = 20_151_117
_INNER = (2.5, 97.5)  # percentiles: 95 % of the draws lie between


def bootstrap_intervals(
    articles: Sequence[Tallies], draws: int = DRAWS
) -> dict[Key, tuple[float, float]]:
    """For each set and measure the F1 values, 0 to 1, between which 95 % of the samples are.

    The same articles give the same intervals in every run. A sample without an attribution of a set
    does not count for that set.
    """
    keys = sorted({key for tallies in articles for key in tallies})
    counts = np.zeros((len(articles), len(keys), 2))  # right, predicted + gold
    place = {key: column for column, key in enumerate(keys)}
    for row, tallies in enumerate(articles):
        for key, counted in tallies.items():
            counts[row, place[key]] = counted.right, counted.predicted + counted.gold
    if not keys:
        return {}
    random = np.random.default_rng(_SEED)
    samples = random.multinomial(len(articles), [1 / len(articles)] * len(articles), size=draws)
    sums = np.tensordot(samples, counts, axes=1)  # draws, keys, 2
    intervals: dict[Key, tuple[float, float]] = {}
    for key, column in place.items():
        right, total = sums[:, column, 0], sums[:, column, 1]
        if np.any(total):
            f1 = 2 * right[total > 0] / total[total > 0]
            low, high = np.percentile(f1, _INNER)
            intervals[key] = float(low), float(high)
    return intervals
