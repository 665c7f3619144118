"""The net of the component tagger: attention over words, and biaffine scores of pairs of words."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

COMPONENTS = ("source", "cue", "content")
FARTHEST = 60  # words; pairs farther apart share one distance score; not tuned


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
