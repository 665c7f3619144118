"""Fitting the confidence: right and wrong links told apart, and chances that mean what they say."""

from __future__ import annotations

import math
import random
from pathlib import Path

import pytest
from builders import parse

from quotes.attribution.confidence import WEIGHTS_FILE, _load_weights
from quotes.evaluation.annotations import AnnotatedArticle, Annotation
from quotes.records import Span
from quotes.training.confidence import (
    MeasuredLink,
    fit_weights,
    measure_attributions,
    write_weights,
)

TEXT = "Lee said that they go."
PARSED = """Lee/PROPN/2/nsubj said=say/VERB/0/root that/SCONJ/5/mark they/PRON/5/nsubj
go/VERB.VBP/2/ccomp ./PUNCT/2/punct"""


def test_weights_are_those_that_made_the_truth() -> None:
    """From many samples of a known model its weights are recovered."""
    rng = random.Random(5)  # noqa: S311  # a simulation
    true = {"bias": 0.5, "cue": 1.0, "content": -1.0, "marks": 0.0}
    measured = []
    for _ in range(4000):
        features = {"bias": 1.0, **{name: rng.gauss(0, 1) for name in list(true)[1:]}}
        chance = 1 / (1 + math.exp(-sum(true[name] * v for name, v in features.items())))
        measured.append(MeasuredLink(features, rng.random() < chance))
    assert fit_weights(measured) == pytest.approx(true, abs=0.15)


def test_weights_of_articles_count() -> None:
    """Links of a heavier weight pull the fitted probability to their share of right ones."""
    light = [MeasuredLink({"bias": 1.0}, right) for right in (True, False) * 50]
    heavy = [MeasuredLink({"bias": 1.0}, True, weight=3.0) for _ in range(100)]
    assert fit_weights(light + heavy)["bias"] == pytest.approx(math.log(350 / 50), abs=0.01)


@pytest.mark.parametrize(
    ("source", "right"), [(Span(0, 3), True), (Span(14, 18), False)], ids=["right", "wrong"]
)
def test_links_are_judged_against_gold(source: Span, right: bool) -> None:
    """A link is right if its content and its source are."""
    gold = Annotation(content=(Span(14, 21),), cue=(Span(4, 8),), source=(source,))
    article = AnnotatedArticle(id="test", text=TEXT, attributions=(gold,))
    made = parse(TEXT, PARSED, read=[("said", ["Lee"], ["they go"])])
    (link,) = measure_attributions([made], [article])
    assert link.is_right == right
    assert link.features["bias"] == 1.0
    assert link.features["frame: clause"] == 1.0


def test_what_is_written_is_what_ships(tmp_path: Path) -> None:
    """The file that training writes has the form of the shipped one."""
    file = tmp_path / "confidence.json"
    write_weights(_load_weights(), file)
    assert file.read_text() == WEIGHTS_FILE.read_text()
