"""Roles as worded in front of a name, and the bodies in them."""

from __future__ import annotations

import pytest
from builders import find, loose, parse

from quotes.attribution.reading import Reading
from quotes.speakers.roles import find_affiliation, find_roles

PERSON = """Syria/PROPN/5/nmod:poss 's/PART.POS/1/case energy/NOUN/4/compound
minister/NOUN/5/compound Lee/PROPN/6/nsubj left/VERB/0/root"""
BODY = """the/DET/6/det state/NOUN/4/compound -/PUNCT.HYPH/4/punct run/VERB.VBN/6/amod
news/NOUN/6/compound agency/NOUN/7/compound SANA/PROPN/8/nsubj left/VERB/0/root"""


@pytest.mark.parametrize(
    ("text", "sentence", "name", "kind", "expected"),
    [
        pytest.param("Syria's energy minister Lee left", PERSON, "Lee", "person",
                     "Syria's energy minister", id="an owner in front"),
        pytest.param("the state-run news agency SANA left", BODY, "SANA", "organization",
                     "state-run news agency", id="a participle in front"),
    ],
)  # fmt: skip
def test_roles_in_front_are_whole(
    text: str, sentence: str, name: str, kind: str, expected: str
) -> None:
    """What belongs to the noun before a name belongs to the role."""
    reading = Reading(parse(text, sentence))
    (tree,) = reading.trees
    head = next(i for i, token in enumerate(tree.tokens) if token.text == name)
    roles = list(find_roles(reading, tree, head, find(text, name), kind))
    assert [role.words for role in roles] == [expected]


@pytest.mark.parametrize(
    ("text", "body", "expected"),
    [
        pytest.param("Basin Board spokesman", "Basin Board", "Basin Board", id="a body"),
        pytest.param("Energy Minister", "Energy", None, id="a minister's field"),
    ],
)
def test_affiliations_are_bodies(text: str, body: str, expected: str | None) -> None:
    """The body in a role; the field of a minister is none, whatever the tagger says."""
    reading = Reading(parse(text, loose(text), entities={body: "ORG"}))
    assert find_affiliation(reading, text, find(text, text)) == expected
