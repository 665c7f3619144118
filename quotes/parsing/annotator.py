"""Tags, lemmas, trees and entity tags of words, by the trained heads on the shared encoder.

The heads are Stanza's models: each is an LSTM over the encoder's vectors with a classifier on top.
Stanza's pipeline makes batches for each of them, word by word in Python, and asks for the vectors
each time: that took as long as all the nets. Here a batch of sentences of similar length is encoded
once and goes through all heads, without padding.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import torch
from cachetools import LRUCache
from stanza.models.common.vocab import VOCAB_PREFIX_SIZE
from stanza.models.lemma.data import DataLoader
from stanza.models.ner.trainer import fix_singleton_tags
from torch.nn.utils.rnn import PackedSequence, pad_packed_sequence

from quotes.parsing.encoder import SharedEncoder
from quotes.parsing.quantization import IntegerRows, quantize_rows
from quotes.parsing.recurrent import IntegerLSTM, Packing
from quotes.parsing.word_pieces import PieceTokenizer

_BATCH = 4096  # words
_REMEMBERED = 100_000  # lemmas
_EMPTY = ("", "_")


@dataclass(frozen=True)
class SentenceLabels:
    """The labels of a sentence's words.

    `heads` are indices of words, -1 for the root; `names` are entity tags (BIOES).
    """

    upos: list[str]
    xpos: list[str]
    feats: list[str | None]
    lemmas: list[str]
    heads: list[int]
    deprels: list[str]
    names: list[str]


class Annotator:
    """Annotates sentences; `seconds` sums the time of each step.

    Args:
        processors: Stanza's, by name: pos, lemma, depparse and, to look for entities, ner.
    """

    def __init__(
        self, processors: Mapping[str, Any], encoder: SharedEncoder, tokenizer: PieceTokenizer
    ) -> None:
        self._encoder, self._tokenizer = encoder, tokenizer
        self._tags = TagHead(processors["pos"].trainer.model)
        self._lemmatizer = Lemmatizer(processors["lemma"])
        self._trees = processors["depparse"].trainer.model.eval()
        self._tree_lstm = IntegerLSTM(self._trees, "parserlstm")
        self._entities = EntityHead(processors["ner"].trainers[0]) if "ner" in processors else None
        self.seconds: dict[str, float] = defaultdict(float)

    def annotate(self, sentences: Sequence[Sequence[str]]) -> list[SentenceLabels]:
        """The labels of each sentence; they don't depend on the sentences beside it."""
        labels: list[SentenceLabels | None] = [None] * len(sentences)
        order = sorted(range(len(sentences)), key=lambda i: -len(sentences[i]))
        for rows in _batch(order, sentences):
            batch = [sentences[row] for row in rows]
            for row, own in zip(rows, self._annotate(batch), strict=True):
                labels[row] = own
        return [own for own in labels if own is not None]

    def _annotate(self, sentences: Sequence[Sequence[str]]) -> Iterator[SentenceLabels]:
        """The labels of sentences that are sorted from long to short."""
        lengths = [len(words) for words in sentences]
        with self._timed("encoder"):
            vectors = self._tokenizer.encode_words(self._encoder, sentences, with_root=True)
            rooted = Packing([length + 1 for length in lengths])
            plain = Packing(lengths)
            rows = quantize_rows(vectors)
            words = rows.take(rooted.not_first)
        with self._timed("tags"):
            upos, xpos, feats = self._tags.predict(words, plain)
        with self._timed("trees"):
            states, _ = pad_packed_sequence(self._tree_lstm(rows, rooted), batch_first=True)
            trees = self._trees.find_trees(states, [n + 1 for n in lengths], constrained=False)
        with self._timed("entities"):
            names = (
                self._entities.predict(words, plain) if self._entities else [[] for _ in sentences]
            )
        with self._timed("lemmas"):
            flat = [word for sentence in sentences for word in sentence]
            lemmas = self._lemmatizer.predict(list(zip(flat, upos, strict=True)))
        start = 0
        for length, tree, tags in zip(lengths, trees, names, strict=True):
            own = slice(start, start + length)
            start += length
            yield SentenceLabels(
                upos=upos[own],
                xpos=xpos[own],
                feats=feats[own],
                lemmas=lemmas[own],
                heads=[head - 1 for head, _ in tree],
                deprels=[label for _, label in tree],
                names=tags,
            )

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds[name] += time.perf_counter() - began


def _batch(order: Sequence[int], sentences: Sequence[Sequence[str]]) -> Iterator[list[int]]:
    """The rows in their order, in batches of about 4,096 words."""
    batch: list[int] = []
    words = 0
    for row in order:
        batch.append(row)
        words += len(sentences[row])
        if words >= _BATCH:
            yield batch
            batch, words = [], 0
    if batch:
        yield batch


class TagHead:
    """Parts of speech, treebank tags and features."""

    def __init__(self, model: Any) -> None:
        self._model = model.eval()
        self._lstm = IntegerLSTM(model, "taggerlstm")
        upos, xpos, self._vocabulary = (model.vocab[name] for name in ("upos", "xpos", "feats"))
        self._upos = [_replace_empty(upos.id2unit(i), "X") for i in range(len(upos))]
        self._xpos = [_replace_empty(xpos.id2unit(i), "") for i in range(len(xpos))]
        # Joining the features of each word anew took a sixth of all time.
        self._join = cache(self._join_features)

    def predict(
        self, words: IntegerRows, packing: Packing
    ) -> tuple[list[str], list[str], list[str | None]]:
        """The three tags of each word."""
        model = self._model
        states = self._lstm(words, packing).data
        hidden = torch.relu(model.upos_hid(states))
        upos = packing.unpack(model.upos_clf(hidden).argmax(1))
        xpos = packing.unpack(model.tag_clf["xpos"](hidden).argmax(1))
        parts = [layer(hidden).argmax(1) for layer in model.tag_clf["feats"]]
        feats = packing.unpack(torch.stack(parts, 1))
        return (
            [self._upos[i] for i in upos],
            [self._xpos[i] for i in xpos],
            [self._join(tuple(ids)) for ids in feats],
        )

    def _join_features(self, ids: tuple[int, ...]) -> str | None:
        joined: str = self._vocabulary.id2unit(list(ids))
        return None if joined in _EMPTY else joined


def _replace_empty(value: str, default: str) -> str:
    return default if value in _EMPTY else value


class Lemmatizer:
    """Lemmas by a dictionary, and by a net for words that are not in it."""

    def __init__(self, processor: Any) -> None:
        self._processor, self._trainer = processor, processor.trainer
        self._lemmas: LRUCache[tuple[str, str], str] = LRUCache(_REMEMBERED)

    def predict(self, pairs: Sequence[tuple[str, str]]) -> list[str]:
        """The lemma of each word with its part of speech."""
        lemmas = {pair: self._lemmas[pair] for pair in set(pairs) if pair in self._lemmas}
        missing = sorted(set(pairs) - lemmas.keys())
        is_listed = self._trainer.skip_seq2seq(missing)
        listed = [pair for pair, in_list in zip(missing, is_listed, strict=True) if in_list]
        others = [pair for pair, in_list in zip(missing, is_listed, strict=True) if not in_list]
        new = [*self._trainer.predict_dict(listed), *(self._guess(others) if others else ())]
        for pair, lemma in zip((*listed, *others), new, strict=True):
            lemmas[pair] = self._lemmas[pair] = lemma if lemma not in _EMPTY else pair[0]
        return [lemmas[pair] for pair in pairs]

    def _guess(self, pairs: Sequence[tuple[str, str]]) -> list[str]:
        config, vocabulary = self._processor.config, self._processor.vocab
        loader = DataLoader(
            _TaggedWords(pairs), config["batch_size"], config, vocab=vocabulary, evaluation=True,
            expand_unk_vocab=True,
        )  # fmt: skip
        lemmas: list[str] = []
        edits: list[int] = []
        for batch in loader:
            guessed, changes = self._trainer.predict(batch, config["beam_size"], loader.vocab)
            lemmas += guessed
            edits += changes
        words = [word for word, _ in pairs]
        corrected: list[str] = self._trainer.postprocess(words, lemmas, edits=edits)
        return corrected


class _TaggedWords:
    """Words with their parts of speech in the form that Stanza's loader expects of a document."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._pairs = pairs

    def get(self, _: Any) -> list[list[str | None]]:
        return [[word, upos, None] for word, upos in self._pairs]


class EntityHead:
    """Entity tags, the best sequence of each sentence by Viterbi's algorithm."""

    def __init__(self, trainer: Any) -> None:
        model = trainer.model.eval()
        self._lstm = IntegerLSTM(model, "taggerlstm")
        self._classifier, loss = model.tag_clfs[0], model.crits[0]
        # Transposed, so that the tags to choose from are adjacent in memory.
        self._steps = loss._transitions.detach().numpy().T.copy()
        count = self._classifier.out_features
        self._tags = trainer.vocab["tag"].unmap([[i] for i in range(count)])

    def predict(self, words: IntegerRows, packing: Packing) -> list[list[str]]:
        """The tags of each sentence's words."""
        out = self._lstm(words, packing)
        scores = PackedSequence(self._classifier(out.data), out.batch_sizes)
        padded, lengths = pad_packed_sequence(scores, batch_first=True)
        best = find_best_paths(padded.numpy(), lengths.tolist(), self._steps)
        return [fix_singleton_tags([self._name(i) for i in path]) for path in best]

    def _name(self, index: int) -> str:
        name = self._tags[max(index, VOCAB_PREFIX_SIZE)]
        return (name[0] if isinstance(name, list) else name) or "O"


def find_best_paths(
    scores: np.ndarray, lengths: Sequence[int], steps: np.ndarray
) -> list[list[int]]:
    """The tags of each sentence with the highest sum of scores.

    Args:
        scores: of each word's tags [sentences, words, tags].
        lengths: words of each sentence, from long to short.
        steps: scores of a tag [to, from] after another.
    """
    sizes = np.asarray(lengths)
    best = scores[:, 0].copy()
    back = np.zeros(scores.shape, dtype=np.int64)
    for place in range(1, scores.shape[1]):
        more = int((sizes > place).sum())
        sums = best[:more, None, :] + steps
        back[:more, place] = sums.argmax(2)
        best[:more] = scores[:more, place] + sums.max(2)
    paths: list[list[int]] = []
    for row, length in enumerate(lengths):
        path = [int(best[row].argmax())]
        for place in range(length - 1, 0, -1):
            path.append(int(back[row, place, path[-1]]))
        paths.append(path[::-1])
    return paths
