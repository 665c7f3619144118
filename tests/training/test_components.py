"""Training the component tagger: windows of labelled articles, and that it learns."""

from __future__ import annotations

import itertools
import json
import random
from collections import defaultdict
from pathlib import Path

import torch
from builders import parse
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from quotes.parsing.components import COMPONENTS_FILE, INVENTORIES, WordFeatures
from quotes.training.components import (
    LabeledArticle,
    TaggerTrainingPlan,
    _cut,
    _shift_links,
    _stack,
    _WordWindow,
    count_components,
    label_articles,
    train_component_tagger,
)
from quotes.training.corpora import LabeledLink

SIZE = 12


def make_article(sentences: int, seed: int) -> LabeledArticle:
    """Sentences of source, cue and two words of content, whose vectors show the component."""
    generator = torch.Generator().manual_seed(seed)
    words = 4 * sentences
    vectors = torch.randn(words, SIZE, generator=generator) * 0.1
    vectors[torch.arange(words), torch.tensor([0, 1, 2, 2]).repeat(sentences)] += 2
    description = WordFeatures(
        vectors,
        torch.zeros(words, len(INVENTORIES), dtype=torch.long),
        torch.full((words,), -1),
        tuple(range(0, words + 1, 4)),
    )
    links = (LabeledLink(i + 1, (i,), (i + 1,), (i + 2, i + 3)) for i in range(0, words, 4))
    return LabeledArticle(description, tuple(links))


@given(st.integers(1, 30), st.integers(4, 40), st.integers(0, 3))
def test_windows_cover_an_article_once(sentences: int, most: int, seed: int) -> None:
    """Windows follow upon one another at sentence ends and hold at most so many words."""
    article = make_article(sentences, 0)
    windows = list(_cut(article, most, random.Random(seed)))  # noqa: S311  # a shuffle
    assert windows[0].first == 0
    assert windows[-1].end == 4 * sentences
    for before, after in itertools.pairwise(windows):
        assert before.end == after.first
    assert all(window.end - window.first <= max(most, 4) for window in windows)


def test_links_are_counted_from_the_window() -> None:
    """A window has the links whose anchors it holds, without words outside it."""
    article = make_article(2, 0)
    crossing = LabeledLink(5, (0,), (5,), (3, 6, 7))
    both = LabeledArticle(article.description, (*article.links, crossing))
    assert list(_shift_links(_WordWindow(both, 4, 8))) == [
        LabeledLink(1, (0,), (1,), (2, 3)),
        LabeledLink(1, (), (1,), (2, 3)),
    ]


def test_a_tagger_learns_and_is_written(tmp_path: Path) -> None:
    """A few epochs on sentences of one pattern find every role in others of it."""
    articles = [make_article(6, seed) for seed in range(24)]
    unseen = [make_article(5, seed) for seed in range(100, 104)]
    plan = TaggerTrainingPlan(
        epochs=12, rate=5e-3, windows_a_batch=8, most_words=8, dropout=0, layers=1, width=32
    )
    net = train_component_tagger(articles, unseen, tmp_path, plan).eval()
    counts: dict[str, int] = defaultdict(int)
    windows = [window for article in unseen for window in _cut(article, 8, None)]
    count_components(net, *_stack(windows), counts=counts)
    for name in ("anchor", "source", "cue", "content"):
        assert 2 * counts[f"{name}_right"] >= 0.9 * counts[f"{name}_all"]
    assert (tmp_path / COMPONENTS_FILE).exists()
    assert len((tmp_path / "log.jsonl").read_text().splitlines()) == plan.epochs


class FlatEncoder:
    """A fake of encoder and tokenizer: every word has the same vector."""

    def encode_words(self, encoder: object, sentences: list[list[str]]) -> Tensor:
        return torch.ones(sum(map(len, sentences)), SIZE)

    def forget(self) -> None:
        """There is nothing to forget."""


def test_gold_is_laid_on_a_parse(tmp_path: Path) -> None:
    """Gold spans become indices of the parse's own words."""
    text = "Lee said they go."
    gold = {"source": [[0, 3]], "cue": [[4, 8]], "content": [[9, 16]]}
    file = tmp_path / "gold.jsonl"
    file.write_text(json.dumps({"id": "test", "text": text, "attributions": [gold]}))
    made = parse(
        text,
        "Lee/PROPN/2/nsubj said/VERB/0/root they/PRON/4/nsubj go/VERB/2/ccomp ./PUNCT/2/punct",
    )
    stand_in = FlatEncoder()
    (labeled,) = label_articles([made], file, stand_in, stand_in)  # type: ignore[arg-type]
    assert labeled.links == (LabeledLink(1, (0,), (1,), (2, 3)),)
    assert labeled.description.starts == (0, 5)
