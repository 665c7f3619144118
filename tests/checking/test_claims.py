"""What was pasted: the words that count, and who is named beside them."""

from __future__ import annotations

import pytest

from quotes.checking.claims import names_speaker, read_claim


@pytest.mark.parametrize(
    ("pasted", "words", "speaker"),
    [
        pytest.param("We will keep the dam", "We will keep the dam", None, id="words alone"),
        pytest.param("“We will keep it,” Lee said.", "We will keep it,", "Lee", id="tail"),
        pytest.param("Ana Lee said: We will keep it", "We will keep it", "Ana Lee", id="lead"),
        pytest.param("Lee: \"We will keep it\"", "We will keep it", "Lee", id="colon"),
        pytest.param("Lee told us all that we keep it", "we keep it", "Lee", id="told"),
        pytest.param("According to a list: we keep it", "According to a list: we keep it", None,
                     id="no name"),
        pytest.param("“We will keep it,” he said, “and raise it.”",
                     "We will keep it, … and raise it.", None, id="two pieces"),
        pytest.param("RT @lee: We will keep the #dam https://t.co/x", "We will keep the dam", None,
                     id="post"),
        pytest.param("We will keep it — Ana Lee (@lee) March 2, 2031", "We will keep it", "Ana Lee",
                     id="signed"),
        pytest.param("The “rent” is too high", "The “rent” is too high", None, id="scare marks"),
        pytest.param("‘We won’t sell it’", "We won’t sell it", None, id="single marks"),
        pytest.param("", "", None, id="nothing"),
    ],
)  # fmt: skip
def test_reads_words_and_speaker(pasted: str, words: str, speaker: str | None) -> None:
    claim = read_claim(pasted)
    assert (claim.text, claim.speaker) == (words, speaker)


def test_a_speaker_who_is_given_counts() -> None:
    """Whom the words themselves speak of is not taken for the speaker then."""
    claim = read_claim("George Berg told me I was mistaken", "Ana Lee")
    assert (claim.text, claim.speaker) == ("George Berg told me I was mistaken", "Ana Lee")
    assert read_claim("Lee: we will keep it", "Ana Lee").text == "we will keep it"


@pytest.mark.parametrize(("pasted", "is_valid"), [("We won", False), ("We won it", True)])
def test_needs_three_words(pasted: str, is_valid: bool) -> None:
    assert read_claim(pasted).is_valid is is_valid


@pytest.mark.parametrize(
    ("asked", "name", "same"),
    [
        ("Lee", "Ana Lee", True), ("Senator Ana Lee", "Ana Lee", True), ("Lée", "ana lee", True),
        ("Ana Lee", "Tom Lee", False), ("Leeson", "Ana Lee", False), ("…", "Ana Lee", False),
    ],
)  # fmt: skip
def test_names_agree_by_their_words(asked: str, name: str, same: bool) -> None:
    assert names_speaker(asked, [name]) is same
