"""Scores of variants: pairs by hand, and what the sample articles reach."""

from __future__ import annotations

from pathlib import Path

import pytest

from quotes.errors import ArticleError
from quotes.evaluation.annotations import AnnotatedArticle, Annotation, read_gold
from quotes.evaluation.variants import (
    QuotePlace,
    VariantLabels,
    evaluate_variants,
    format_variants,
    read_labels,
)
from quotes.records import Span

SEEDS = Path(__file__).parents[2] / "seeds"
SAID = "“The state will not leave anybody in a gymnasium.”"


def make(article: str, *contents: str) -> AnnotatedArticle:
    text = " ".join(contents)
    spans = [Span(text.index(each), text.index(each) + len(each)) for each in contents]
    found = tuple(Annotation(content=(span,), type="direct", speaker="Ann Lee") for span in spans)
    return AnnotatedArticle(id=article, text=text, attributions=found)


def test_pairs_are_counted() -> None:
    """Of two articles only; one is missed, one is wrong."""
    other = "“There are nine thousand people on camp beds tonight.”"
    articles = [make("a", SAID, other), make("b", SAID.upper()), make("c", other, "“Go home now.”")]
    said = QuotePlace("a", 0, len(SAID)), QuotePlace("b", 0, len(SAID))
    missed = QuotePlace("c", len(other) + 1, len(other) + 15)
    labels = VariantLabels({said[0]: "x", said[1]: "x", missed: "x"}, {})
    report = evaluate_variants(articles, labels)
    assert (report.quotes, report.gold, report.together, report.right) == (5, 3, 2, 1)
    assert (len(report.wrong), len(report.missed)) == (1, 2)
    assert "precision 50.0 %, recall 33.3 %" in "\n".join(format_variants(report))
    labels = VariantLabels({}, {said[0]: "x", said[1]: "x"})
    assert evaluate_variants(articles, labels).loose_together == 1


def test_a_place_without_a_statement_is_an_error() -> None:
    with pytest.raises(ArticleError, match="no statement stands at 7 to 9"):
        evaluate_variants([make("a", SAID)], VariantLabels({QuotePlace("a", 7, 9): "x"}, {}))


def test_a_table_with_other_columns_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "variants.tsv").write_text("article\tstart\n")
    with pytest.raises(ArticleError, match="needs the columns quotation, kind"):
        read_labels(tmp_path / "variants.tsv")


def test_variants_in_the_sample_articles() -> None:
    """All that an annotator found, and nothing else; slightly changed ones are found again."""
    labels = read_labels(SEEDS / "variants.tsv")
    report = evaluate_variants(read_gold(SEEDS / "gold.jsonl").articles, labels)
    assert report.wrong == report.missed == ()
    assert report.right == report.gold == 17
    for recall in report.recalls:
        assert recall.found == recall.quotes > 50, recall
        assert recall.taken > 0.95 * recall.quotes, recall
