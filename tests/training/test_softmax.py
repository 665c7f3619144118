"""Softmax regression over candidates."""

from __future__ import annotations

import numpy as np
import pytest

from quotes.training.distant_supervision import CoreferenceExample
from quotes.training.softmax import SoftmaxRegression

NAMES = ["far", "near", "nobody"]
EXAMPLES = [CoreferenceExample("he", [["near"], ["far"], ["nobody"]], 0)] * 6
EXAMPLES += [CoreferenceExample("he", [["near"], ["far"], ["nobody"]], 1)] * 2


def maximize(prior: list[float], penalty: float, free: list[float] | None = None) -> list[float]:
    fitted = SoftmaxRegression(EXAMPLES, NAMES).maximize(
        np.array(prior), penalty=penalty, rounds=400, rate=0.5, free=np.array(free or [1.0] * 3)
    )
    return [float(weight) for weight in fitted]


def test_weights_have_the_odds_of_the_examples() -> None:
    """With hardly any penalty the probabilities are the shares of the examples."""
    far, near, nobody = maximize([0.0] * 3, 1e-6)
    assert near - far == pytest.approx(np.log(3), abs=0.01)
    assert nobody < far


def test_a_penalty_keeps_weights_near_the_prior() -> None:
    """The greater the penalty, the less differs from the prior."""
    prior = [0.3, -0.2, 1.0]
    assert maximize(prior, 1e4) == pytest.approx(prior, abs=0.01)


def test_weights_that_are_not_free_stay() -> None:
    """Only free weights move."""
    far, near, nobody = maximize([0.3, -0.2, 1.0], 0.1, free=[0.0, 1.0, 0.0])
    assert (far, nobody) == (0.3, 1.0)
    assert near > -0.2
