"""Bidirectional LSTMs in 8-bit integers, over sentences without padding.

torch's LSTM in single precision took a quarter of all time. The sums of integers are exact, so that
a sentence's states do not depend on the sentences beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence

from quotes.parsing.quantization import IntegerRows, quantize_layer, quantize_weights

_STEPS = 127  # between 0 and 1: an LSTM's state has no number beyond 1


class Packing:
    """The order in which LSTMs read the words of sentences: all first words, then all second ones.

    Args:
        lengths: words of each sentence, from long to short.

    Attributes:
        order: the words in this order.
        backward: the words in the order of reading from the end: all last words first.
        mirrored: where each word of `order` stands in `backward`.
        sizes: how many sentences have a first word, a second one, and so on.
        sentences: how many there are.
        not_first: false for the first words of sentences.
    """

    def __init__(self, lengths: Sequence[int]) -> None:
        counts = torch.tensor(lengths)
        places = torch.arange(int(counts[0]))
        real = (places < counts[:, None]).t()
        ends = torch.cumsum(counts, 0)
        starts = ends - counts
        self.order = (starts[:, None] + places).t()[real]
        self.backward = (ends[:, None] - 1 - places).t()[real]
        self.mirrored = self.backward.argsort()[self.order]
        self.sizes = real.sum(1)
        self.sentences = len(lengths)
        self.not_first = torch.ones(int(counts.sum()), dtype=torch.bool)
        self.not_first[starts] = False

    def unpack(self, values: Tensor) -> list[Any]:
        """Values [words, ...] in the LSTM's order as a list in the words' own order."""
        own = torch.empty_like(values)
        own[self.order] = values
        listed: list[Any] = own.tolist()
        return listed


class IntegerLSTM:
    """A trained LSTM of one layer and two directions, with Stanza's highway if it has one.

    Args:
        model: Stanza's; its states at the start and its weight of the encoder's layer are used.
        name: of the LSTM in the model.
    """

    def __init__(self, model: Any, name: str) -> None:
        lstm = getattr(model, name)
        mix = 1 + model.bert_layer_mix.weight.detach()[0]
        highways = getattr(lstm, "highway", None)
        self._highway, self._activation = None, getattr(lstm, "highway_func", None)
        if highways is not None:
            layers = (highways[0], lstm.gate[0])
            self._highway = [
                quantize_layer(layer.weight.detach() * mix, layer.bias.detach()) for layer in layers
            ]
        layer = (lstm if highways is None else lstm.lstm[0]).lstm
        weights = {key: value.detach() for key, value in layer.state_dict().items()}
        size = self._size = layer.hidden_size
        # torch has the gates as input, forget, cell, output; here the cell's is the last.
        gates = torch.arange(4 * size).view(4, size)[[0, 1, 3, 2]].flatten()
        self._inputs, self._states = [], []
        for end in ("l0", "l0_reverse"):
            outer, inner = (weights[f"weight_{kind}_{end}"][gates] for kind in ("ih", "hh"))
            bias = (weights[f"bias_ih_{end}"] + weights[f"bias_hh_{end}"])[gates]
            self._inputs.append(quantize_layer(outer * mix, bias))
            small = quantize_weights({"inner": inner})
            scales = small["inner.scale"].view(-1) / _STEPS
            self._states.append((small["inner"].t().contiguous(), scales))
        self._start = [getattr(model, f"{name}_{state}_init").detach() for state in "hc"]

    def __call__(self, rows: IntegerRows, packing: Packing) -> PackedSequence:
        """The states [words, 2 * size] of words in the packing's order."""
        forward = rows.take(packing.order)
        gates = torch.empty(2, len(packing.order), 4 * self._size)
        self._inputs[0].multiply(forward, gates[0])
        self._inputs[1].multiply(rows.take(packing.backward), gates[1])
        ahead, back = self._read(gates, packing)
        states = torch.cat([ahead, back[packing.mirrored]], 1)
        if self._highway is not None:
            passed, gate = (p.multiply(forward, torch.empty_like(states)) for p in self._highway)
            passed = passed if self._activation is None else self._activation(passed)
            states.addcmul_(passed, gate.sigmoid_())
        return PackedSequence(states, packing.sizes)

    def _read(self, gates: Tensor, packing: Packing) -> Tensor:
        """The states [2, words, size]; the gates [2, words, 4 * size] are used up."""
        size = self._size
        states = torch.empty(2, gates.size(1), size)
        hidden, cell = (start.expand(-1, packing.sentences, -1) for start in self._start)
        first = 0
        for count in packing.sizes.tolist():
            own = gates[:, first : first + count]
            whole = (hidden[:, :count] * _STEPS).round_().to(torch.int8)
            for part, numbers, (weight, scale) in zip(own, whole, self._states, strict=True):
                part.addcmul_(torch._int_mm(numbers, weight).float(), scale)
            opened, new = own[..., : 3 * size].sigmoid_(), own[..., 3 * size :].tanh_()
            cell = torch.addcmul(
                opened[..., :size] * new, opened[..., size : 2 * size], cell[:, :count]
            )
            hidden = states[:, first : first + count]
            torch.mul(opened[..., 2 * size :], cell.tanh(), out=hidden)
            first += count
        return states
