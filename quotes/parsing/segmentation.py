"""Sentences, tokens and words of stretches of text, by the nets of Stanza's tokenizer and of its
splitter of contractions.

Stanza's own code around these nets looks at each character some twenty times in Python, which took
a tenth of all time. Here features come from a table, and tokens are cut at the net's marks. The
result is the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from cachetools import LRUCache
from stanza.models.mwt.data import DataLoader
from stanza.models.tokenization.data import PER_CHAR_FEAT_FUNCS, TokenizationDataset
from stanza.models.tokenization.utils import MASK_RE, predict

from quotes.english.tables import read_table
from quotes.parsing.long_sentences import LONGEST_SENTENCE

_SPACE = re.compile(r"[\s\x80-\x9f]")
_SPACES = re.compile(r"  +")
_CONTINUES = re.compile(r"(?:(?<![\w.])[A-Z][\w’'-]*|[sS]['’]|,)\Z")  # a name, a genitive, a comma
_POSSESSIVE = re.compile(r"(?<![\w'’])its(?![\w'’])", re.IGNORECASE)
_FOLLOWERS = {"name": "[A-Z]", "number": "[0-9]", "word": ""}
_LONGEST_HEADING = 200  # characters of a heading in capitals before its text
_LAST_WORD = 40  # characters at the end of a sentence in which its last word is looked for
_LONGEST_TOKEN = 300  # characters; a longer one is not worth its letters
_TOO_LONG = "<UNK>"
_RUN = re.compile(r"\S+")
# Characters; Stanza's pattern of addresses takes the square of a run's length: 9 s for 20,000.
_LONGEST_ADDRESS = 1000
_WINDOW = 1000  # characters that the net reads at once
_REMEMBERED = 100_000  # contractions


class SegmentedToken(NamedTuple):
    """Characters [start, end) of the stretch, and their syntactic words."""

    start: int
    end: int
    words: tuple[str, ...]


class Segmenter:
    """Finds sentences and tokens, and the words in contractions.

    Args:
        tokenizer, splitter: Stanza's processors "tokenize" and "mwt".
    """

    def __init__(self, tokenizer: Any, splitter: Any) -> None:
        self._tokenizer, self._splitter = tokenizer, splitter
        self._splits: LRUCache[str, tuple[str, ...]] = LRUCache(_REMEMBERED)

    def segment(self, stretches: Sequence[str]) -> list[list[list[SegmentedToken]]]:
        """The sentences of each stretch as lists of tokens; at most 200 tokens a sentence."""
        trainer = self._tokenizer.trainer
        characters = _Characters([_SPACE.sub(" ", text) for text in stretches], trainer)
        marks, _ = predict(trainer, characters, trainer.args["batch_size"], _WINDOW, False, 0)
        cut = [
            list(_cut(text, _correct_marks(text, m)))
            for text, m in zip(stretches, marks, strict=True)
        ]
        splits = self._split_contractions(
            {text for s in cut for tokens in s for _, _, text, joined in tokens if joined}
        )
        return [
            [
                [
                    SegmentedToken(start, end, splits[text] if joined else (text,))
                    for start, end, text, joined in tokens[first : first + LONGEST_SENTENCE]
                ]
                for tokens in sentences
                for first in range(0, len(tokens), LONGEST_SENTENCE)
            ]
            for sentences in cut
        ]

    def _split_contractions(self, texts: set[str]) -> dict[str, tuple[str, ...]]:
        """The words of each contraction, from the memory or by the net."""
        splits = {text: self._splits[text] for text in texts if text in self._splits}
        missing = sorted(texts - splits.keys())
        if not missing:
            return splits
        trainer, config = self._splitter.trainer, self._splitter.config
        loader = DataLoader(
            _Contractions(missing),
            config["batch_size"],
            config,
            vocab=self._splitter.vocab,
            evaluation=True,
            expand_unk_vocab=True,
        )
        guesses = [
            guess
            for batch in loader.to_loader()
            for guess in trainer.predict(batch, never_decode_unk=True, vocab=loader.vocab)
        ]
        for text, joined in zip(missing, trainer.ensemble(missing, guesses), strict=True):
            words = tuple(word for word in joined.split(" ") if word)
            splits[text] = self._splits[text] = words if len(words) > 1 else (text,)
        return splits


class _Contractions(list[str]):
    """Contractions in the form that Stanza's loader expects of a document."""

    def get_mwt_expansions(self, _: bool) -> list[str]:
        return self


class _Characters(TokenizationDataset):  # type: ignore[misc]  # Stanza is untyped
    """Stretches in the form that Stanza's `predict` expects, a string each."""

    def __init__(self, texts: Sequence[str], trainer: Any) -> None:
        self.args, self.vocab, self.eval = trainer.args, trainer.vocab, True
        self.data = [_SPACES.sub(" ", text) for text in texts]
        kinds = self.args["feat_funcs"]
        letters = sorted(set().union(*self.data))
        self._rows = {letter: row for row, letter in enumerate(letters)}
        self._ids = np.array([self.vocab.unit2id(letter) for letter in letters])
        self._features = np.array(
            [[PER_CHAR_FEAT_FUNCS.get(k, _zero)(letter) for k in kinds] for letter in letters]
        )
        self._first, self._last = kinds.index("start_of_para"), kinds.index("end_of_para")

    def para_to_sentences(self, text: str) -> list[tuple[np.ndarray, np.ndarray, np.ndarray, Any]]:
        rows = np.fromiter(map(self._rows.__getitem__, text), dtype=np.int64, count=len(text))
        features = self._features[rows]
        features[0, self._first] = 1
        features[-1, self._last] = 1
        return [(self._ids[rows], np.zeros(len(text), dtype=np.int64), features, list(text))]


def _zero(_: str) -> int:
    return 0


@cache
def _abbreviations() -> re.Pattern[str]:
    """Abbreviations with their stops, where the next word shows that no sentence ends there."""
    kinds = [
        f"(?:{'|'.join(r['abbreviation'] for r in rows)})\\.(?= {follower})"
        for before, follower in _FOLLOWERS.items()
        if (rows := [row for row in read_table("abbreviations") if row["before"] == before])
    ]
    return re.compile(rf"(?<![\w.'’])(?:{'|'.join(kinds)})")


def _correct_marks(text: str, marks: np.ndarray) -> np.ndarray:
    """The net's marks, corrected: addresses and "its" are one token, impossible ends of
    sentences are none.

    The net learned from treebanks with few titles and headlines: it ends sentences after "Sen." and
    "Jan.", and before some names: "Theresa | May said". Now and then it takes "its" for a slip for
    "it's", which is frequent in its treebanks.
    """
    text = _SPACES.sub(" ", _SPACE.sub(" ", text))
    corrected = marks.copy()
    _join_addresses(text, corrected)
    for match in _abbreviations().finditer(text):
        corrected[match.start() : match.end() - 1] = 0
        corrected[match.end() - 1] = 1
    for match in _POSSESSIVE.finditer(text):
        if corrected[match.end() - 1] > 2:
            corrected[match.end() - 1] -= 2
    start = 0
    for end in np.flatnonzero((corrected == 2) | (corrected == 4)).tolist()[:-1]:
        heading = text[start : end + 1].strip() if end - start < _LONGEST_HEADING else ""
        is_heading = heading.isupper() and " " in heading
        if is_heading or not _CONTINUES.search(text[max(start, end - _LAST_WORD) : end + 1]):
            start = end + 1
        else:
            corrected[end] -= 1
    return corrected


def _join_addresses(text: str, marks: np.ndarray) -> None:
    """Makes each e-mail address and URL one token, as Stanza does."""
    for run in _RUN.finditer(text):
        if run.end() - run.start() <= _LONGEST_ADDRESS and "." in run.group():
            for match in MASK_RE.finditer(text, run.start(), run.end()):
                marks[match.start() : match.end() - 1] = 0
                marks[match.end() - 1] = marks[match.end() - 1] or 1


def _cut(text: str, marks: np.ndarray) -> Iterator[list[tuple[int, int, str, bool]]]:
    """Sentences of (start, end, text, whether it is a contraction), by a mark for each character of
    the text without repeated spaces: 1 ends a token, 2 a sentence, 3 and 4 likewise after a
    contraction.
    """
    text = _SPACE.sub(" ", text)
    places: Sequence[int] = range(len(text))
    if "  " in text:
        places = [p for p in places if text[p] != " " or not p or text[p - 1] != " "]
        text = _SPACES.sub(" ", text)
    tokens: list[tuple[int, int, str, bool]] = []
    start = 0
    for last in np.flatnonzero(marks).tolist():
        piece = text[start : last + 1]
        word = piece.lstrip()
        if word:
            first = last + 1 - len(word)
            short = word if len(word) <= _LONGEST_TOKEN else _TOO_LONG
            tokens.append((places[first], places[last] + 1, short, marks[last] > 2))
            if marks[last] in (2, 4):
                yield tokens
                tokens = []
        start = last + 1
    if tokens:
        yield tokens
