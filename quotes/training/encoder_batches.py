"""Sentences and windows as batches of word pieces, to train the encoder on."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from quotes.parsing.word_pieces import PieceTokenizer
from quotes.training.corpora import LabeledLink, LabeledSentence, SentenceWindow

_LONGEST = 160  # word pieces; longer treebank sentences (0.1 %) are not worth their padding
_UPPER_CASED, _LOWER_CASED = 0.03, 0.02  # shares of sentences; not tuned


@dataclass(frozen=True)
class EncoderExample:
    """A sentence as word pieces: `ids` with both ends and with case, `last` the index of each
    word's last piece.
    """

    ids: tuple[int, ...]
    last: tuple[int, ...]
    sentence: LabeledSentence


@dataclass(frozen=True)
class Batch:
    """Sentences to learn from at once; a window is (first sentence, end, links)."""

    examples: Sequence[EncoderExample]
    windows: Sequence[tuple[int, int, tuple[LabeledLink, ...]]] = ()


def make_example(
    sentence: LabeledSentence, tokenizer: PieceTokenizer, rng: random.Random | None = None
) -> EncoderExample:
    """The sentence as word pieces; with `rng` now and then in upper or in lower case."""
    words = list(sentence.words)
    chance = rng.random() if rng is not None else 1.0
    if chance < _UPPER_CASED:
        words = [word.upper() for word in words]
    elif chance < _UPPER_CASED + _LOWER_CASED:
        words = [word.lower() for word in words]
    encoded = tokenizer([words], is_split_into_words=True)
    last: dict[int, int] = {}
    last |= {word: at for at, word in enumerate(encoded.word_ids(0)) if word is not None}
    for index in range(len(words)):  # a word of nothing but odd characters has no pieces
        last.setdefault(index, last.get(index - 1, 0))
    ids = encoded.input_ids[0]
    return EncoderExample(tuple(ids), tuple(last[i] for i in range(len(words))), sentence)


def make_batches(
    examples: Sequence[EncoderExample], pieces: int, rng: random.Random | None
) -> list[Batch]:
    """Batches of examples of similar length, of at most `pieces` word pieces with padding.

    They are shuffled if `rng` is given.
    """
    order = [example for example in examples if len(example.ids) <= _LONGEST]
    if rng is not None:
        rng.shuffle(order)
        order.sort(key=lambda e: len(e.ids) // 4)
    else:
        order.sort(key=lambda e: len(e.ids))
    batches: list[list[EncoderExample]] = [[]]
    for example in order:
        if batches[-1] and len(example.ids) * (len(batches[-1]) + 1) > pieces:
            batches.append([])
        batches[-1].append(example)
    if rng is not None:
        rng.shuffle(batches)
    return [Batch(batch) for batch in batches]


def make_window_batches(
    windows: Sequence[SentenceWindow],
    tokenizer: PieceTokenizer,
    pieces: int,
    rng: random.Random | None,
) -> list[Batch]:
    """Batches of windows, of at most `pieces` word pieces; shuffled if `rng` is given."""
    order = rng.sample(windows, len(windows)) if rng is not None else windows
    batches: list[Batch] = []
    examples: list[EncoderExample] = []
    places: list[tuple[int, int, tuple[LabeledLink, ...]]] = []
    for window in order:
        own = [make_example(sentence, tokenizer, rng) for sentence in window.sentences]
        if any(len(example.ids) > 512 for example in own):
            continue
        if examples and sum(len(e.ids) for e in (*examples, *own)) > pieces:
            batches.append(Batch(examples, places))
            examples, places = [], []
        places.append((len(examples), len(examples) + len(own), window.links))
        examples += own
    return [*batches, Batch(examples, places)] if examples else batches
