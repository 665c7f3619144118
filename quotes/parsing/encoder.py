"""The shared encoder: one small transformer that reads each sentence once for tagger, parser and
entities.

Stanza's models ask a Hugging Face model for a sentence's vectors, each for itself. `SharedEncoder`
stands in for that model and remembers what it has read, so that the second and third question
costs nothing. It computes without padding: the matrix products run over the words of all sentences
at once, attention over sentences of equal length. A sentence's vectors therefore don't depend on
its company.

Architecture: BERT (Devlin et al. 2019, N19-1423), as MiniLM-L6-H384 (Wang et al. 2020). Its word
pieces are lower-cased; a word's case is told by the embedding that BERT has for segments. In an
identifier the case is what lies above the inventory of pieces: `case * inventory + piece`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import safetensors.torch
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from quotes.errors import ModelError

_MAX_PIECES = 512
_REMEMBERED = 60_000  # word pieces; 92 MB, enough for one batch of articles
_TOGETHER = 1024  # word pieces encoded at once: the widest layer's numbers stay in the cache


class SharedEncoder(nn.Module):
    """A BERT encoder over word pieces with a memory of the rows it has encoded.

    Args:
        weights: tensors by Hugging Face's names; int8 matrices come with a `.scale` for each row.
        heads: attention heads a layer.
        remembered: word pieces to remember before starting afresh; None for all.
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
                    _make_product(weights, *attention),
                    _make_product(weights, f"{layer}.attention.output.dense"),
                    _pair(floats, f"{layer}.attention.output.LayerNorm"),
                    _make_product(weights, f"{layer}.intermediate.dense"),
                    _make_product(weights, f"{layer}.output.dense"),
                    _pair(floats, f"{layer}.output.LayerNorm"),
                )
            )
        self._remembered = remembered
        self._memory: dict[tuple[int, ...], Tensor] = {}
        self._pieces = 0

    def encode_words(
        self, pieces: Sequence[tuple[int, ...]], last: Sequence[Sequence[int]]
    ) -> list[Tensor]:
        """Vectors [words, size] of sentences: each word's is that of its last piece.

        Args:
            pieces: the word pieces of each sentence with both ends.
            last: the index of each word's last piece.
        """
        self._remember(pieces)
        return [self._memory[row][list(places)] for row, places in zip(pieces, last, strict=True)]

    def forget(self) -> None:
        """Empties the memory."""
        self._memory.clear()
        self._pieces = 0

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
        self._remember(rows)
        hidden = torch.zeros(len(rows), ids.size(1), self.config.hidden_size)
        for index, row in enumerate(rows):
            hidden[index, : len(row)] = self._memory[row]
        return SimpleNamespace(hidden_states=(hidden,))

    def _remember(self, rows: Sequence[tuple[int, ...]]) -> None:
        """Encodes the rows that are not in the memory yet."""
        missing = sorted(
            {row for row in rows if row not in self._memory}, key=lambda row: (len(row), row)
        )
        size = sum(map(len, missing))
        if self._remembered is not None and self._pieces + size > self._remembered:
            kept = {row: self._memory[row] for row in rows if row in self._memory}
            self.forget()
            self._memory = kept
            self._pieces = sum(map(len, kept))
        self._pieces += size
        for start, end in _chunks([len(row) for row in missing], _TOGETHER):
            self._memory.update(
                zip(missing[start:end], self._encode(missing[start:end]), strict=True)
            )

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


class FloatProduct:
    """A linear layer in single precision."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        self._weight, self._bias = weight, bias

    def __call__(self, x: Tensor) -> Tensor:
        return functional.linear(x, self._weight, self._bias)


class IntegerProduct:
    """A linear layer in 8-bit integers: about 1.7 times as fast as floats where the CPU has VNNI.

    Each row of the input gets a scale of its own, and the sums are exact, so that a row's result
    does not depend on the rows beside it.

    Args:
        weight: int8 [out, in] with `scale` [out, 1].
        bias: [out].
    """

    _ROWS = 512  # at a time, so that what is scaled is still in the cache

    def __init__(self, weight: Tensor, scale: Tensor, bias: Tensor) -> None:
        self._weight = weight.t().contiguous()
        self._scale = scale.view(-1)
        self._bias = bias

    def __call__(self, x: Tensor) -> Tensor:
        out = torch.empty(x.size(0), self._bias.size(0))
        for start in range(0, x.size(0), self._ROWS):
            rows = x[start : start + self._ROWS]
            low, high = torch.aminmax(rows, dim=1, keepdim=True)
            scales = torch.maximum(high, low.neg_()).div_(127).clamp_(min=1e-12)
            whole = (rows / scales).round_().to(torch.int8)
            part = out[start : start + self._ROWS]
            part.copy_(torch._int_mm(whole, self._weight)).mul_(scales)
            torch.addcmul(self._bias, part, self._scale, out=part)
        return out


class IntegerLinear(nn.Module):
    """A trained `nn.Linear` that computes in integers from now on."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        small = quantize_weights({"weight": layer.weight.detach()})
        bias = layer.bias.detach() if layer.bias is not None else torch.zeros(layer.out_features)
        self._product = IntegerProduct(small["weight"], small["weight.scale"], bias)

    def forward(self, x: Tensor) -> Tensor:
        return self._product(x.reshape(-1, x.size(-1))).view(*x.shape[:-1], -1)


def quantize_linear_layers(module: nn.Module) -> None:
    """Makes the wide linear layers below a module, which learns no more, compute in integers."""
    for name, child in module.named_children():
        if isinstance(child, nn.Linear) and child.out_features % 16 == 0:
            setattr(module, name, IntegerLinear(child))
        else:
            quantize_linear_layers(child)


def _make_product(weights: dict[str, Tensor], *names: str) -> FloatProduct | IntegerProduct:
    """One product for layers with the same input, in integers if all are stored so."""
    matrices = [weights[f"{name}.weight"] for name in names]
    bias = torch.cat([weights[f"{name}.bias"].float() for name in names])
    scales = [weights.get(f"{name}.weight.scale") for name in names]
    known = [scale for scale in scales if scale is not None]
    if len(known) == len(matrices):
        return IntegerProduct(torch.cat(matrices), torch.cat(known), bias)
    return FloatProduct(torch.cat([matrix.float() for matrix in matrices]), bias)


def _pair(weights: dict[str, Tensor], name: str) -> tuple[Tensor, Tensor]:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]


def _chunks(lengths: Sequence[int], most: int) -> list[tuple[int, int]]:
    """Ranges of rows of together at most `most` pieces (a longer row stands alone)."""
    chunks: list[tuple[int, int]] = []
    start, held = 0, 0
    for index, length in enumerate(lengths):
        if held and held + length > most:
            chunks.append((start, index))
            start, held = index, 0
        held += length
    return [*chunks, (start, len(lengths))] if lengths else []


def quantize_weights(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Matrices as int8 with one float scale a row, all else as half precision."""
    small: dict[str, Tensor] = {}
    for name, tensor in weights.items():
        if tensor.dim() == 2:
            scale = tensor.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
            small[name] = (tensor / scale).round().to(torch.int8)
            small[f"{name}.scale"] = scale
        else:
            small[name] = tensor.half()
    return {name: tensor.contiguous() for name, tensor in small.items()}


def dequantize_weights(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Single-precision tensors from those that `quantize_weights` made; others are only widened."""
    return {
        name: tensor.float() * weights[f"{name}.scale"]
        if f"{name}.scale" in weights
        else tensor.float()
        for name, tensor in weights.items()
        if not name.endswith(".scale") and not name.endswith("position_ids")
    }


@lru_cache(maxsize=1 << 16)
def find_case(word: str) -> int:
    """How a word is capitalized: 0 not at all, 1 its first letter, 2 all of several letters, 3
    otherwise.
    """
    capitals = sum(character.isupper() for character in word)
    if not capitals:
        return 0
    letters = [character for character in word if character.isalpha()]
    if capitals == 1 and letters and letters[0].isupper():
        return 1
    return 2 if capitals == len(letters) else 3


class PieceTokenizer:
    """Word pieces of pre-split words, with the few members of a Hugging Face tokenizer that Stanza
    uses.
    """

    model_max_length = _MAX_PIECES

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._inventory: int = tokenizer.get_vocab_size()
        self._begin, self._end = tokenizer.encode("").ids
        self._cut = lru_cache(maxsize=1 << 16)(self._cut_word)

    def __call__(
        self, words: Any, padding: str | None = None, is_split_into_words: bool = False, **_: Any
    ) -> Any:
        """Encodings of a list of sentences (lists of words), or of single words if they are not
        split.
        """
        words = list(words)
        encodings = self._tokenizer.encode_batch(words, is_pretokenized=is_split_into_words)
        ids = [encoding.ids for encoding in encodings]
        if is_split_into_words:
            ids = [self._add_cases(*row) for row in zip(words, encodings, strict=True)]
        longest = max(map(len, ids), default=0) if padding else 0
        return _Encoded(
            input_ids=[row + [0] * (longest - len(row)) for row in ids],
            attention_mask=[[1] * len(row) + [0] * (longest - len(row)) for row in ids],
            words=[encoding.word_ids for encoding in encodings],
        )

    def encode_words(
        self,
        encoder: SharedEncoder,
        sentences: Sequence[Sequence[str]],
        *,
        with_root: bool = False,
    ) -> Tensor:
        """Vectors [words of all sentences, size]: each word's is that of its last piece; before a
        sentence's words comes that of its beginning if asked for.

        A sentence of more pieces than the encoder reads goes in as several.
        """
        pieces: list[tuple[int, ...]] = []
        last: list[list[int]] = []
        for words in sentences:
            row, places = [self._begin], [0] if with_root else []
            for word in words:
                own = self._cut(word)
                if len(row) + len(own) >= _MAX_PIECES:
                    pieces.append((*row, self._end))
                    last.append(places)
                    row, places = [self._begin], []
                row += own
                places.append(len(row) - 1)
            pieces.append((*row, self._end))
            last.append(places)
        return torch.cat(encoder.encode_words(pieces, last))

    def _cut_word(self, word: str) -> tuple[int, ...]:
        """The word's pieces with its case; those of a dash if it has none, as for Stanza."""
        ids = self._tokenizer.encode(word, add_special_tokens=False).ids
        if not ids:
            return self._cut_word("-")
        case = find_case(word) * self._inventory
        return tuple(piece + case for piece in ids)

    def _add_cases(self, words: Sequence[str], encoding: Any) -> list[int]:
        cases = [find_case(word) * self._inventory for word in words]
        return [
            piece if word is None else piece + cases[word]
            for piece, word in zip(encoding.ids, encoding.word_ids, strict=True)
        ]


class _Encoded(dict[str, Any]):
    @property
    def input_ids(self) -> list[list[int]]:
        return self["input_ids"]  # type: ignore[no-any-return]  # a plain dict on Stanza's side

    def word_ids(self, batch_index: int) -> list[int | None]:
        return self["words"][batch_index]  # type: ignore[no-any-return]  # the same dict


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
