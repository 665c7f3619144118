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
from torch import Tensor, nn
from torch.nn import functional

from quotes.errors import ModelError
from quotes.parsing.encoder import SharedEncoder
from quotes.parsing.normalization import normalize
from quotes.parsing.quantization import quantize_linear_layers
from quotes.parsing.quotations import find_quotations
from quotes.parsing.word_pieces import PieceTokenizer
from quotes.records import Article, Parse, Proposal, Sentence

SOURCE, CUE, CONTENT, ANCHOR = range(4)
COMPONENTS = ("source", "cue", "content")
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
# Not tuned: in words, from where on all distances of a pair have one score; how many words of a
# window have their anchors scored, and how many more it sees on either side.
FARTHEST = 60
_CORE, _MARGIN = 320, 48
_LEAST = 0.1  # anchors and words with a lower probability are not proposed; not tuned


@dataclass(frozen=True)
class NetShape:
    """The sizes of a net: `inventories` has the number of values of each word feature."""

    size: int
    inventories: tuple[int, ...]
    width: int = 256
    layers: int = 2
    heads: int = 8
    pair: int = 96


class ComponentNet(nn.Module):
    """Scores words, and pairs of an anchor and a word, in windows of an article.

    Args:
        shape: its sizes.
        dropout: for training.
    """

    def __init__(self, shape: NetShape, dropout: float = 0.0) -> None:
        super().__init__()
        self.shape = shape
        width, pair = shape.width, shape.pair
        self.enter = nn.Linear(shape.size, width)
        self.governor = nn.Linear(shape.size, width, bias=False)
        self.features = nn.ModuleList(nn.Embedding(n, width) for n in shape.inventories)
        self.layers = nn.ModuleList(
            _Layer(width, shape.heads, dropout) for _ in range(shape.layers)
        )
        self.norm = nn.LayerNorm(width)
        self.words = nn.Linear(width, len(COMPONENTS) + 1)
        self.from_anchor = nn.Linear(width, len(COMPONENTS) * pair)
        self.to_word = nn.Linear(width, len(COMPONENTS) * pair)
        self.bilinear = nn.Parameter(torch.zeros(len(COMPONENTS), pair + 1, pair + 1))
        self.distance = nn.Parameter(torch.zeros(len(COMPONENTS), 2 * FARTHEST + 1))
        self.drop = nn.Dropout(dropout)
        for embedding in self.features:
            nn.init.normal_(embedding.weight, std=0.05)  # type: ignore[arg-type]  # a Module

    def forward(
        self, vectors: Tensor, features: Tensor, heads: Tensor, mask: Tensor | None = None
    ) -> Tensor:
        """The states of the words [batch, words, width].

        Args:
            vectors: the encoder's [batch, words, size].
            features: an index into each inventory [batch, words, inventories]; 0 where not known.
            heads: the index of each word's head in the window, -1 for none [batch, words].
            mask: true for words, false for padding [batch, words].
        """
        vectors = self.drop(vectors)
        has_head = (heads >= 0).unsqueeze(2)
        governors = vectors.gather(
            1, heads.clamp(min=0).unsqueeze(2).expand(-1, -1, vectors.size(2))
        )
        x: Tensor = self.enter(vectors) + self.governor(governors * has_head)
        for index, embedding in enumerate(self.features):
            x = x + embedding(features[:, :, index])
        turns = _rotations(x.size(1), self.shape.width // self.shape.heads)
        allowed = mask[:, None, None, :] if mask is not None else None
        for layer in self.layers:
            x = layer(x, turns, allowed)
        states: Tensor = self.drop(self.norm(x))
        return states

    def score_pairs(self, states: Tensor, rows: Tensor, anchors: Tensor) -> Tensor:
        """Scores [anchors, components, words] of every word of an anchor's window.

        Args:
            states: of the words [batch, words, width].
            rows, anchors: the window and the word of each anchor [anchors].
        """
        components, pair = len(COMPONENTS), self.shape.pair
        left: Tensor = functional.gelu(self.from_anchor(states[rows, anchors]))
        right = functional.gelu(self.to_word(states))
        left = functional.pad(self.drop(left).view(-1, components, pair), (0, 1), value=1.0)
        right = functional.pad(
            self.drop(right).view(*states.shape[:2], components, pair), (0, 1), value=1.0
        )
        mixed = torch.einsum("nri,rij->nrj", left, self.bilinear)
        if states.size(0) == 1:
            scores = torch.einsum("nrj,wrj->nrw", mixed, right[0])
        else:
            scores = torch.einsum("nrj,nwrj->nrw", mixed, right[rows])
        apart = torch.arange(states.size(1)) - anchors.unsqueeze(1)
        return scores + self.distance[:, apart.clamp(-FARTHEST, FARTHEST) + FARTHEST].transpose(
            0, 1
        )


class _Layer(nn.Module):
    """Self-attention and a feed-forward layer, each with normalization before and a residual."""

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.before = nn.LayerNorm(width)
        self.mixed = nn.Linear(width, 3 * width)
        self.attended = nn.Linear(width, width)
        self.between = nn.LayerNorm(width)
        self.widen = nn.Linear(width, 3 * width)
        self.narrow = nn.Linear(3 * width, width)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, turns: tuple[Tensor, Tensor], allowed: Tensor | None) -> Tensor:
        batch, words, width = x.shape
        parts = self.mixed(self.before(x)).view(batch, words, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        context = functional.scaled_dot_product_attention(
            _turn(query, turns), _turn(key, turns), value, attn_mask=allowed
        )
        context = context.transpose(1, 2).reshape(batch, words, width)
        x = x + self.drop(self.attended(context))
        wide: Tensor = self.drop(self.narrow(functional.gelu(self.widen(self.between(x)))))
        return x + wide


def _rotations(words: int, size: int) -> tuple[Tensor, Tensor]:
    """Cosines and sines [words, size] of rotary positions (Su et al. 2021)."""
    rates = 10_000.0 ** (-torch.arange(0, size, 2) / size)
    angles = torch.outer(torch.arange(words, dtype=torch.float32), rates).repeat(1, 2)
    return angles.cos(), angles.sin()


def _turn(x: Tensor, turns: tuple[Tensor, Tensor]) -> Tensor:
    first, second = x.chunk(2, dim=-1)
    return (x * turns[0] + torch.cat((-second, first), dim=-1) * turns[1]).to(x.dtype)


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
