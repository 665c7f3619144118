"""Comparing with an earlier evaluation."""

from __future__ import annotations

from pathlib import Path

import pytest

from quotes.errors import ArticleError
from quotes.evaluation.annotations import AnnotatedArticle, Annotation
from quotes.evaluation.baselines import (
    Articles,
    ListedAttribution,
    find_changes,
    make_baseline,
    read_baseline,
    write_baseline,
)
from quotes.evaluation.scoring import match_article
from quotes.records import Span

TEXT = "secret words of\nothers"


def word(start: int, end: int) -> Annotation:
    return Annotation(content=(Span(start, end),))


FIRST, SECOND, LAST = word(0, 6), word(7, 12), word(13, 22)


def matched(*predicted: Annotation) -> Articles:
    article = AnnotatedArticle(id="a", text=TEXT, attributions=(FIRST, SECOND))
    return [(article, match_article(article, predicted))]


def test_lost_gained_and_spurious() -> None:
    """What is found now and was not, the reverse, and the same for what matches nothing."""
    before = make_baseline(matched(FIRST, LAST), gold="x", figures={}, model_version="1")
    changes = find_changes(matched(SECOND), before, gold="x")
    assert changes.lost == (ListedAttribution(article="a", content="secret"),)
    assert changes.gained == (ListedAttribution(article="a", content="words"),)
    assert (changes.spurious, changes.mended, changes.same_gold) == ((), 1, True)
    changes = find_changes(matched(FIRST, LAST, word(0, 22)), before, gold="y")
    assert (changes.lost, changes.gained, changes.same_gold) == ((), (), False)
    assert changes.spurious == (ListedAttribution(article="a", content="secret words of others"),)


def test_gold_attitudes_are_neither_lost_nor_gained() -> None:
    """What counts neither way is no change."""
    fear = Annotation(content=(Span(0, 6),), act="attitude")
    article = AnnotatedArticle(id="a", text=TEXT, attributions=(fear,))
    before = make_baseline(
        [(article, match_article(article, [FIRST]))], gold="x", figures={}, model_version=None
    )
    assert not before.right | before.spurious
    changes = find_changes([(article, match_article(article, []))], before, gold="x")
    assert not changes.lost


def test_a_baseline_holds_no_words_and_survives_its_file(tmp_path: Path) -> None:
    """The file has digests and figures, and reads back as it was, the same bytes each time."""
    baseline = make_baseline(
        matched(FIRST, LAST), gold="x", figures={"all attribution": 0.5}, model_version="1"
    )
    path = tmp_path / "baseline.json"
    write_baseline(path, baseline)
    assert read_baseline(path) == baseline
    assert not any(word in path.read_text("utf-8") for word in TEXT.split() if len(word) > 2)


def test_no_baseline(tmp_path: Path) -> None:
    """A missing file and one of another kind are named."""
    with pytest.raises(ArticleError, match="No such file"):
        read_baseline(tmp_path / "nowhere.json")
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ArticleError, match=r"other\.json: no baseline: .*gold"):
        read_baseline(tmp_path / "other.json")
