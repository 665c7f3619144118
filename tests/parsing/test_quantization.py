"""Weights as 8-bit integers and back."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from quotes.parsing.quantization import dequantize_weights, quantize_layer, quantize_weights

_matrices = arrays.arrays(
    "float32",
    arrays.array_shapes(min_dims=2, max_dims=2, max_side=6),
    elements=st.floats(-100, 100, width=32),
)


@given(_matrices)
def test_quantized_matrices(matrix: object) -> None:
    """A matrix is restored with each value within half a step of its row's largest over 127."""
    tensor = torch.from_numpy(matrix)
    small = quantize_weights({"a.weight": tensor})
    assert small["a.weight"].dtype == torch.int8
    (restored,) = dequantize_weights(small).values()
    step = tensor.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
    assert bool(((restored - tensor).abs() <= 0.501 * step).all())


def test_vectors_keep_half_precision() -> None:
    """Vectors are stored in half precision and restored in single."""
    vector = torch.tensor([0.1, -3.0, 1000.0])
    small = quantize_weights({"a.bias": vector})
    restored = dequantize_weights(small)["a.bias"]
    assert restored.dtype == torch.float32
    torch.testing.assert_close(restored, vector, rtol=1e-3, atol=0)


def test_other_weights_pass() -> None:
    """Weights that were never quantized stay as they are; position ids are no weights."""
    weights = {"a.weight": torch.ones(2, 3), "a.bias": torch.zeros(2)}
    restored = dequantize_weights(weights | {"embeddings.position_ids": torch.arange(20)})
    assert restored.keys() == weights.keys()
    assert all(torch.equal(restored[name], weights[name]) for name in weights)


def test_a_row_is_multiplied_alone() -> None:
    """A layer in integers is near the one in floats; a row's result is the same bytes alone."""
    torch.manual_seed(3)
    weight, bias, rows = torch.randn(32, 48), torch.randn(32), torch.randn(700, 48)
    product = quantize_layer(weight, bias)
    found = product(rows)
    torch.testing.assert_close(found, rows @ weight.t() + bias, rtol=0, atol=0.6)
    assert torch.equal(found[510:514], product(rows[510:514]))
