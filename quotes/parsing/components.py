"""The component tagger: which words are cues, and which words around each cue name its source or hold
its content.

It reads the words of an article in windows over many sentences, each word as the shared encoder
and the tree see it, with two layers of attention, and then asks of every pair of a cue and a word
near it which role the word has. A cue's *anchor* is the one word of it that attributes most by
itself ("said" in "has also said"); anchors are what the pairs are asked for.

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
from quotes.parsing.encoder import PieceTokenizer, SharedEncoder, quantize_linear_layers
from quotes.parsing.normalization import normalize
from quotes.parsing.quotations import find_quotations
from quotes.records import Article, Parse, Proposal, Sentence

SOURCE, CUE, CONTENT, ANCHOR = range(4)
COMPONENTS = ("source", "cue", "content")
BREAKS = ("none", "sentence", "paragraph")
MARKS = ("outside", "inside", "opening", "closing")
# Universal Dependencies' own lists; the first stands for what is not in them.
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
FARTHEST = 60  # words; pairs farther apart share one distance score
_CORE, _MARGIN = 320, 48  # words of a window whose anchors count, and that it sees on either side
_POSSIBLE = 0.1  # anchors and words below it are not proposed


@dataclass(frozen=True)
class NetShape:
    """The sizes of a reader: `inventories` has the number of values of each word feature."""

    size: int
    inventories: tuple[int, ...]
    width: int = 256
    layers: int = 2
    heads: int = 8
    pair: int = 96


class ComponentNet(nn.Module):
    """Reads windows of words.

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
        """What the reader makes of each word [batch, words, width].

        Args:
            vectors: the encoder's [batch, words, size].
            features: an index into each inventory [batch, words, inventories]; 0 where not known.
            heads: the index of each word's head in the window, -1 for none [batch, words].
            mask: true for words, false for padding [batch, words].
        """
        vectors = self.drop(vectors)
        known = (heads >= 0).unsqueeze(2)
        governors = vectors.gather(
            1, heads.clamp(min=0).unsqueeze(2).expand(-1, -1, vectors.size(2))
        )
        x: Tensor = self.enter(vectors) + self.governor(governors * known)
        for index, embedding in enumerate(self.features):
            x = x + embedding(features[:, :, index])
        turns = _rotations(x.size(1), self.shape.width // self.shape.heads)
        allowed = mask[:, None, None, :] if mask is not None else None
        for layer in self.layers:
            x = layer(x, turns, allowed)
        read: Tensor = self.drop(self.norm(x))
        return read

    def score_pairs(self, read: Tensor, rows: Tensor, anchors: Tensor) -> Tensor:
        """Scores [anchors, roles, words] of every word of an anchor's window.

        Args:
            read: [batch, words, width].
            rows, anchors: the window and the word of each anchor [anchors].
        """
        roles, pair = len(COMPONENTS), self.shape.pair
        left: Tensor = functional.gelu(self.from_anchor(read[rows, anchors]))
        right = functional.gelu(self.to_word(read))
        left = functional.pad(self.drop(left).view(-1, roles, pair), (0, 1), value=1.0)
        right = functional.pad(
            self.drop(right).view(*read.shape[:2], roles, pair), (0, 1), value=1.0
        )
        asked = torch.einsum("nri,rij->nrj", left, self.bilinear)
        if read.size(0) == 1:
            scores = torch.einsum("nrj,wrj->nrw", asked, right[0])
        else:
            scores = torch.einsum("nrj,nwrj->nrw", asked, right[rows])
        apart = torch.arange(read.size(1)) - anchors.unsqueeze(1)
        return scores + self.distance[:, apart.clamp(-FARTHEST, FARTHEST) + FARTHEST].transpose(
            0, 1
        )


class _Layer(nn.Module):
    """Attention and a wide layer, each on the normalized words and added to them."""

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
    """The words of an article as the reader takes them.

    `features` are [words, inventories], `heads` article-wide indices [words] or -1, `vectors`
    [words, size]; `starts` has the index of each sentence's first word and, last, their number.
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
    """The words of the sentences with what encoder, tree and quotation marks say of them."""
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
    """Reads parsed articles with the shared encoder and a trained reader."""

    def __init__(
        self, encoder: SharedEncoder, tokenizer: PieceTokenizer, reader: ComponentNet
    ) -> None:
        self._encoder, self._tokenizer, self._reader = encoder, tokenizer, reader

    def forget(self) -> None:
        """Empties the encoder's memory."""
        self._encoder.forget()

    @torch.inference_mode()
    def add_component_scores(self, parse: Parse, *, with_tree: bool = True) -> Parse:
        """The parse with its words' roles and its proposals; they depend on this article alone.

        Without the tree the reader sees words and quotation marks only; to tell what trees add.
        """
        if not parse.sentences:
            return replace(parse, proposals=())
        described = compute_word_features(
            parse.article, parse.sentences, self._encoder, self._tokenizer
        )
        if not with_tree:
            hide_tree(described.features, described.heads)
        chances: list[tuple[float, float, float]] = []
        proposals: list[Proposal] = []
        for first, core, last, end in cut_windows(described.starts):
            vectors, features, heads = described.cut(first, end)
            read = self._reader(vectors[None], features[None], heads[None])
            own = self._reader.words(read)[0, core - first : last - first].sigmoid()
            chances += [(source, cue, content) for source, cue, content, _ in _rounded(own)]
            anchors = (own[:, ANCHOR] >= _POSSIBLE).nonzero()[:, 0]
            if not len(anchors):
                continue
            pairs = self._reader.score_pairs(
                read, torch.zeros_like(anchors), anchors + core - first
            ).sigmoid()
            for anchor, roles in zip(anchors.tolist(), pairs, strict=True):
                proposals.append(
                    Proposal(
                        anchor=core + anchor,
                        chance=round(own[anchor, ANCHOR].item(), 3),
                        **{name: _likely(roles[i], first) for i, name in enumerate(COMPONENTS)},
                    )
                )
        given = iter(chances)
        sentences = tuple(
            replace(
                s, tokens=tuple(replace(token, component_scores=next(given)) for token in s.tokens)
            )
            for s in parse.sentences
        )
        return replace(parse, sentences=sentences, proposals=tuple(proposals))


def hide_tree(features: Tensor, heads: Tensor) -> None:
    """Makes tags, relations and heads of some words unknown."""
    features[..., 2:] = 0
    heads.fill_(-1)


def cut_windows(starts: Sequence[int]) -> Iterator[tuple[int, int, int, int]]:
    """Windows of whole sentences as (first word, first of the core, end of the core, end).

    The cores follow upon one another and hold at most 320 words each, or one sentence; the words
    around a core are there to be seen.
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
    """For each word where it stands to the outer quotation marks: an index into MARKS."""
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
    places = (chances >= _POSSIBLE).nonzero()[:, 0].tolist()
    return tuple((first + place, round(chances[place].item(), 3)) for place in places)


_UPOS_INDEX = {name: index for index, name in enumerate(UPOS)}
_RELATION_INDEX = {name: index for index, name in enumerate(RELATIONS)}


def save_component_net(reader: ComponentNet, path: Path) -> None:
    """Writes the reader in half precision, its shape in the file's metadata."""
    weights = {name: tensor.half().contiguous() for name, tensor in reader.state_dict().items()}
    shape = msgspec.json.encode(reader.shape).decode()
    safetensors.torch.save_file(weights, path, metadata={"shape": shape})


def load_component_tagger(
    folder: Path, encoder: SharedEncoder, tokenizer: PieceTokenizer
) -> ComponentTagger:
    """The tagger with the reader that `save_reader` wrote.

    Raises:
        ModelError: the file is missing or damaged.
    """
    path = folder / COMPONENTS_FILE
    try:
        with safetensors.safe_open(path, "pt") as file:
            shape = msgspec.json.decode(file.metadata()["shape"], type=NetShape)
            weights = {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118  # no dict
        reader = ComponentNet(shape)
        reader.load_state_dict(weights)
        quantize_linear_layers(reader)
    except Exception as error:
        raise ModelError(
            f"the component tagger in {path} can't be loaded: {error}; reinstall onrecord"
        ) from error
    return ComponentTagger(encoder, tokenizer, reader.eval())
