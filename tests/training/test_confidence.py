"""Fitting the confidence: right and wrong links told apart, and chances that mean what they say."""

from __future__ import annotations

import math
import random
from pathlib import Path

import pytest
from builders import parse

from quotes.attribution.confidence import MEASURES, WEIGHTS_FILE, _load_weights
from quotes.evaluation.annotations import AnnotatedArticle, Annotation
from quotes.records import Span
from quotes.training.confidence import fit_weights, measure_attributions, write_weights

TEXT = "Lee said that they go."
PARSED = """Lee/PROPN/2/nsubj said=say/VERB/0/root that/SCONJ/5/mark they/PRON/5/nsubj
go/VERB.VBP/2/ccomp ./PUNCT/2/punct"""


def test_weights_are_those_that_made_the_truth() -> None:
    """From many samples of a known model its weights are recovered."""
    rng = random.Random(5)  # noqa: S311  # a simulation
    rows = [(1.0, *(rng.gauss(0, 1) for _ in MEASURES[1:])) for _ in range(4000)]
    true = [0.5, 1.0, -1.0] + [0.0] * (len(MEASURES) - 3)
    chances = [1 / (1 + math.exp(-sum(w * v for w, v in zip(true, r, strict=True)))) for r in rows]
    found = fit_weights(rows, [rng.random() < chance for chance in chances])
    assert list(found) == list(MEASURES)
    assert list(found.values()) == pytest.approx(true, abs=0.15)


@pytest.mark.parametrize(
    ("source", "right"), [(Span(0, 3), True), (Span(14, 18), False)], ids=["right", "wrong"]
)
def test_links_are_judged_against_gold(source: Span, right: bool) -> None:
    """A link is right if its content and its source are."""
    gold = Annotation(content=(Span(14, 21),), cue=(Span(4, 8),), source=(source,))
    article = AnnotatedArticle(id="test", text=TEXT, attributions=(gold,))
    made = parse(TEXT, PARSED, read=[("said", ["Lee"], ["they go"])])
    measured, judged = measure_attributions([made], [article])
    assert judged == [right]
    assert len(measured[0]) == len(MEASURES)


def test_what_is_written_is_what_ships(tmp_path: Path) -> None:
    """The file that training writes has the form of the shipped one."""
    file = tmp_path / "confidence.json"
    write_weights(dict(zip(MEASURES, _load_weights(), strict=True)), file)
    assert file.read_text() == WEIGHTS_FILE.read_text()
