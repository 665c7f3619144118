"""The shared encoder: one small transformer that reads each sentence once for tagger, parser and
entities.

Stanza's models ask a Hugging Face model for a sentence's vectors, each for itself. `SharedEncoder`
takes the place of that model and remembers its results, so that the second and third request cost
nothing. It computes without padding: the matrix products run over the words of all sentences at
once, attention over sentences of equal length. So a sentence's vectors don't depend on the
sentences beside it.

Architecture: BERT (Devlin et al. 2019, N19-1423), as MiniLM-L6-H384 (Wang et al. 2020). Its word
pieces are lower-cased; the case of a word is in the embedding that BERT has for segments.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import safetensors.torch
import torch
from cachetools import LRUCache
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from quotes.errors import ModelError
from quotes.parsing.quantization import dequantize_weights, make_product, quantize_weights
from quotes.parsing.word_pieces import PieceTokenizer

# Word pieces. A batch of articles has 30,000, which take 46 MB; this is enough for an article of
# 1 MB, which would otherwise be encoded twice: for the trees, and for the component tagger.
_REMEMBERED = 400_000
# Word pieces encoded at once, so that the widest layer's numbers stay in the cache: 2.37 s instead
# of 2.91 s with 4,096, on 724 sentences.
_TOGETHER = 1024


class SharedEncoder(nn.Module):
    """A BERT encoder over word pieces that remembers the rows it has encoded.

    Args:
        weights: tensors by Hugging Face's names; int8 matrices come with a `.scale` for each row.
        heads: attention heads a layer.
        remembered: word pieces to remember, those used last; None for all.
    """

    _hf_peft_config_loaded = False  # Stanza asks every transformer whether it carries adapters

    def __init__(
        self, weights: dict[str, Tensor], heads: int = 12, remembered: int | None = _REMEMBERED
    ) -> None:
        super().__init__()
        floats = dequantize_weights(weights)
        words = floats["embeddings.word_embeddings.weight"]
        self.config = SimpleNamespace(hidden_size=words.size(1))
        self._heads = heads
        self._words = words
        self._cases = floats["embeddings.token_type_embeddings.weight"]
        self._positions = floats["embeddings.position_embeddings.weight"]
        self._norm = _pair(floats, "embeddings.LayerNorm")
        self._layers = []
        count = 1 + max(int(name.split(".")[2]) for name in floats if name.startswith("encoder."))
        for index in range(count):
            layer = f"encoder.layer.{index}"
            attention = [f"{layer}.attention.self.{x}" for x in ("query", "key", "value")]
            self._layers.append(
                (
                    make_product(weights, *attention),
                    make_product(weights, f"{layer}.attention.output.dense"),
                    _pair(floats, f"{layer}.attention.output.LayerNorm"),
                    make_product(weights, f"{layer}.intermediate.dense"),
                    make_product(weights, f"{layer}.output.dense"),
                    _pair(floats, f"{layer}.output.LayerNorm"),
                )
            )
        # A row's size is its number of pieces.
        self._memory: LRUCache[tuple[int, ...], Tensor] = LRUCache(
            math.inf if remembered is None else remembered, getsizeof=len
        )

    def encode_words(
        self, pieces: Sequence[tuple[int, ...]], last: Sequence[Sequence[int]]
    ) -> list[Tensor]:
        """Vectors [words, size] of sentences: each word's is that of its last piece.

        Args:
            pieces: the word pieces of each sentence with both ends.
            last: the index of each word's last piece.
        """
        vectors = self._get_vectors(pieces)
        return [vectors[row][list(places)] for row, places in zip(pieces, last, strict=True)]

    def forget(self) -> None:
        """Empties the memory."""
        self._memory.clear()

    @torch.no_grad()
    def forward(
        self, ids: Tensor, attention_mask: Tensor, output_hidden_states: bool = True
    ) -> Any:
        """The last layer as Hugging Face's models give it.

        Args:
            ids: word pieces with their case [rows, pieces].
            attention_mask: 1 for real pieces, 0 for padding after them [rows, pieces].
            output_hidden_states: must be left true; only the last layer is given.

        Returns:
            An object whose `hidden_states` holds one tensor [rows, pieces, size], 0 at the padding.
        """
        lengths = attention_mask.sum(1).tolist()
        rows = [tuple(row[:length]) for row, length in zip(ids.tolist(), lengths, strict=True)]
        vectors = self._get_vectors(rows)
        hidden = torch.zeros(len(rows), ids.size(1), self.config.hidden_size)
        for index, row in enumerate(rows):
            hidden[index, : len(row)] = vectors[row]
        return SimpleNamespace(hidden_states=(hidden,))

    def _get_vectors(self, rows: Sequence[tuple[int, ...]]) -> dict[tuple[int, ...], Tensor]:
        """Vectors [pieces, size] of each row, from the memory or computed now."""
        unique = set(rows)
        vectors = {row: self._memory[row] for row in unique if row in self._memory}
        missing = sorted(unique - vectors.keys(), key=lambda row: (len(row), row))
        for start, end in _chunks([len(row) for row in missing], _TOGETHER):
            chunk = missing[start:end]
            vectors.update(zip(chunk, self._encode(chunk), strict=True))
        self._memory.update((row, vectors[row]) for row in missing)
        return vectors

    def _encode(self, rows: Sequence[tuple[int, ...]]) -> list[Tensor]:
        """Vectors [pieces, size] of each row; rows sorted by length."""
        size, heads = self.config.hidden_size, self._heads
        lengths = [len(row) for row in rows]
        groups: dict[int, int] = defaultdict(int)
        for length in lengths:
            groups[length] += 1
        ids = torch.tensor([piece for row in rows for piece in row])
        places = torch.cat([torch.arange(length) for length in lengths])
        inventory = self._words.size(0)
        x = self._words[ids % inventory] + self._cases[ids // inventory] + self._positions[places]
        x = functional.layer_norm(x, (size,), *self._norm, eps=1e-12)
        for qkv, attended, norm, widen, narrow, last_norm in self._layers:
            mixed = qkv(x)
            parts: list[Tensor] = []
            start = 0
            for length, count in groups.items():
                part = mixed[start : start + length * count].view(
                    count, length, 3, heads, size // heads
                )
                query, key, value = part.permute(2, 0, 3, 1, 4)
                out = functional.scaled_dot_product_attention(query, key, value)
                parts.append(out.transpose(1, 2).reshape(-1, size))
                start += length * count
            context = attended(torch.cat(parts))
            x = functional.layer_norm(x + context, (size,), *norm, eps=1e-12)
            wide = functional.gelu(widen(x))
            x = functional.layer_norm(x + narrow(wide), (size,), *last_norm, eps=1e-12)
        return list(torch.split(x, lengths))


def _pair(weights: dict[str, Tensor], name: str) -> tuple[Tensor, Tensor]:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]


def _chunks(lengths: Sequence[int], most: int) -> list[tuple[int, int]]:
    """Ranges of rows of together at most `most` pieces (a longer row is a range of its own)."""
    chunks: list[tuple[int, int]] = []
    start, held = 0, 0
    for index, length in enumerate(lengths):
        if held and held + length > most:
            chunks.append((start, index))
            start, held = index, 0
        held += length
    return [*chunks, (start, len(lengths))] if lengths else []


def load_encoder(
    folder: Path, remembered: int | None = _REMEMBERED
) -> tuple[SharedEncoder, PieceTokenizer]:
    """The encoder and its tokenizer from `encoder.safetensors` and `tokenizer.json`.

    Raises:
        ModelError: a file is missing or damaged.
    """
    try:
        weights = safetensors.torch.load_file(folder / "encoder.safetensors")
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as error:
        raise ModelError(
            f"the encoder in {folder} can't be loaded: {error}; reinstall onrecord"
        ) from error
    return SharedEncoder(weights, remembered=remembered), PieceTokenizer(tokenizer)


def save_encoder(source: Path, folder: Path) -> None:
    """Writes a fine-tuned Hugging Face BERT folder as the small files that `load_encoder` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = safetensors.torch.load_file(source / "model.safetensors")
    weights = {name.removeprefix("bert."): tensor for name, tensor in weights.items()}
    safetensors.torch.save_file(quantize_weights(weights), folder / "encoder.safetensors")
    (folder / "tokenizer.json").write_text(
        json.dumps(json.loads((source / "tokenizer.json").read_text()))
    )
