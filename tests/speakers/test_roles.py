"""Roles as worded in front of a name, and the bodies in them."""

from __future__ import annotations

import pytest
from builders import find, loose, parse

from quotes.attribution.parsed_article import ParsedArticle
from quotes.speakers.roles import PREDICATE, find_affiliation, find_roles

PERSON = """Syria/PROPN/5/nmod:poss 's/PART.POS/1/case energy/NOUN/4/compound
minister/NOUN/5/compound Lee/PROPN/6/nsubj left/VERB/0/root"""
BODY = """the/DET/6/det state/NOUN/4/compound -/PUNCT.HYPH/4/punct run/VERB.VBN/6/amod
news/NOUN/6/compound agency/NOUN/7/compound SANA/PROPN/8/nsubj left/VERB/0/root"""


DOCTOR = """the/DET/2/det editor/NOUN/4/nmod:desc Dr./PROPN/4/nmod:desc Lee/PROPN/5/nsubj
left/VERB/0/root"""
OTHERS = """Ray/PROPN/8/nmod:poss 's/PART.POS/1/case 538/NUM/6/nummod and/CCONJ/6/cc
Ohio/PROPN/6/compound governor/NOUN/7/nmod:desc Lee/PROPN/8/nsubj left/VERB/0/root"""
BEHIND = """Prices/NOUN.NNS/3/nsubj had/AUX/3/aux doubled/VERB/5/ccomp ,/PUNCT/3/punct
said=say/VERB/0/root Lee/PROPN/5/nsubj ,/PUNCT/9/punct a/DET/9/det judge/NOUN/1/appos"""
SERVED = """Lee/PROPN/8/nsubj ,/PUNCT/4/punct who/PRON/4/nsubj served=serve/VERB/1/acl:relcl
as/ADP/7/case labor/NOUN/7/compound secretary/NOUN/4/obl left/VERB/0/root"""
MEETINGS = """meetings=meeting/NOUN.NNS/5/obl Ohio/PROPN/3/compound governor/NOUN/4/nmod:desc
Lee/PROPN/5/nsubj left/VERB/0/root"""
REFERENCE = """Ray/PROPN/4/nmod:poss 's/PART.POS/1/case clear/ADJ/4/amod reference/NOUN/8/nsubj
to/ADP/7/case nominee/NOUN/7/nmod:desc Lee/PROPN/4/nmod left/VERB/0/root"""
FIRM = """managers=manager/NOUN.NNS/5/nsubj at/ADP/4/case milk/NOUN/4/compound firm/NOUN/1/nmod
Dale/PROPN/6/nsubj left/VERB/0/root"""
CENTRE = """director/NOUN/5/nmod:desc of/ADP/4/case the/DET/4/det Centre/PROPN/1/nmod
Lee/PROPN/6/nsubj left/VERB/0/root"""
NEWSPAPER = """the/DET/3/det Gazette/PROPN/3/compound newspaper/NOUN/4/nsubj left/VERB/0/root"""
CAMPAIGN = """the/DET/3/det Lee/PROPN/3/compound campaign/NOUN/4/nsubj left/VERB/0/root"""
INITIALS = """the/DET/4/det Basin/PROPN/4/compound Ferry/PROPN/4/compound Agency/PROPN/8/nsubj
(/PUNCT/6/punct BFA/PROPN/4/appos )/PUNCT/6/punct left/VERB/0/root"""
FORMER = """Ex/ADJ/4/reparandum -/PUNCT.HYPH/1/punct Harbour/PROPN/4/compound chief/NOUN/5/nmod:desc
Lee/PROPN/6/nsubj left/VERB/0/root"""
PARTY = """Republican/ADJ/2/nmod:desc Lee/PROPN/6/nsubj ,/PUNCT/5/punct a/DET/5/det
governor/NOUN/2/appos left/VERB/0/root"""


@pytest.mark.parametrize(
    ("text", "sentence", "name", "kind", "expected"),
    [
        pytest.param("Syria's energy minister Lee left", PERSON, "Lee", "person",
                     "Syria's energy minister", id="an owner in front"),
        pytest.param("the state-run news agency SANA left", BODY, "SANA", "organization",
                     "state-run news agency", id="a participle in front"),
        pytest.param("the editor Dr. Lee left", DOCTOR, "Lee", "person", "editor",
                     id="a form of address between"),
        pytest.param("Ray's 538 and Ohio governor Lee left", OTHERS, "Lee", "person",
                     "Ohio governor", id="not what is joined to it"),
        pytest.param("Prices had doubled, said Lee, a judge", BEHIND, "Lee", "person", "judge",
                     id="between commas behind, though it hangs on another word"),
        pytest.param("meetings Ohio governor Lee left", MEETINGS, "Lee", "person",
                     "Ohio governor", id="not what stands before a capital"),
        pytest.param("Lee, who served as labor secretary left", SERVED, "Lee", "person",
                     "labor secretary", id="an office held"),
        pytest.param("Ray's clear reference to nominee Lee left", REFERENCE, "Lee", "person",
                     "nominee", id="not the phrase that a preposition ends"),
        pytest.param("director of the Centre Lee left", CENTRE, "Lee", "person",
                     "director of the Centre", id="an office with its body in front"),
        pytest.param("managers at milk firm Dale left", FIRM, "Dale", "organization",
                     "milk firm", id="of a body only what stands behind a preposition"),
        pytest.param("the Gazette newspaper left", NEWSPAPER, "Gazette", "organization",
                     "newspaper", id="the noun behind a body's name"),
        pytest.param("Ex-Harbour chief Lee left", FORMER, "Lee", "person",
                     "Ex-Harbour chief", id="a former office with a hyphen"),
    ],
)  # fmt: skip
def test_roles_are_whole(text: str, sentence: str, name: str, kind: str, expected: str) -> None:
    """What belongs to the noun before or behind a name belongs to the role, and no more."""
    parsed = ParsedArticle(parse(text, sentence))
    (tree,) = parsed.trees
    head = next(i for i, token in enumerate(tree.tokens) if token.text == name)
    roles = list(find_roles(parsed, tree, head, find(text, name), kind))
    assert [role.words for role in roles] == [expected]


@pytest.mark.parametrize(
    ("text", "sentence", "name"),
    [
        pytest.param("the Lee campaign left", CAMPAIGN, "Lee", id="a body called by a name"),
        pytest.param("the Basin Ferry Agency (BFA) left", INITIALS, "BFA", id="the name in full"),
    ],
)
def test_bodies_without_a_role(text: str, sentence: str, name: str) -> None:
    """The name of a body is not the role of its own initials, nor of those whom it is named for."""
    made = parse(text, sentence, entities={"Basin Ferry Agency": "ORG", "BFA": "ORG"})
    parsed = ParsedArticle(made)
    (tree,) = parsed.trees
    head = next(i for i, token in enumerate(tree.tokens) if token.text == name)
    assert not list(find_roles(parsed, tree, head, find(text, name), "organization"))


@pytest.mark.parametrize("name", ["Ann", "Bo"])
def test_each_in_a_list_has_the_role(name: str) -> None:
    """Names listed behind a noun in the plural have its role in the singular."""
    text = "two Brask developers, Ann Lee and Bo Harn, left"
    sentence = """two/NUM/3/nummod Brask/PROPN/3/compound developers=developer/NOUN.NNS/11/nsubj
    ,/PUNCT/5/punct Ann/PROPN/3/conj Lee/PROPN/5/flat and/CCONJ/8/cc Bo/PROPN/3/conj
    Harn/PROPN/8/flat ,/PUNCT/3/punct left/VERB/0/root"""
    parsed = ParsedArticle(parse(text, sentence))
    (tree,) = parsed.trees
    head = next(i for i, token in enumerate(tree.tokens) if token.text == name)
    full = {"Ann": "Ann Lee", "Bo": "Bo Harn"}[name]
    (role,) = find_roles(parsed, tree, head, find(text, full))
    assert role.words == "Brask developer"


@pytest.mark.parametrize(
    ("text", "sentence", "expected"),
    [
        pytest.param(
            "Professor Lee, director of the lab, left",
            """Professor/PROPN/2/nmod:desc Lee/PROPN/9/nsubj ,/PUNCT/4/punct director/NOUN/2/appos
            of/ADP/7/case the/DET/7/det lab/NOUN/4/nmod ,/PUNCT/2/punct left/VERB/0/root""",
            ["director of the lab", "Professor"],
            id="a title that many have is worth less than the office",
        ),
        pytest.param(
            "“Our senator, Lee, left”",
            """“/PUNCT/6/punct Our/PRON/3/nmod:poss senator/NOUN/7/nsubj ,/PUNCT/5/punct
            Lee/PROPN/3/appos ,/PUNCT/3/punct left/VERB/0/root ”/PUNCT/7/punct""",
            ["senator"],
            id="what a speaker calls somebody is no role",
        ),
    ],
)
def test_the_rank_of_roles(text: str, sentence: str, expected: list[str]) -> None:
    """Roles are ranked by how reliably they say what somebody is."""
    parsed = ParsedArticle(parse(text, sentence))
    (tree,) = parsed.trees
    head = next(i for i, token in enumerate(tree.tokens) if token.text == "Lee")
    roles = sorted(find_roles(parsed, tree, head, find(text, "Lee")), key=lambda role: role.rank)
    assert [role.words for role in roles] == expected
    if "“" in text:
        assert roles[0].rank == PREDICATE


def test_an_office_has_a_lower_rank_than_a_party() -> None:
    """A bare "Republican" is the role only of those without another."""
    text = "Republican Lee, a governor left"
    parsed = ParsedArticle(parse(text, PARTY))
    first, second = sorted(find_roles(parsed, parsed.trees[0], 1, find(text, "Lee")),
                           key=lambda role: role.rank)  # fmt: skip
    assert (first.words, second.words) == ("governor", "Republican")


def test_titles_of_several() -> None:
    """A title in the plural applies to each person, in the singular."""
    text = "candidates Lee and Ray left"
    sentence = """candidates=candidate/NOUN.NNS/2/nmod:desc Lee/PROPN/5/nsubj and/CCONJ/4/cc
    Ray/PROPN/2/conj left/VERB/0/root"""
    parsed = ParsedArticle(parse(text, sentence))
    for head, name in ((1, "Lee"), (3, "Ray")):
        (role,) = find_roles(parsed, parsed.trees[0], head, find(text, name))
        assert role.words == "candidate"


@pytest.mark.parametrize(
    ("text", "body", "expected"),
    [
        pytest.param("Basin Board spokesman", "Basin Board", "Basin Board", id="a body"),
        pytest.param("Energy Minister", "Energy", None, id="a minister's field"),
    ],
)
def test_affiliations_are_bodies(text: str, body: str, expected: str | None) -> None:
    """The body in a role; the field of a minister is none, whatever the tagger says."""
    parsed = ParsedArticle(parse(text, loose(text), entities={body: "ORG"}))
    assert find_affiliation(parsed, text, find(text, text)) == expected


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        pytest.param("US senator", "US", "United States", id="initials"),
        pytest.param("mayor of Brask", "Brask", "Brask", id="a town"),
        pytest.param(
            "Washington lawyer", "Washington", "Washington", id="a capital is a town here"
        ),
    ],
)
def test_affiliations_with_places(text: str, place: str, expected: str) -> None:
    """A country is called by its name, however it is printed."""
    parsed = ParsedArticle(parse(text, loose(text), entities={place: "LOC"}))
    assert find_affiliation(parsed, text, find(text, text)) == expected
