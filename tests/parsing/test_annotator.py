"""Lemmas, and the best path of tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stanza.models.common.crf import viterbi_decode

from quotes.parsing.annotator import find_best_paths

if TYPE_CHECKING:
    from quotes.parsing.parser import StanzaParser

_LENGTHS = st.lists(st.integers(1, 6), min_size=1, max_size=5).map(lambda x: sorted(x)[::-1])


@given(_LENGTHS, st.integers(0, 1000))
def test_best_paths_are_those_of_stanza(lengths: list[int], seed: int) -> None:
    """Sentences decoded together get the tags that Viterbi's algorithm gives each alone."""
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=(len(lengths), max(lengths), 4)).astype(np.float32)
    steps = rng.normal(size=(4, 4)).astype(np.float32)
    found = find_best_paths(scores, lengths, steps.T.copy())
    for row, length in enumerate(lengths):
        expected, _ = viterbi_decode(scores[row, :length], steps)
        assert found[row] == [int(tag) for tag in expected]


@pytest.mark.models
def test_lemmas_are_remembered(shipped_parser: StanzaParser) -> None:
    """A word that is not in the dictionary has the same lemma alone, in a batch, and again."""
    lemmatizer = shipped_parser._analyzer._annotator._lemmatizer  # type: ignore[attr-defined]
    pairs = [("blorbed", "VERB"), ("said", "VERB"), ("quxes", "NOUN"), ("U.S.", "PROPN")]
    lemmatizer._lemmas.clear()
    together = lemmatizer.predict(pairs)
    assert lemmatizer.predict(pairs) == together
    lemmatizer._lemmas.clear()
    assert [lemma for pair in pairs for lemma in lemmatizer.predict([pair])] == together
    assert together[1] == "say"
