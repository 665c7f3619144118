"""The shared encoder against the model it stands in for, on tiny random weights."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from transformers import BertConfig, BertModel

from quotes.parsing.encoder import SharedEncoder

PIECES = 50


@pytest.fixture(scope="module")
def bert() -> BertModel:
    """Hugging Face's BERT with two layers of two heads and random weights, biases included."""
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=PIECES,
        hidden_size=8,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=20,
        type_vocab_size=4,
    )
    model = BertModel(config, add_pooling_layer=False).eval()
    with torch.no_grad():
        for tensor in model.parameters():
            tensor.normal_(std=0.5)
    return model


@pytest.fixture(scope="module")
def encoder(bert: BertModel) -> SharedEncoder:
    return SharedEncoder(weights_of(bert), heads=2)


def weights_of(model: BertModel) -> dict[str, Tensor]:
    return {name: tensor.detach() for name, tensor in model.state_dict().items()}


def encode(encoder: SharedEncoder, rows: list[tuple[int, ...]]) -> list[Tensor]:
    encoder.forget()
    return encoder.encode_words(rows, [range(len(row)) for row in rows])


_rows = st.lists(
    st.lists(st.integers(1, 4 * PIECES - 1), min_size=1, max_size=12).map(tuple),
    min_size=1,
    max_size=6,
)


@given(_rows)
@settings(max_examples=30, deadline=None)
def test_same_as_the_model_it_stands_for(
    bert: BertModel, encoder: SharedEncoder, rows: list[tuple[int, ...]]
) -> None:
    """A batch of any lengths gets the vectors that BERT gives each row alone, cases as segments."""
    for row, found in zip(rows, encode(encoder, rows), strict=True):
        with torch.no_grad():
            ids = torch.tensor([row])
            expected = bert(ids % PIECES, token_type_ids=ids // PIECES).last_hidden_state[0]
        torch.testing.assert_close(found, expected, atol=1e-5, rtol=1e-4)


@given(_rows, st.randoms())
@settings(max_examples=30, deadline=None)
def test_vectors_do_not_depend_on_the_batch(
    encoder: SharedEncoder, rows: list[tuple[int, ...]], random: object
) -> None:
    """A row's vectors are the same alone, in a batch, and in the batch shuffled."""
    order = list(range(len(rows)))
    random.shuffle(order)  # type: ignore[attr-defined]
    together = encode(encoder, rows)
    shuffled = encode(encoder, [rows[i] for i in order])
    for place, i in enumerate(order):
        alone = encode(encoder, [rows[i]])[0]
        torch.testing.assert_close(together[i], alone, atol=1e-6, rtol=1e-5)
        torch.testing.assert_close(shuffled[place], alone, atol=1e-6, rtol=1e-5)


def test_words_are_their_last_pieces(encoder: SharedEncoder) -> None:
    """A word's vector is that of its last piece; padding gets zeros."""
    rows = [(1, 2, 3, 4), (1, 2)]
    mask = torch.tensor([[1, 1, 1, 1], [1, 1, 0, 0]])
    ids = torch.tensor([[1, 2, 3, 4], [1, 2, 0, 0]])
    hidden = encoder(ids, mask).hidden_states[-1]
    assert hidden.shape == (2, 4, 8)
    assert not hidden[1, 2:].any()
    first, second = encoder.encode_words(rows, [[1, 3], []])
    assert torch.equal(first, hidden[0, [1, 3]])
    assert second.shape == (0, 8)


def test_rows_are_remembered(bert: BertModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row is computed once until it is forgotten, or is the least recent when room is needed."""
    encoder = SharedEncoder(weights_of(bert), heads=2, remembered=6)
    computed: list[tuple[int, ...]] = []
    original = encoder._encode

    def count(rows: list[tuple[int, ...]]) -> list[Tensor]:
        computed.extend(rows)
        return original(rows)

    monkeypatch.setattr(encoder, "_encode", count)
    for rows in ([(1, 2)], [(1, 2), (3, 4)], [(1, 2), (1, 2)]):
        encoder.encode_words(rows, [[0]] * len(rows))
    assert computed == [(1, 2), (3, 4)]
    encoder.encode_words([(5, 6, 7), (1, 2)], [[0], [0]])  # too much with (3, 4)
    encoder.encode_words([(1, 2)], [[0]])
    assert computed == [(1, 2), (3, 4), (5, 6, 7)]
    encoder.encode_words([(3, 4)], [[0]])
    assert computed[3:] == [(3, 4)]
    encoder.forget()
    encoder.encode_words([(3, 4)], [[0]])
    assert computed[4:] == [(3, 4)]


def test_nothing_to_encode(encoder: SharedEncoder) -> None:
    """No rows, no vectors."""
    assert encoder.encode_words([], []) == []
