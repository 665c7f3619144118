"""What differs between a claim and a quotation, by kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.checking.alignment import align_claim
from quotes.checking.changes import WordChange, find_changes
from quotes.checking.words import read_text

SAID = (
    "I don't think the dam will be finished by 2031, and if Parliament cuts 20 million we will "
    "certainly not build the second one."
)


def compare(claim: str, said: str = SAID) -> list[tuple[str, str | None, str | None]]:
    """The changes that matter: kind, words of the claim, words of the quotation."""
    return [
        (change.kind, *_slice(change, claim, said))
        for change in _find(claim, said)
        if not change.is_slight
    ]


def _find(claim: str, said: str) -> tuple[WordChange, ...]:
    one, other = read_text(claim), read_text(said)
    return find_changes(one, other, align_claim(one, other))


def _slice(change: WordChange, claim: str, said: str) -> tuple[str | None, str | None]:
    here = change.here.slice(claim) if change.here else None
    return here, change.there.slice(said) if change.there else None


@pytest.mark.parametrize(
    ("claim", "changes"),
    [
        ("The dam will be finished by 2031", []),
        ("the DAM “will be finished”, by 2031!", []),
        ("the dam will be finished by 2032", [("number", "2032", "2031")]),
        ("the dam would be finished by 2031", [("tense", "would", "will")]),
        ("if Congress cuts 20 million", [("name", "Congress", "Parliament")]),
        ("we will certainly build the second one", [("negation", None, "not")]),
        ("the dam will not be finished by 2031", [("negation", "not", None)]),
        ("You don't think the dam will be finished", [("person", "You", "I")]),
        ("the dam will be completed by 2031", [("wording", "completed", "finished")]),
        ("we will not build the second one", [("left_out", None, "certainly")]),
        ("the great dam will be finished by 2031", [("added", "great", None)]),
        ("if Parliament cuts twenty million we'll certainly not build a second one", []),
        ("we will … not build the second one", []),
        ("if [the house] cuts 20 million", []),
    ],
)  # fmt: skip
def test_names_the_kind(claim: str, changes: list[tuple[str, str | None, str | None]]) -> None:
    assert compare(claim) == changes


def test_names_the_order() -> None:
    changes = _find("finished by 2031 the dam will be", SAID)
    assert "order" in {change.kind for change in changes}
    assert not {change.kind for change in changes} & {"number", "negation", "wording"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("three quarters of the valley", "75% of the valley"),
        ("seventy-five per cent of it", "75 percent of it"),
        ("a third of the money went", "33 per cent of the money went"),
        ("half a million people came", "500,000 people came"),
        ("it costs $1.2bn a year", "it costs 1.2 billion a year"),
        ("two hundred and six houses fell", "206 houses fell"),
        ("the colour of the centre", "the color of the center"),
        ("we will organise the defence", "we will organize the defense"),
        ("the goverment decides it", "the government decides it"),
        ("we're not going there", "we are not going there"),
    ],
)
def test_the_same_written_otherwise(one: str, other: str) -> None:
    assert compare(one, other) == compare(other, one) == []


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("half of the valley", "a third of the valley", "number"),
        ("it is legal to stay", "it is illegal to stay", "negation"),
        ("one of them stayed here", "none of them stayed here", "negation"),
        ("the third time they came", "the second time they came", "wording"),
        ("the crops grow in spring", "the crops grew in spring", "tense"),
    ],
)
def test_small_differences_that_matter(one: str, other: str, kind: str) -> None:
    assert [change[0] for change in compare(one, other)] == [kind]


_CHOICES = ("the", "dam", "we", "not", "never", "will", "20", "twenty", "half", "Lee", "…", "said")
_words = st.lists(st.sampled_from(_CHOICES))


@given(_words, _words)
def test_places_slice_to_words(one: list[str], other: list[str]) -> None:
    claim, said = " ".join(one), " ".join(other)
    for change in _find(claim, said):
        for words in _slice(change, claim, said):
            assert words is None or words.strip()


@given(_words)
def test_a_text_is_itself(words: list[str]) -> None:
    text = " ".join(words)
    assert _find(text, text) == ()
