"""The order of words in LSTMs, and LSTMs in integers beside those of torch."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from stanza.models.common.hlstm import HighwayLSTM
from stanza.models.common.packed_lstm import PackedLSTM
from torch.nn.utils.rnn import PackedSequence, pack_sequence

from quotes.parsing.quantization import quantize_rows
from quotes.parsing.recurrent import IntegerLSTM, Packing

_LENGTHS = st.lists(st.integers(1, 6), min_size=1, max_size=5).map(lambda x: sorted(x)[::-1])
_INPUTS, _SIZE = 32, 16


@given(_LENGTHS)
def test_packing_is_that_of_torch(lengths: list[int]) -> None:
    """Words are packed as torch packs sequences, and unpacked in their own order."""
    words = torch.arange(sum(lengths))
    expected = pack_sequence(list(words.split(lengths)))
    packing = Packing(lengths)
    assert torch.equal(packing.order, expected.data)
    assert torch.equal(packing.sizes, expected.batch_sizes)
    assert packing.unpack(expected.data) == words.tolist()
    assert words[~packing.not_first].tolist() == [x[0].item() for x in words.split(lengths)]


@given(_LENGTHS)
def test_packing_backward(lengths: list[int]) -> None:
    """Backward, the sentences are packed with their last words first."""
    packing = Packing(lengths)
    expected = pack_sequence([x.flip(0) for x in torch.arange(sum(lengths)).split(lengths)])
    assert torch.equal(packing.backward, expected.data)
    assert torch.equal(packing.backward[packing.mirrored], packing.order)


def _make_model(lstm: Any) -> Any:
    start = {f"lstm_{state}_init": torch.rand(2, 1, _SIZE) - 0.5 for state in "hc"}
    mix = SimpleNamespace(weight=torch.tensor([[0.3]]))
    return SimpleNamespace(lstm=lstm, bert_layer_mix=mix, **start)


@pytest.mark.parametrize("kind", ["plain", "highway", "highway with tanh"])
@torch.inference_mode()
def test_states_are_those_of_torch(kind: str) -> None:
    """The states differ from those in single precision by less than a few steps of 1/127."""
    torch.manual_seed(1)
    sizes = {"bidirectional": True, "batch_first": True}
    activation = torch.tanh if kind.endswith("tanh") else None
    lstm = (
        PackedLSTM(_INPUTS, _SIZE, 1, **sizes)
        if kind == "plain"
        else HighwayLSTM(_INPUTS, _SIZE, highway_func=activation, **sizes)
    ).eval()
    model = _make_model(lstm)
    packing = Packing([9, 7, 7, 2, 1])
    words = torch.randn(26, _INPUTS)
    start = tuple(
        getattr(model, f"lstm_{state}_init").expand(-1, 5, -1).contiguous() for state in "hc"
    )
    mixed = PackedSequence((words * 1.3)[packing.order], packing.sizes)
    expected = lstm(mixed, None, hx=start)[0].data
    found = IntegerLSTM(model, "lstm")(quantize_rows(words), packing).data
    torch.testing.assert_close(found, expected, rtol=0, atol=0.03)


@given(_LENGTHS)
@torch.inference_mode()
def test_company_makes_no_difference(lengths: list[int]) -> None:
    """A sentence's states are the same bytes alone and beside others."""
    torch.manual_seed(2)
    model = _make_model(PackedLSTM(_INPUTS, _SIZE, 1, bidirectional=True, batch_first=True).eval())
    lstm = IntegerLSTM(model, "lstm")
    words = torch.randn(sum(lengths), _INPUTS)
    packing = Packing(lengths)
    together = packing.unpack(lstm(quantize_rows(words), packing).data)
    for length, sentence in zip(lengths, words.split(lengths), strict=True):
        alone = lstm(quantize_rows(sentence), Packing([length])).data.tolist()
        assert together[:length] == alone
        together = together[length:]
