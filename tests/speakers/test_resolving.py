"""The speakers and relays of links."""

from __future__ import annotations

import pytest
from builders import PEOPLE, resolve_speakers

KERRY = "John/PROPN/3/nsubj Kerry/PROPN/1/flat left=leave/VERB/0/root ./PUNCT/3/punct"
HE = "He/PRON/2/nsubj said=say/VERB/0/root so/ADV/2/advmod ./PUNCT/2/punct"


def test_one_of_them_has_no_role() -> None:
    """A part of "them" has no role."""
    text = "One of them said so."
    sentence = """One/NUM/4/nsubj of/ADP/3/case them/PRON/1/nmod said=say/VERB/0/root
    so/ADV/4/advmod ./PUNCT/4/punct"""
    ((resolved, _),) = resolve_speakers(text, sentence, sources=[("said", "One of them")])
    assert (resolved.kind, resolved.speaker, resolved.role) == ("anonymous", None, None)


def test_a_name_without_entity() -> None:
    """A bare name is a person's, whatever its ending, though the tagger has missed it."""
    sentence = "Lee/PROPN/2/nsubj said=say/VERB/0/root so/ADV/2/advmod ./PUNCT/2/punct"
    ((resolved, _),) = resolve_speakers(
        "Lee said so.", sentence, sources=[("said", "Lee")], entities={}
    )
    assert (resolved.kind, resolved.speaker, resolved.role) == ("person", "Lee", None)


def test_no_source() -> None:
    """A link without a source has no speaker."""
    ((resolved, relay),) = resolve_speakers("He said so.", HE, sources=[("said", None)])
    assert (resolved.speaker, resolved.anonymity, relay) == (None, "unnamed", ())


def test_who_refers_to_the_noun_of_its_clause() -> None:
    """The word "who" refers to the noun that its clause modifies."""
    text = "John Kerry, who said so, left."
    sentence = """John/PROPN/8/nsubj Kerry/PROPN/1/flat ,/PUNCT/5/punct who/PRON.WP/5/nsubj
    said=say/VERB/1/acl:relcl so/ADV/5/advmod ,/PUNCT/5/punct left=leave/VERB/0/root
    ./PUNCT/8/punct"""
    ((resolved, _),) = resolve_speakers(text, sentence, sources=[("said", "who")])
    assert resolved.speaker == "John Kerry"
    assert resolved.resolution == "the noun of the relative clause"


def test_who_refers_to_the_name_right_before() -> None:
    """The name before the comma speaks, though the tree attaches the clause to an earlier noun."""
    text = "We heard words for John Kerry, who said so."
    sentence = """We/PRON/2/nsubj heard=hear/VERB/0/root words=word/NOUN/2/obj for/ADP/5/case
    John/PROPN/3/nmod Kerry/PROPN/5/flat ,/PUNCT/9/punct who/PRON.WP/9/nsubj
    said=say/VERB/3/acl:relcl so/ADV/9/advmod ./PUNCT/2/punct"""
    ((resolved, _),) = resolve_speakers(text, sentence, sources=[("said", "who")])
    assert resolved.speaker == "John Kerry"


def test_i_is_the_speaker_of_the_quotation() -> None:
    """The word "I" inside a quotation is its speaker."""
    text = "“I said so,” John Kerry told us."
    sentence = """“/PUNCT/3/punct I/PRON/3/nsubj said=say/VERB/9/ccomp so/ADV/3/advmod
    ,/PUNCT/3/punct ”/PUNCT/3/punct John/PROPN/9/nsubj Kerry/PROPN/7/flat told=tell/VERB/0/root
    us/PRON/9/iobj ./PUNCT/9/punct"""
    (outer, outer_relay), (inner, inner_relay) = resolve_speakers(
        text,
        sentence,
        sources=[("told", "John Kerry"), ("said", "I")],
        contents={0: "“I said so,”", 1: "so"},
    )
    assert outer.speaker == inner.speaker == "John Kerry"
    assert inner.resolution == "the speaker of the quotation"
    assert outer_relay == inner_relay == ()


def test_i_before_its_speaker_is_known() -> None:
    """The word "I" is the speaker of the quotation around it, though the cue comes after it."""
    text = "“I said so,” John Kerry told us."
    sentence = """“/PUNCT/3/punct I/PRON/3/nsubj said=say/VERB/9/ccomp so/ADV/3/advmod
    ,/PUNCT/3/punct ”/PUNCT/3/punct John/PROPN/9/nsubj Kerry/PROPN/7/flat told=tell/VERB/0/root
    us/PRON/9/iobj ./PUNCT/9/punct"""
    (inner, _), _ = resolve_speakers(
        text,
        sentence,
        sources=[("said", "I"), ("told", "John Kerry")],
        contents={0: "so", 1: "“I said so,”"},
    )
    assert inner.speaker == "John Kerry"


def test_i_outside_any_quotation() -> None:
    """The reporter's own "I" is nobody whom the article names."""
    ((resolved, _),) = resolve_speakers(
        "John Kerry left. I said so.", KERRY, HE.replace("He/", "I/"), sources=[("said", "I")]
    )
    assert resolved.speaker is None


def test_a_report_of_a_report_has_a_relay() -> None:
    """The speaker of a link whose content contains another link is its relay."""
    text = "Hydrosar said John Kerry denied it."
    sentence = """Hydrosar/PROPN/2/nsubj said=say/VERB/0/root John/PROPN/5/nsubj
    Kerry/PROPN/3/flat denied=deny/VERB/2/ccomp it/PRON/5/obj ./PUNCT/2/punct"""
    (outer, outer_relay), (inner, inner_relay) = resolve_speakers(
        text,
        sentence,
        sources=[("said", "Hydrosar"), ("denied", "John Kerry")],
        contents={0: "John Kerry denied it", 1: "it"},
        entities={"Hydrosar": "ORG", **PEOPLE},
    )
    assert (outer.speaker, outer_relay) == ("Hydrosar", ())
    assert (inner.speaker, inner_relay) == ("John Kerry", ("Hydrosar",))


@pytest.mark.parametrize(
    ("words", "sentence", "kind", "speaker"),
    [
        pytest.param(
            "Another Sarvenian Liberal",
            """Another/DET/3/det Sarvenian/PROPN/3/compound Liberal/PROPN/4/nsubj
            said=say/VERB/0/root so/ADV/4/advmod ./PUNCT/4/punct""",
            "anonymous",
            None,
            id="one of many has no name",
        ),
    ],
)
def test_an_indefinite_proper_noun(
    words: str, sentence: str, kind: str, speaker: str | None
) -> None:
    """It names a party or a people and nobody in particular."""
    text = f"{words} said so."
    ((resolved, _),) = resolve_speakers(
        text,
        sentence,
        sources=[("said", words)],
        entities={"Hydrosar": "ORG", "Kerry": "PER"},
    )
    assert (resolved.kind, resolved.speaker) == (kind, speaker)
