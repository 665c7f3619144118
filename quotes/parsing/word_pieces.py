"""Words as word pieces, each with the case of its word.

The pieces are lower-cased. In an identifier the case is what exceeds the number of pieces in the
inventory: `case * inventory + piece`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import torch
from tokenizers import Tokenizer
from torch import Tensor

if TYPE_CHECKING:
    from quotes.parsing.encoder import SharedEncoder

MAX_PIECES = 512


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

    model_max_length = MAX_PIECES

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
                if len(row) + len(own) >= MAX_PIECES:
                    pieces.append((*row, self._end))
                    last.append(places)
                    row, places = [self._begin], []
                row += own
                places.append(len(row) - 1)
            pieces.append((*row, self._end))
            last.append(places)
        return torch.cat(encoder.encode_words(pieces, last))

    def _cut_word(self, word: str) -> tuple[int, ...]:
        """The word's pieces with its case, as many as the encoder reads at once; those of a dash if
        it has none, as for Stanza.
        """
        ids = self._tokenizer.encode(word, add_special_tokens=False).ids[: MAX_PIECES - 2]
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
