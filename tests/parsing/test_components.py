"""The component tagger: its windows, what it takes from a parse, and what it proposes."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path

import pytest
import torch
from builders import loose, parse
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from quotes.errors import ModelError
from quotes.parsing.component_net import COMPONENTS, FARTHEST, ComponentNet, NetShape
from quotes.parsing.components import (
    BREAKS,
    COMPONENTS_FILE,
    INVENTORIES,
    MARKS,
    RELATIONS,
    UPOS,
    ComponentTagger,
    WordFeatures,
    compute_word_features,
    cut_windows,
    load_component_tagger,
    save_component_net,
)

SIZE = 8


class RandomEncoder:
    """A fake of the encoder and its tokenizer: each word has a vector of its own."""

    def encode_words(self, encoder: object, sentences: list[list[str]]) -> Tensor:
        words = [word for sentence in sentences for word in sentence]
        rows = [torch.Generator().manual_seed(sum(map(ord, word))) for word in words]
        return torch.stack([torch.randn(SIZE, generator=row) for row in rows])

    def forget(self) -> None:
        """There is nothing to forget."""


@pytest.fixture
def net() -> ComponentNet:
    """A net with random weights, whose scores are all about one half."""
    torch.manual_seed(3)
    made = ComponentNet(NetShape(SIZE, INVENTORIES, width=16, layers=1, heads=2, pair=4))
    with torch.no_grad():
        made.bilinear.normal_()
    return made.eval()


@pytest.fixture
def tagger(net: ComponentNet) -> ComponentTagger:
    stand_in = RandomEncoder()
    return ComponentTagger(stand_in, stand_in, net)  # type: ignore[arg-type]


def describe(text: str, *sentences: str) -> WordFeatures:
    made = parse(text, *sentences)
    stand_in = RandomEncoder()
    return compute_word_features(made.article, made.sentences, stand_in, stand_in)  # type: ignore[arg-type]


@given(st.lists(st.integers(1, 400), min_size=1, max_size=40))
def test_every_word_is_in_one_core(lengths: list[int]) -> None:
    """Cores follow upon one another, at sentence ends; a window lies around its core."""
    starts = (0, *accumulate(lengths))
    reached = 0
    for first, core, last, end in cut_windows(starts):
        assert core == reached
        assert {first, core, last, end} <= set(starts)
        assert first <= core < last <= end
        assert last - core <= 320 or last == starts[starts.index(core) + 1]
        assert core - first <= 128
        reached = last
    assert reached == starts[-1]


def test_words_are_described() -> None:
    """Sentence starts, quotation marks, tags, relations and heads, article-wide."""
    text = "He left.\n“Go on,” Lee said."
    words = describe(
        text,
        "He/PRON/2/nsubj left/VERB/0/root ./PUNCT/2/punct",
        "“/PUNCT/2/punct Go/VERB/7/ccomp on/ADP/2/compound:prt ,/PUNCT/2/punct ”/PUNCT/2/punct "
        "Lee/PROPN/7/nsubj said/VERB/0/root ./PUNCT/7/punct",
    )
    breaks, marks, upos, relations = words.features.T.tolist()
    assert [BREAKS[i] for i in breaks] == ["paragraph", *["none"] * 2, "paragraph", *["none"] * 7]
    assert [MARKS[i] for i in marks[3:9]] == [
        "opening", "inside", "inside", "inside", "closing", "outside",
    ]  # fmt: skip
    assert [UPOS[i] for i in upos[:3]] == ["PRON", "VERB", "PUNCT"]
    assert [RELATIONS[i] for i in relations[4:6]] == ["ccomp", "compound"]
    assert words.heads.tolist() == [1, -1, 1, 4, 9, 4, 4, 4, 9, -1, 9]
    assert words.starts == (0, 3, 11)


def test_a_window_counts_from_its_first_word() -> None:
    """Heads outside a window are none, those inside are counted from its start."""
    row = "He/PRON/2/nsubj left/VERB/0/root ./PUNCT/2/punct"
    words = describe("He left. He left.", row, row)
    vectors, features, heads = words.cut(3, 6)
    assert heads.tolist() == [1, -1, 1]
    assert vectors.shape == (3, SIZE)
    assert features.shape == (3, len(INVENTORIES))
    assert words.cut(4, 6)[2].tolist() == [-1, 0]


def test_proposals_point_at_words(tagger: ComponentTagger) -> None:
    """Every word gets its chances; proposals are in order and name words of the article."""
    text = " ".join(["Lee said that they go."] * 30)
    made = parse(text, *[loose("Lee said that they go.")] * 30)
    read = tagger.add_component_scores(made)
    assert all(token.component_scores for sentence in read.sentences for token in sentence.tokens)
    assert read.proposals
    anchors = [proposal.anchor for proposal in read.proposals]
    assert anchors == sorted(set(anchors))
    words = sum(len(sentence.tokens) for sentence in read.sentences)
    for proposal in read.proposals:
        for name in COMPONENTS:
            places = [word for word, _ in getattr(proposal, name)]
            assert places == sorted(set(places))
            assert all(0 <= place < words for place in places)
        assert 0 <= proposal.chance <= 1


def test_no_sentence_no_proposal(tagger: ComponentTagger) -> None:
    """An article without a sentence was read, and nothing found."""
    assert tagger.add_component_scores(parse("\n")).proposals == ()


def test_pairs_are_scored_for_each_word(net: ComponentNet) -> None:
    """An anchor's scores are the same whatever window it shares the batch with."""
    vectors = torch.randn(2, FARTHEST * 2 + 9, SIZE)
    features = torch.zeros(*vectors.shape[:2], len(INVENTORIES), dtype=torch.long)
    heads = torch.full(vectors.shape[:2], -1)
    with torch.no_grad():
        both = net(vectors, features, heads)
        scores = net.score_pairs(both, torch.tensor([0, 1]), torch.tensor([5, 100]))
        alone = net.score_pairs(
            net(vectors[1:], features[1:], heads[1:]), torch.tensor([0]), torch.tensor([100])
        )
    assert scores.shape == (2, len(COMPONENTS), vectors.size(1))
    torch.testing.assert_close(scores[1], alone[0], atol=1e-5, rtol=1e-4)


def test_saving_and_loading(net: ComponentNet, tmp_path: Path) -> None:
    """A saved net is loaded with its shape and, to half precision, its weights."""
    save_component_net(net, tmp_path / COMPONENTS_FILE)
    stand_in = RandomEncoder()
    loaded = load_component_tagger(tmp_path, stand_in, stand_in)  # type: ignore[arg-type]
    for name, tensor in loaded._net.state_dict().items():
        torch.testing.assert_close(tensor, net.state_dict()[name], atol=2e-3, rtol=2e-3)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    """A net that can't be loaded is an error with the file and the mend."""
    (tmp_path / COMPONENTS_FILE).write_bytes(b"not a tensor")
    stand_in = RandomEncoder()
    with pytest.raises(ModelError, match=rf"{COMPONENTS_FILE}.*reinstall"):
        load_component_tagger(tmp_path, stand_in, stand_in)  # type: ignore[arg-type]
