"""Sentences and tokens by the net's marks, as Stanza's own code finds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stanza.models.tokenization.data import TokenizationDataset
from stanza.models.tokenization.utils import decode_predictions, update_pred_regex
from stanza.models.tokenization.vocab import Vocab

from quotes.parsing import segmentation

if TYPE_CHECKING:
    from quotes.parsing.parser import StanzaParser

_LETTERS = st.text(st.sampled_from("aB .'-9é漢"), min_size=1, max_size=40)
_STRETCHES = _LETTERS.map(str.strip).filter(bool)


@given(_STRETCHES, st.data())
def test_same_cuts_as_stanza(text: str, data: st.DataObject) -> None:
    """Whatever the marks are, tokens and sentences are those of Stanza's decoder."""
    characters = list(segmentation._SPACES.sub(" ", text))
    marks = [data.draw(st.integers(0, 4)) for _ in characters[1:]] + [2]
    vocabulary = Vocab.load_state_dict(
        {"lang": "en", "idx": 0, "cutoff": 0, "lower": False, "_unit2id": {}, "_id2unit": []}
    )
    vocabulary._unit2id = {"<PAD>": 0, "<UNK>": 1}
    *_, expected = decode_predictions(
        vocabulary, None, text, [characters], [marks], False, False, False
    )
    found = list(segmentation._cut(text, np.array(marks)))
    assert [[(start, end, word) for start, end, word, _ in s] for s in found] == [
        [(t["start_char"], t["end_char"], t["text"]) for t in s] for s in expected
    ]
    assert [joined for s in found for *_, joined in s] == ["misc" in t for s in expected for t in s]


@pytest.mark.models
@given(st.lists(_STRETCHES, min_size=1, max_size=4))
@settings(max_examples=20, deadline=None)
def test_same_features_as_stanza(shipped_parser: StanzaParser, stretches: list[str]) -> None:
    """The net is given the numbers that Stanza's own dataset gives it."""
    tokenizer = shipped_parser._analyzer._segmenter._tokenizer  # type: ignore[attr-defined]
    trainer = tokenizer.trainer
    ours = segmentation._Characters(stretches, trainer)
    theirs = TokenizationDataset(
        trainer.args, input_text="\n\n".join(stretches), vocab=trainer.vocab, evaluation=True
    )
    for own, other in zip(ours.data, theirs.data, strict=True):
        ((ids, _, features, letters),) = ours.para_to_sentences(own)
        ((ids_, _, features_, letters_),) = theirs.para_to_sentences(other)
        assert np.array_equal(ids, ids_)
        assert np.array_equal(features, features_)
        assert letters == letters_


@pytest.mark.parametrize(
    ("text", "marks", "expected"),
    [
        pytest.param("a b.", [1, 0, 1, 2], [["a", "b", "."]], id="one sentence"),
        pytest.param("a. b", [1, 2, 0, 2], [["a", "."], ["b"]], id="two sentences"),
        pytest.param("x" * 301, [0] * 300 + [2], [["<UNK>"]], id="too long to be read"),
    ],
)
def test_cutting_at_marks(text: str, marks: list[int], expected: list[list[str]]) -> None:
    """Tokens end at 1 and 2, sentences at 2."""
    found = segmentation._cut(text, np.array(marks))
    assert [[word for *_, word, _ in tokens] for tokens in found] == expected


_ADDRESSES = st.lists(
    st.sampled_from(
        [
            "a",
            ".",
            "b1",
            " ",
            "@",
            "www.",
            "https://",
            "bbc.co.uk",
            "/x",
            "-",
            "'",
            '"',
            "un.org",
            "é",
        ]
    ),
    min_size=1,
).map(lambda parts: " ".join("".join(parts).split()))


@given(_ADDRESSES.filter(bool), st.data())
def test_addresses_as_in_stanza(text: str, data: st.DataObject) -> None:
    """E-mail addresses and URLs are the tokens that Stanza makes of them."""
    marks = np.array([data.draw(st.integers(0, 4)) for _ in text])
    expected = update_pred_regex(list(text), marks.copy())
    segmentation._join_addresses(text, marks)
    assert marks.tolist() == expected.tolist()


@pytest.mark.parametrize("unit", ["a", "a.", "a@", "www.a", "1-"])
def test_a_run_without_spaces_is_no_address(unit: str) -> None:
    """One of any length is not searched: Stanza's pattern would take the square of its length."""
    text = unit * 500_000
    marks = np.ones(len(text), dtype=int)
    segmentation._join_addresses(text, marks)
    assert marks.all()


@pytest.mark.parametrize(
    ("text", "ended", "kept"),
    [
        pytest.param("ex-Sen. Lee", {6: 2}, {6: 1}, id="with a prefix"),
        pytest.param("by Sen. Lee", {5: 1, 6: 2}, {6: 1}, id="a title in two tokens"),
        pytest.param("by  Rep.\u00a0Lee", {6: 2}, {6: 1}, id="spaces"),
        pytest.param("on Jan. 1", {6: 2}, {6: 1}, id="a month and its day"),
        pytest.param("in Jan. Lee", {6: 2}, {6: 2}, id="a month at the end"),
        pytest.param("the Sen. he", {7: 2}, {7: 2}, id="no name behind it"),
        pytest.param("us vs. them", {5: 2}, {5: 1}, id="versus"),
    ],
)
def test_abbreviations_end_no_sentence(
    text: str, ended: dict[int, int], kept: dict[int, int]
) -> None:
    """A title with a stop before a name, or a month before its day, does not end a sentence."""
    marks = np.zeros(len(" ".join(text.split())), dtype=int)
    marks[list(ended)] = list(ended.values())
    found = segmentation._correct_marks(text, marks)
    assert {int(i): int(found[i]) for i in np.flatnonzero(found)} == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("Its head left", 1, id="at the start"),
        pytest.param("its head left", 1, id="within a sentence"),
        pytest.param("it's a dam", 3, id="a contraction"),
        pytest.param("rabbits head left", 3, id="the end of another word"),
    ],
)
def test_the_possessive_is_one_word(text: str, kept: int) -> None:
    """Whatever the net says, "its" is no "it's"; a contraction stays one."""
    marks = np.zeros(len(text), dtype=int)
    end = text.index("s ")
    marks[[end, -1]] = 3, 2
    assert segmentation._correct_marks(text, marks)[end] == kept


@pytest.mark.parametrize(
    ("text", "continues"),
    [
        pytest.param("Theresa|May said", True, id="a name"),
        pytest.param("told CBS'|Face the Nation", True, id="a genitive"),
        pytest.param("NBC|News left", True, id="initials"),
        pytest.param("For years,|Oz left", True, id="a comma"),
        pytest.param("He left.|May said", False, id="a stop"),
        pytest.param("“He left.”|May said", False, id="a stop and a mark"),
        pytest.param("It was “a lie”|May said", False, id="a closing mark alone"),
        pytest.param("that is fine|May said", False, id="a line without marks"),
        pytest.param("SAVE A QUARTER|Let's say", False, id="a heading"),
        pytest.param("Crewe –|May said", False, id="a dash"),
    ],
)
def test_names_end_no_sentence_without_a_mark(text: str, continues: bool) -> None:
    """Within a line no sentence ends with a name, a genitive or a comma, but a heading may."""
    first, second = text.split("|")
    marks = np.zeros(len(first) + len(second) + 1, dtype=int)
    marks[[len(first) - 1, -1]] = 2
    found = segmentation._correct_marks(f"{first} {second}", marks)
    assert (found[len(first) - 1], found[-1]) == (1 if continues else 2, 2)
