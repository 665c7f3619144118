"""Roles as worded in front of a name."""

from __future__ import annotations

import pytest
from builders import find, parse

from quotes.attribution.reading import Reading
from quotes.speakers.roles import find_roles

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
