"""Weights for sources, from annotated articles."""

from __future__ import annotations

import pytest
from builders import parse

from quotes.evaluation.annotations import Aliases, AnnotatedArticle, Annotation
from quotes.records import Span
from quotes.speakers.ranking import load_weights
from quotes.training.annotated import AnnotatedParse
from quotes.training.distant_supervision import CoreferenceExample
from quotes.training.speaker_confidence import judge_resolutions
from quotes.training.speaker_sources import (
    adapt_to_sources,
    adapt_weights,
    collect_source_examples,
)

TEXT = "John Kerry left. He said so."
SENTENCES = (
    "John/PROPN/3/nsubj Kerry/PROPN/1/flat left=leave/VERB/0/root ./PUNCT/3/punct",
    "He/PRON/2/nsubj said=say/VERB/0/root so/ADV/2/advmod ./PUNCT/2/punct",
)


def annotated(speaker: str | None, *, act: str = "statement", weight: int = 1) -> AnnotatedParse:
    """An article in which "He" says something, and who that is."""
    gold = Annotation(
        content=(Span(25, 27),), cue=(Span(20, 24),), source=(Span(17, 19),), act=act,
        speaker=speaker,
    )  # fmt: skip
    article = AnnotatedArticle(id="test", text=TEXT, attributions=(gold,))
    made = parse(TEXT, *SENTENCES, entities={"John Kerry": "PER"})
    return AnnotatedParse.create(made, article, Aliases({"John Kerry": ["Johnny"]}), weight)


@pytest.mark.parametrize(
    ("speaker", "gold"),
    [("John Kerry", 0), (None, 1), ("Ann Lee", None)],
    ids=["named", "nobody", "no candidate"],
)
def test_examples(speaker: str | None, gold: int | None) -> None:
    """A source whose speaker is a candidate, or nobody, is an example; another is none."""
    examples = collect_source_examples(annotated(speaker), load_weights())
    assert [(e.kind, e.gold, len(e.rows)) for e in examples] == (
        [] if gold is None else [("he", gold, 2)]
    )


def test_only_weights_of_sources_are_adapted() -> None:
    """All other weights stay, and the adapted ones move towards what is right."""
    rows = [["near", "source, near"], ["nobody", "nobody is the source"]]
    prior = {("he", "near"): 0.5, ("they", "near"): 0.7}
    weights = adapt_weights(prior, [CoreferenceExample("he", rows, 0)] * 9)
    assert weights["he", "near"] == 0.5
    assert weights["they", "near"] == 0.7
    assert weights["he", "source, near"] > 0 > weights["he", "nobody is the source"]


def test_adapting_again_changes_nothing() -> None:
    """The weights of sources start from the prior, whatever they were before."""
    articles = [annotated("John Kerry", weight=2)]
    once = adapt_to_sources(load_weights(), articles)
    assert adapt_to_sources(once, articles) == once


@pytest.mark.parametrize(("speaker", "right"), [("John Kerry", True), ("Ann Lee", False)])
def test_resolutions_are_judged(speaker: str, right: bool) -> None:
    """A resolution has its features, whether it is right, and the weight of its article."""
    (judged,) = judge_resolutions([annotated(speaker, weight=2)])
    assert (judged.right, judged.weight) == (right, 2)
    assert judged.features["bias"] == 1
    assert list(judge_resolutions([annotated(speaker, act="attitude")])) == []
