"""Calibration of the confidence."""

from __future__ import annotations

import msgspec
import pytest

from quotes.evaluation.annotations import AnnotatedArticle, Annotation
from quotes.evaluation.reliability import measure_reliability
from quotes.evaluation.scoring import match_article
from quotes.records import Span


def word(number: int, **fields: object) -> Annotation:
    """An attribution whose content is the word of that number in a text of one-letter words."""
    spans = (Span(2 * number, 2 * number + 1),)
    return msgspec.structs.replace(Annotation(content=spans), **fields)


def compare_with_floors(gold: list[Annotation], predicted: list[Annotation]) -> object:
    article = AnnotatedArticle(id="a", text="a b c d e f g h i j", attributions=tuple(gold))
    return measure_reliability([match_article(article, predicted)])


def test_bins_and_error() -> None:
    """Each bin has its count, mean confidence and share of right ones; the error weighs them."""
    predicted = [word(n, confidence=0.82) for n in range(4)]
    predicted += [word(4, confidence=1.0), word(9, confidence=0.0)]
    found = measure_reliability(
        [
            match_article(
                AnnotatedArticle(
                    id="a", text="a b c d e f g h i j", attributions=(word(0), word(1), word(4))
                ),
                predicted,
            )
        ]
    )
    assert found is not None
    low, high, last = found.bins
    assert (low.low, low.count, low.confidence, low.right) == (0, 1, 0, 0)
    assert (high.low, high.high, high.count, high.right) == (0.8, 0.9, 4, 0.5)
    assert high.confidence == pytest.approx(0.82)
    assert (last.low, last.high, last.count, last.right) == (0.9, 1, 1, 1)
    assert found.error == pytest.approx(4 / 6 * 0.32)


def test_a_wrong_source_is_wrong() -> None:
    """Content alone does not make an attribution right."""
    found = measure_reliability(
        [
            match_article(
                AnnotatedArticle(
                    id="a", text="a b c", attributions=(word(0, source=(Span(2, 3),)),)
                ),
                [word(0, source=(Span(4, 5),), confidence=0.5)],
            )
        ]
    )
    assert found is not None
    assert found.bins[0].right == 0


def test_attitudes_count_neither_way() -> None:
    """The partner of a gold attitude is not judged."""
    assert compare_with_floors([word(0, act="attitude")], [word(0, confidence=0.5)]) is None


def test_no_confidence() -> None:
    """Predictions without a confidence have no reliability."""
    assert compare_with_floors([word(0)], [word(0)]) is None
