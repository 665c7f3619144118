"""Faster decoding for Stanza's graph parser, with the same results.

Stanza scores every label of every pair of words, which takes most of its time, and solves each tree
by Chu-Liu/Edmonds. Here labels are scored for the chosen arcs only, and the solver runs only where
the best heads are no tree already. Sentences that violate a constraint (two subjects of one verb)
are decoded by Stanza's own code.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from stanza.models.common import chuliu_edmonds
from stanza.models.common.chuliu_edmonds import chuliu_edmonds_one_root
from stanza.models.common.vocab import VOCAB_PREFIX_SIZE
from stanza.models.depparse.head_constraints import (
    find_head_constraint_violations,
    resolve_head_constraint_violations,
)
from stanza.models.depparse.model import GraphParser
from torch.nn import functional

from quotes.parsing.quantization import IntegerProduct, quantize_layer, quantize_linear_layers

Heads = Sequence[int]
_PAIRS = 128  # scored at once, so that the factors stay in the cache


def is_tree(heads: Heads) -> bool:
    """Whether `heads` (heads[0] unused, 0 the root) is one tree with one root word."""
    if sum(1 for head in heads[1:] if head == 0) != 1:
        return False
    safe = [0] * len(heads)  # -1: known to depend on the root; else the walk that passed
    safe[0] = -1
    for word in range(1, len(heads)):
        at = word
        while not safe[at]:
            safe[at] = word
            at = heads[at]
        if safe[at] == word:
            return False
        at = word
        while safe[at] == word:
            safe[at] = -1
            at = heads[at]
    return True


def find_cycles(tree: np.ndarray) -> list[np.ndarray]:
    """The cycles of a graph in which each node has one head, as masks; self-loops don't count.

    Replaces Stanza's `tarjan`, which is for any graph and took an eighth of all time.
    """
    heads = tree.tolist()
    walk_of = [0] * len(heads)  # 0: not seen; else the walk that passed first
    cycles: list[np.ndarray] = []
    for start in range(len(heads)):
        at = start
        while not walk_of[at]:
            walk_of[at] = start + 1
            at = heads[at]
        if walk_of[at] == start + 1 and heads[at] != at:
            mask = np.zeros(len(heads), dtype=bool)
            while not mask[at]:
                mask[at] = True
                at = heads[at]
            cycles.append(mask)
    return cycles


chuliu_edmonds.tarjan = find_cycles


class ChosenArcParser(GraphParser):  # type: ignore[misc]  # Stanza is untyped
    """A graph parser whose `predict` scores labels of chosen arcs only.

    It is put in place of the class of a loaded model.
    """

    _label_product: IntegerProduct | None = None

    def quantize(self) -> None:
        """Makes a model that learns no more score in integers."""
        quantize_linear_layers(self.deprel)
        quantize_linear_layers(self.unlabeled)
        weight = self.deprel.scorer.W_bilin.weight.detach()
        self._label_product = quantize_layer(weight.flatten(1).t())

    def predict(self, *batch: Any, resolve_head_constraints: bool = False) -> list[list[list[Any]]]:
        """Heads and labels of each sentence, [[head, label], ...] a word, as Stanza's own parser
        gives them.
        """
        return self.find_trees(self.embed(*batch), batch[12], constrained=resolve_head_constraints)

    def find_trees(
        self, states: torch.Tensor, lengths: Sequence[int], *, constrained: bool = True
    ) -> list[list[list[Any]]]:
        """Heads and labels of each sentence, [[head, label], ...] a word; head 0 is the root.

        Args:
            states: of the root and each word [sentences, words, size].
            lengths: words of each sentence, the root counted.
            constrained: whether a sentence that breaks a constraint is solved again.
        """
        vocabulary = self.vocab["deprel"]
        arcs = self.unlabeled(states, states).squeeze(3)
        diagonal = torch.eye(arcs.size(1), dtype=torch.bool).unsqueeze(0)
        arcs.masked_fill_(diagonal, -float("inf"))
        scores = functional.log_softmax(arcs, 2).numpy()
        trees: list[Heads] = []
        for index, length in enumerate(lengths):
            own = scores[index, :length, :length]
            heads = own.argmax(1)
            heads[0] = 0
            tree = heads.tolist()
            trees.append(tree if is_tree(tree) else chuliu_edmonds_one_root(own).tolist())
        labels = self._score_labels(states, trees).argmax(-1).tolist()
        result: list[list[list[Any]]] = []
        start = 0
        for index, tree in enumerate(trees):
            names = vocabulary.unmap(
                [label + VOCAB_PREFIX_SIZE for label in labels[start : start + len(tree) - 1]]
            )
            start += len(tree) - 1
            if constrained and find_head_constraint_violations(tree, names):
                tree, names = self._resolve(states[index, : len(tree)], scores[index], tree)
            result.append([[head, name] for head, name in zip(tree[1:], names, strict=True)])
        return result

    def _score_labels(self, states: torch.Tensor, trees: Sequence[Heads]) -> torch.Tensor:
        """Label scores [words of all sentences, labels] of each word with its head."""
        rows = [index for index, tree in enumerate(trees) for _ in tree[1:]]
        words = [word for tree in trees for word in range(1, len(tree))]
        heads = [head for tree in trees for head in tree[1:]]
        left, right = states[rows, words], states[rows, heads]
        starts = range(0, len(words), _PAIRS)
        return torch.cat(
            [self._score_pairs(left[s : s + _PAIRS], right[s : s + _PAIRS]) for s in starts]
        )

    def _score_pairs(self, words: torch.Tensor, heads: torch.Tensor) -> torch.Tensor:
        """Label scores [pairs, labels] of words [pairs, size] with their heads [pairs, size]."""
        scorer = self.deprel
        left = scorer.dropout(scorer.hidden_func(scorer.W1(words)))
        right = scorer.dropout(scorer.hidden_func(scorer.W2(heads)))
        left, right = (functional.pad(side, (0, 1), value=1.0) for side in (left, right))
        bilinear = scorer.scorer.W_bilin
        if self._label_product is None:
            mixed = torch.einsum("ni,ijo->njo", left, bilinear.weight)
        else:
            mixed = self._label_product(left).view(-1, *bilinear.weight.shape[1:])
        scores: torch.Tensor = torch.einsum("njo,nj->no", mixed, right) + bilinear.bias
        return scores

    def forward(self, *batch: Any) -> tuple[torch.Tensor, list[Any]]:
        """The training loss, as Stanza's own but with labels scored for the gold arcs alone; no
        predictions.
        """
        word_mask, wordchars, head, deprel = batch[1], batch[2], batch[9], batch[10]
        states = self.embed(*batch)
        arcs = self.unlabeled(self.drop(states), self.drop(states)).squeeze(3)
        diagonal = torch.eye(arcs.size(1), dtype=torch.bool).unsqueeze(0)
        arcs = arcs.masked_fill(diagonal, -float("inf"))[:, 1:]
        arcs = arcs.masked_fill(word_mask.unsqueeze(1), -float("inf"))
        real = ~word_mask[:, 1:]
        loss = self.crit(arcs[real], head[real])
        rows = real.nonzero()[:, 0]
        dropped = self.drop(states)
        labels = self._score_pairs(dropped[:, 1:][real], dropped[rows, head[real]])
        loss = loss + self.crit(labels, deprel[real] - VOCAB_PREFIX_SIZE)
        return loss / wordchars.size(0), []

    def _resolve(
        self, states: torch.Tensor, scores: np.ndarray, tree: Heads
    ) -> tuple[list[int], list[str]]:
        length = len(tree)
        labels = functional.log_softmax(self.deprel(states[None], states[None])[0], 2).numpy()
        heads, ids = resolve_head_constraint_violations(
            scores[:length, :length], labels, np.array(tree), self.vocab["deprel"]
        )
        return [int(head) for head in heads], self.vocab["deprel"].unmap(
            [i + VOCAB_PREFIX_SIZE for i in ids]
        )
