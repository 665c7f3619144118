"""Figures of checks: made claims on the sample articles."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from quotes.evaluation.alterations import ALTERATIONS, ChangedQuote
from quotes.evaluation.annotations import read_gold
from quotes.evaluation.checks import evaluate_checks, format_checks

SAID = ChangedQuote(
    "If the water does not fall by Friday, we will close the great road to Brask, and the "
    "government will pay 20 million for a new one.",
    "Nobody in this valley has ever seen so much water.",
)


def test_the_sample_articles() -> None:
    """A gate: the figures are in docs/explanation/measured.md."""
    gold = read_gold(Path(__file__).parents[2] / "seeds" / "gold.jsonl")
    report = evaluate_checks(gold.articles, most=12)
    claims = sum(score.claims for score in report.scores)
    assert claims > 40
    assert sum(score.right for score in report.scores) >= 0.93 * claims, list(report.wrong)
    assert f"{report.quotes} quotations held" in next(format_checks(report))


@pytest.mark.parametrize("alteration", ALTERATIONS, ids=[each.name for each in ALTERATIONS])
def test_each_way_changes_a_quotation(alteration: object) -> None:
    (way,) = (each for each in ALTERATIONS if each is alteration)
    quotes = [
        SAID,
        ChangedQuote("It's a wonder that nobody was hurt by it, isn't it, my friends?"),
        ChangedQuote("We did not see it, and we don't know when it began"),
        ChangedQuote("The dam is old and the valley will be dry"),
        ChangedQuote("Will the government of Brask pay for all of these houses?"),
    ]
    made = [way.make(quote, random.Random(1)) for quote in quotes]  # noqa: S311
    assert any(claim and claim != quote.text for claim, quote in zip(made, quotes, strict=True))
