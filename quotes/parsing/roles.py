"""The role tagger: for each word the chances that it stands in a source, in a cue and in a content.

One linear layer on the shared encoder, trained with it on PolNeAR (`training/encoder.py`). It
costs next to nothing, for the sentences are encoded already.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import safetensors.torch
import torch
from torch import Tensor

from quotes.errors import ModelError
from quotes.parsing.encoder import PieceTokenizer, SharedEncoder

Roles = tuple[float, float, float]
_LONGEST = 510


class RoleTagger:
    """Tags sentences of words.

    Args:
        weight, bias: [9, size] and [9]; for each of source, cue and content the labels O, B and I.
    """

    def __init__(
        self, encoder: SharedEncoder, tokenizer: PieceTokenizer, weight: Tensor, bias: Tensor
    ) -> None:
        self._encoder, self._tokenizer = encoder, tokenizer
        self._weight, self._bias = weight, bias

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[list[Roles]]:
        """For each word of each sentence the chances of (source, cue, content), 0 to 1, to three
        places.
        """
        tagged: list[list[Roles]] = []
        for vectors in self._encode(sentences):
            scores = torch.nn.functional.linear(vectors, self._weight, self._bias)
            outside = scores.view(-1, 3, 3).softmax(2)[:, :, 0]
            tagged.append(
                [(s, c, t) for s, c, t in (1 - outside).mul(1000).round().div(1000).tolist()]
            )
        return tagged

    def _encode(self, sentences: Sequence[Sequence[str]]) -> list[Tensor]:
        encoded = self._tokenizer([list(words) for words in sentences], is_split_into_words=True)
        pieces = [tuple(ids) for ids in encoded["input_ids"]]
        last: list[list[int]] = []
        for row, words in enumerate(sentences):
            places = [0] * len(words)
            for position, word in enumerate(encoded.word_ids(row)):
                if word is not None:
                    places[word] = position
            last.append([min(place, _LONGEST) for place in places])
        vectors: list[Tensor | None] = [None] * len(sentences)
        order = sorted(range(len(sentences)), key=lambda row: len(pieces[row]))
        for start in range(0, len(order), 64):
            rows = order[start : start + 64]
            cut = [pieces[row][: _LONGEST + 1] for row in rows]
            for row, found in zip(
                rows, self._encoder.encode_words(cut, [last[row] for row in rows]), strict=True
            ):
                vectors[row] = found
        return [vector for vector in vectors if vector is not None]


def load_role_tagger(folder: Path, encoder: SharedEncoder, tokenizer: PieceTokenizer) -> RoleTagger:
    """The tagger from `roles.safetensors`.

    Raises:
        ModelError: the file is missing or damaged.
    """
    try:
        weights = safetensors.torch.load_file(folder / "roles.safetensors")
        return RoleTagger(encoder, tokenizer, weights["roles.weight"], weights["roles.bias"])
    except Exception as error:
        raise ModelError(
            f"the role tagger in {folder} can't be loaded: {error}; reinstall onrecord"
        ) from error
