"""The component tagger: which words are cues, and which words around each cue belong to its source
and its content.

It reads the words of an article in windows over many sentences, each word as the shared encoder
and the tree see it, with two layers of attention, and then asks of every pair of a cue and a word
near it which component of the attribution the word belongs to: source, cue or content. A cue's
*anchor* is its most telling word ("said" in "has also said"); pairs are scored for anchors.

Trained by `training/components.py`. Pair scores are biaffine (Dozat and Manning 2017), as in
semantic role labeling.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import safetensors
import safetensors.torch
import torch
from msgspec.structs import replace
from torch import Tensor

from quotes.errors import ModelError
from quotes.parsing.component_net import COMPONENTS, ComponentNet, NetShape
from quotes.parsing.encoder import SharedEncoder
from quotes.parsing.normalization import normalize
from quotes.parsing.quantization import quantize_linear_layers
from quotes.parsing.quotations import find_quotations
from quotes.parsing.word_pieces import PieceTokenizer
from quotes.records import Article, Parse, Proposal, Sentence

SOURCE, CUE, CONTENT, ANCHOR = range(4)
BREAKS = ("none", "sentence", "paragraph")
MARKS = ("outside", "inside", "opening", "closing")
# Universal Dependencies' own lists; the first is for what is not in them.
UPOS = (
    *("X", "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM"),
    *("PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB"),
)
RELATIONS = (
    *("dep", "acl", "advcl", "advmod", "amod", "appos", "aux", "case", "cc", "ccomp", "clf"),
    *("compound", "conj", "cop", "csubj", "det", "discourse", "dislocated", "expl", "fixed"),
    *("flat", "goeswith", "iobj", "list", "mark", "nmod", "nsubj", "nummod", "obj", "obl"),
    *("orphan", "parataxis", "punct", "reparandum", "root", "vocative", "xcomp"),
)
COMPONENTS_FILE = "components.safetensors"
INVENTORIES = (len(BREAKS), len(MARKS), len(UPOS), len(RELATIONS))
# Not tuned: how many words of a window have their anchors scored, and how many more it sees on
# either side.
_CORE, _MARGIN = 320, 48
_LEAST = 0.1  # anchors and words with a lower probability are not proposed; not tuned


@dataclass(frozen=True)
class WordFeatures:
    """The words of an article as input of the net.

    Attributes:
        vectors: the encoder's [words, size].
        features: [words, inventories].
        heads: article-wide indices [words]; -1 for the root.
        starts: the index of each sentence's first word and, last, the number of words.
    """

    vectors: Tensor
    features: Tensor
    heads: Tensor
    starts: tuple[int, ...]

    def cut(self, first: int, end: int) -> tuple[Tensor, Tensor, Tensor]:
        """Vectors, features and heads of the words [first, end) as a window of their own."""
        heads = self.heads[first:end] - first
        heads[(heads < 0) | (heads >= end - first)] = -1
        return self.vectors[first:end], self.features[first:end], heads


def compute_word_features(
    article: Article,
    sentences: Sequence[Sentence],
    encoder: SharedEncoder,
    tokenizer: PieceTokenizer,
) -> WordFeatures:
    """The words of the sentences with their vectors, tags, relations and quotation marks."""
    vectors = tokenizer.encode_words(
        encoder, [[normalize(token.text) for token in s.tokens] for s in sentences]
    )
    starts = [0]
    for sentence in sentences:
        starts.append(starts[-1] + len(sentence.tokens))
    rows: list[tuple[int, int, int, int]] = []
    heads: list[int] = []
    marks = _find_marks(article.text, sentences)
    paragraph = -1
    for sentence, first in zip(sentences, starts, strict=False):
        opens = 2 if sentence.paragraph != paragraph else 1
        paragraph = sentence.paragraph
        for index, token in enumerate(sentence.tokens):
            upos = _UPOS_INDEX.get(token.upos, 0)
            relation = _RELATION_INDEX.get(token.deprel.partition(":")[0], 0)
            rows.append((0 if index else opens, next(marks), upos, relation))
            heads.append(first + token.head if token.head >= 0 else -1)
    return WordFeatures(vectors, torch.tensor(rows), torch.tensor(heads), tuple(starts))


class ComponentTagger:
    """Adds component scores and proposals to parses, with the shared encoder and a trained net."""

    def __init__(
        self, encoder: SharedEncoder, tokenizer: PieceTokenizer, net: ComponentNet
    ) -> None:
        self._encoder, self._tokenizer, self._net = encoder, tokenizer, net

    def forget(self) -> None:
        """Empties the encoder's memory."""
        self._encoder.forget()

    @torch.inference_mode()
    def add_component_scores(self, parse: Parse, *, with_tree: bool = True) -> Parse:
        """The parse with component scores of its words and with its proposals.

        They depend on this article alone. Without the tree the net sees words and quotation marks
        only, so that the gain by trees can be measured.
        """
        if not parse.sentences:
            return replace(parse, proposals=())
        words = compute_word_features(
            parse.article, parse.sentences, self._encoder, self._tokenizer
        )
        if not with_tree:
            hide_tree(words.features, words.heads)
        chances: list[tuple[float, float, float]] = []
        proposals: list[Proposal] = []
        for first, core, last, end in cut_windows(words.starts):
            vectors, features, heads = words.cut(first, end)
            states = self._net(vectors[None], features[None], heads[None])
            own = self._net.words(states)[0, core - first : last - first].sigmoid()
            chances += [(source, cue, content) for source, cue, content, _ in _rounded(own)]
            anchors = (own[:, ANCHOR] >= _LEAST).nonzero()[:, 0]
            if not len(anchors):
                continue
            pairs = self._net.score_pairs(
                states, torch.zeros_like(anchors), anchors + core - first
            ).sigmoid()
            for anchor, scores in zip(anchors.tolist(), pairs, strict=True):
                proposals.append(
                    Proposal(
                        anchor=core + anchor,
                        chance=round(own[anchor, ANCHOR].item(), 3),
                        **{name: _likely(scores[i], first) for i, name in enumerate(COMPONENTS)},
                    )
                )
        own_scores = iter(chances)
        sentences = tuple(
            replace(
                s,
                tokens=tuple(
                    replace(token, component_scores=next(own_scores)) for token in s.tokens
                ),
            )
            for s in parse.sentences
        )
        return replace(parse, sentences=sentences, proposals=tuple(proposals))


def hide_tree(features: Tensor, heads: Tensor) -> None:
    """Sets tags, relations and heads of words to unknown."""
    features[..., 2:] = 0
    heads.fill_(-1)


def cut_windows(starts: Sequence[int]) -> Iterator[tuple[int, int, int, int]]:
    """Windows of whole sentences as (first word, first of the core, end of the core, end).

    The cores are consecutive and have at most 320 words each, or one sentence; the words around a
    core are context.
    """
    core = 0
    while core < starts[-1]:
        last = starts[max(bisect_right(starts, core + _CORE) - 1, bisect_right(starts, core))]
        first = starts[bisect_right(starts, max(0, core - _MARGIN - 1)) - 1] if core else 0
        first = first if core - first <= 2 * _MARGIN else core
        end = starts[bisect_right(starts, last + _MARGIN) - 1]
        yield first, core, last, max(last, end)
        core = last


def _find_marks(text: str, sentences: Sequence[Sentence]) -> Iterator[int]:
    """For each word its position relative to the outer quotation marks: an index into MARKS."""
    quotations = iter(q.span for q in find_quotations(text) if q.depth == 0)
    span = next(quotations, None)
    for sentence in sentences:
        for token in sentence.tokens:
            while span is not None and span.end <= token.span.start:
                span = next(quotations, None)
            if span is None or token.span.end <= span.start:
                yield 0
            elif token.span.start <= span.start:
                yield 2
            else:
                yield 3 if token.span.end >= span.end else 1


def _rounded(chances: Tensor) -> list[list[float]]:
    rounded: list[list[float]] = chances.mul(1000).round().div(1000).tolist()
    return rounded


def _likely(chances: Tensor, first: int) -> tuple[tuple[int, float], ...]:
    places = (chances >= _LEAST).nonzero()[:, 0].tolist()
    return tuple((first + place, round(chances[place].item(), 3)) for place in places)


_UPOS_INDEX = {name: index for index, name in enumerate(UPOS)}
_RELATION_INDEX = {name: index for index, name in enumerate(RELATIONS)}


def save_component_net(net: ComponentNet, path: Path) -> None:
    """Writes the net in half precision, its shape in the file's metadata."""
    weights = {name: tensor.half().contiguous() for name, tensor in net.state_dict().items()}
    shape = msgspec.json.encode(net.shape).decode()
    safetensors.torch.save_file(weights, path, metadata={"shape": shape})


def load_component_tagger(
    folder: Path, encoder: SharedEncoder, tokenizer: PieceTokenizer
) -> ComponentTagger:
    """The tagger with the net that `save_component_net` wrote.

    Raises:
        ModelError: the file is missing or damaged.
    """
    path = folder / COMPONENTS_FILE
    try:
        with safetensors.safe_open(path, "pt") as file:
            shape = msgspec.json.decode(file.metadata()["shape"], type=NetShape)
            weights = {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118  # no dict
        net = ComponentNet(shape)
        net.load_state_dict(weights)
        quantize_linear_layers(net)
    except Exception as error:
        raise ModelError(
            f"the component tagger in {path} can't be loaded: {error}; reinstall onrecord"
        ) from error
    return ComponentTagger(encoder, tokenizer, net.eval())
