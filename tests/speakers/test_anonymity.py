"""Requests not to be named, and who made them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from builders import make_link, parse, slices

from quotes.attribution.parsed_article import ParsedArticle
from quotes.speakers.anonymity import find_anonymity_phrases, is_request
from quotes.speakers.resolving import SpeakerResolver

OFFICIAL = """An/DET/2/det official/NOUN/3/nsubj said=say/VERB/0/root so/ADV/3/advmod
./PUNCT/3/punct"""
DIPLOMAT = """A/DET/2/det diplomat/NOUN/3/nsubj denied=deny/VERB/0/root it/PRON/3/obj
./PUNCT/3/punct"""
ASKED = """The/DET/2/det official/NOUN/3/nsubj asked=ask/VERB/0/root not/PART/6/advmod
to/PART/6/mark be/AUX/7/aux:pass named=name/VERB/3/xcomp ./PUNCT/3/punct"""
BOTH = """Both/PRON/2/nsubj spoke=speak/VERB/0/root on/ADP/4/case condition/NOUN/2/obl
of/ADP/6/case anonymity/NOUN/4/nmod ./PUNCT/2/punct"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("He, who asked not to be named, left.", ["asked not to be named"],
                     id="asked"),
        pytest.param("He said so on condition of anonymity.", ["on condition of anonymity"],
                     id="condition"),
        pytest.param("He wasn’t authorized to speak publicly.",
                     ["wasn’t authorized to speak publicly"], id="curly apostrophe"),
        pytest.param("She asked that her name not be used.", ["asked that her name not be used"],
                     id="the name as the object"),
        pytest.param("He would speak only if neither he nor\nhis firm was named.",
                     ["would speak only if neither he nor\nhis firm was named"], id="only if"),
        pytest.param("One man would give no other name.", ["would give no other name"],
                     id="no other name"),
        pytest.param("They were not authorised to discuss the matter publicly.",
                     ["were not authorised to discuss the matter publicly"], id="British"),
        pytest.param("She is authorized to speak publicly.", [], id="authorized"),
        pytest.param("The bill would not be named after him.", ["would not be named"],
                     id="the phrase alone does not say whose it is"),
        pytest.param("He said so on condition of peace.", [], id="not asked"),
    ],
)  # fmt: skip
def test_find_anonymity_phrases(text: str, expected: list[str]) -> None:
    """The phrases in the words of the text."""
    assert slices(text, find_anonymity_phrases(text)) == expected


def anonymity(text: str, sentences: Sequence[str], *sources: tuple[str, str]) -> list[str | None]:
    parsed = ParsedArticle(parse(text, *sentences))
    links = [make_link(parsed, cue, source) for cue, source in sources]
    return [resolved.anonymity for resolved, _ in SpeakerResolver(parsed, links).resolve()]


def test_the_subject_of_the_request_made_it() -> None:
    """Of two unnamed speakers the one who asked, though the other spoke last."""
    text = "An official said so. A diplomat denied it. The official asked not to be named."
    sources = [("said", "An official"), ("denied", "A diplomat")]
    assert anonymity(text, [OFFICIAL, DIPLOMAT, ASKED], *sources) == ["requested", "unnamed"]


def test_without_a_subject_the_last_unnamed_speaker_made_it() -> None:
    """A request without a subject is of the unnamed speaker before it."""
    text = "An official said so. Both spoke on condition of anonymity."
    assert anonymity(text, [OFFICIAL, BOTH], ("said", "An official")) == ["requested"]


def test_far_away() -> None:
    """A request three paragraphs on is somebody else's."""
    rain = "It/PRON/2/nsubj rained=rain/VERB/0/root ./PUNCT/2/punct"
    text = "An official said so.\nIt rained.\nIt rained.\nBoth spoke on condition of anonymity."
    assert anonymity(text, [OFFICIAL, rain, rain, BOTH], ("said", "An official")) == ["unnamed"]


def test_a_request_is_no_statement() -> None:
    """Asking not to be named is no statement of its own."""
    text = "An official said so. The official asked not to be named."
    parsed = ParsedArticle(parse(text, OFFICIAL, ASKED))
    phrases = find_anonymity_phrases(text)
    assert is_request(make_link(parsed, "asked", "The official", "not to be named"), phrases)
    assert not is_request(make_link(parsed, "said", "An official", "so"), phrases)
