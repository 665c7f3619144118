"""Who is who among article speakers that share blocking keys."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from identity_builders import article_speakers, body, list_speakers, person

from quotes.identities import ArticleSpeaker, Constraint, Linkage, link_speakers
from quotes.identities.article_speakers import ArticleSpeakerKey

SENATOR, SECRETARY = "senator", "secretary of state"


def row(title: str, speakers: list[ArticleSpeaker], *expected: str) -> Any:
    return pytest.param(speakers, {frozenset(each.split()) for each in expected}, id=title)


@pytest.mark.parametrize(
    ("speakers", "expected"),
    [
        row("one name", [person("a", "Zoë Işık"), person("b", "ZOE ISIK", SENATOR)], "a b"),
        row("a title", [person("a", "Ann Lee"), person("b", "Sen. Ann Lee")], "a b"),
        row("two trades", [person("a", "Ann Lee", SENATOR), person("b", "Ann Lee", "footballer")],
            "a", "b"),
        row("nobody knows which of two",
            [person("a", "Ann Lee", SENATOR), person("b", "Ann Lee", "footballer"),
             person("c", "Ann Lee")], "a", "b", "c"),
        row("the outlet tells which of two",
            [person("a", "Ann Lee", SENATOR, outlet="Post"), person("b", "Ann Lee", "footballer"),
             person("c", "Ann Lee", outlet="Post")], "a c", "b"),
        row("roles and company share nothing",
            [person("a", "Ann Lee", "teacher"), person("b", "Ann Lee", "economist")], "a", "b"),
        row("the unsure stay out of the way",
            [person("a", "Ann Lee", "teacher"), person("b", "Ann Lee", "Swedish economist"),
             person("c", "Ann Lee")], "a", "b c"),
        row("a third joins two that shared nothing",
            [person("a", "Ann Lee", "teacher"), person("b", "Ann Lee", "economist"),
             person("c", "Ann Lee", "teacher", "economist")], "a b c"),
        row("initials with a role", [person("a", "John Kerry", SECRETARY),
             person("b", "J. Kerry", SECRETARY)], "a b"),
        row("initials alone", [person("a", "John Kerry", SECRETARY), person("b", "J. Kerry")],
            "a", "b"),
        row("initials of two", [person("a", "John Kerry", SECRETARY),
             person("b", "J. Kerry", SECRETARY), person("c", "Jane Kerry")], "a", "b", "c"),
        row("initials of one with two names", [person("a", "John Kerry", SECRETARY),
             person("b", "J. Kerry", SECRETARY), person("c", "John F. Kerry", SECRETARY)], "a b c"),
        row("a nickname", [person("a", "Bill Clinton", "president"),
             person("b", "William Clinton", "president")], "a b"),
        row("a nickname without evidence", [person("a", "Bill Clinton"),
             person("b", "William Clinton")], "a", "b"),
        row("a spelling", [person("a", "Dmitry Orlov", outlet="Post"),
             person("b", "Dmitri Orlov", outlet="Post")], "a b"),
        row("fathers and sons", [person("a", "George W. Bush", "president", published="2005-01-01"),
             person("b", "George H. W. Bush", "president", published="1990-01-01")], "a b"),
        row("two names in one article", [person("a", "George Bush", "president"),
             person("b", "George W. Bush", "president"), person("b", "George Bush", "president")],
            "a b/george-bush", "b/george-w-bush"),
        row("one word", [person("a", "Kerry", SECRETARY), person("b", "John Kerry", SECRETARY)],
            "a", "b"),
        row("one word twice", [person("a", "Kerry", SECRETARY), person("b", "Kerry", SECRETARY)],
            "a", "b"),
        row("one word that Wikidata knows", [person("a", "Pelé", wikidata="Q1"),
             person("b", "Pelé", wikidata="Q1")], "a b"),
        row("a listed body", [body("a", "Ankara"), body("b", "Turkey")], "a b"),
        row("a body", [body("a", "Hydrosar"), body("b", "Hydrosar")], "a b"),
        row("bodies of any country", [body("a", "Foreign Ministry"), body("b", "Foreign Ministry")],
            "a", "b"),
        row("bodies of one country", [body("a", "Foreign Ministry", affiliations=("Turkey",)),
             body("b", "Foreign Ministry", affiliations=("Turkey",))], "a b"),
        row("an acronym that is explained", [body("a", "UBC"),
             body("b", "United Basin Commission", acronyms=("UBC",)),
             body("c", "United Basin Commission")], "a b c"),
        row("an acronym of two", [body("a", "UBC"), body("b", "United Basin Commission",
             acronyms=("UBC",)), body("c", "Union of Boat Crews", acronyms=("UBC",))],
            "a", "b", "c"),
        row("nobody", []),
    ],
)  # fmt: skip
def test_who_is_who(speakers: list[ArticleSpeaker], expected: set[frozenset[str]]) -> None:
    """The articles of each speaker."""
    assert list_speakers(link_speakers(speakers)) == expected


def test_links_have_their_evidence() -> None:
    """A link has its rule and what agreed."""
    (link,) = link_speakers(
        [person("a", "John Kerry", SECRETARY), person("b", "J. Kerry", SECRETARY)]
    ).links
    assert link.rule == "initials"
    assert link.agreed == ("role: secretary of state", "office: secretary")


@pytest.mark.parametrize(
    ("speakers", "rule", "against"),
    [
        pytest.param(
            [person("a", "Kerry"), person("b", "John Kerry")], "one word", (), id="one word"
        ),
        pytest.param(
            [person("a", "Bill Lee"), person("b", "William Lee")], "nickname", (), id="nickname"
        ),
        pytest.param(
            [person("a", "Ann Lee", "teacher"), person("b", "Ann Lee", "economist")],
            "same name", ("roles and company share nothing",), id="doubt",
        ),
        pytest.param(
            [person("a", "Ann Lee", SENATOR), person("b", "Ann Lee", "footballer")],
            "same name", ("trade: politics and sport",), id="namesakes",
        ),
    ],
)  # fmt: skip
def test_doubtful_pairs_are_candidates(
    speakers: list[ArticleSpeaker], rule: str, against: tuple[str, ...]
) -> None:
    """A candidate has the evidence against it."""
    linkage = link_speakers(speakers)
    assert not linkage.links
    (candidate,) = linkage.candidates
    assert candidate.rule == rule
    assert candidate.against == against


def test_other_names_are_no_candidates() -> None:
    """Other people of the last name are no candidates."""
    assert not link_speakers([person("a", "John Kerry"), person("b", "Teresa Kerry")]).candidates
    assert not link_speakers([person("a", "Mr. Kerry"), person("b", "Teresa Kerry")]).candidates


JOHN, OTHER, THIRD = (
    ArticleSpeakerKey("a", "john-kerry"),
    ArticleSpeakerKey("b", "john-kerry"),
    ArticleSpeakerKey("c", "kerry"),
)


def constraint(kind: Any, one: ArticleSpeakerKey, other: ArticleSpeakerKey) -> Constraint:
    return Constraint(kind=kind, first=one, second=other)


def test_a_must_link() -> None:
    """A must-link joins names that no evidence would."""
    speakers = [person("a", "John Kerry"), person("c", "Kerry")]
    linkage = link_speakers(speakers, [constraint("must-link", JOHN, THIRD)])
    assert list_speakers(linkage) == {frozenset("ac")}
    assert linkage.links[0].rule == "by a person"
    assert not linkage.candidates


def test_a_cannot_link() -> None:
    """The second one is taken out, and the others stay together."""
    speakers = [person(article, "John Kerry", SENATOR) for article in "abcd"]
    linkage = link_speakers(speakers, [constraint("cannot-link", JOHN, OTHER)])
    assert list_speakers(linkage) == {frozenset("acd"), frozenset("b")}
    assert not linkage.candidates


def test_a_cannot_link_of_two_names() -> None:
    """A link that was undone is neither made again nor a candidate."""
    speakers = [person("a", "John Kerry", SECRETARY), person("b", "J. Kerry", SECRETARY)]
    linkage = link_speakers(
        speakers, [constraint("cannot-link", JOHN, ArticleSpeakerKey("b", "j-kerry"))]
    )
    assert list_speakers(linkage) == {frozenset("a"), frozenset("b")}
    assert not linkage.candidates


def describe(linkage: Linkage) -> tuple[Any, ...]:
    """A linkage without the order of its parts."""
    keys = [identity.keys for identity in linkage.identities]
    pairs = ({keys[c.first], keys[c.second]} for c in linkage.candidates)
    return (
        list_speakers(linkage),
        {(identity.keys, identity.base, identity.scope) for identity in linkage.identities},
        {frozenset(pair) for pair in pairs},
    )


def _draw_constraints(keys: list[ArticleSpeakerKey]) -> st.SearchStrategy[list[Constraint]]:
    chosen = st.sampled_from(keys) if keys else st.nothing()
    one = st.builds(
        Constraint, kind=st.sampled_from(["must-link", "cannot-link"]), first=chosen, second=chosen
    )
    return (
        st.lists(one.filter(lambda each: each.first != each.second), max_size=3)
        if len(keys) > 1
        else st.just([])
    )


@given(st.data(), article_speakers())
def test_the_order_of_articles_changes_nothing(
    data: st.DataObject, speakers: list[ArticleSpeaker]
) -> None:
    """The linkage is one of the set; every article speaker is in exactly one identity."""
    constraints = data.draw(_draw_constraints([each.key for each in speakers]))
    linkage = link_speakers(speakers, constraints)
    shuffled = data.draw(st.permutations(speakers))
    assert describe(link_speakers(shuffled, constraints[::-1])) == describe(linkage)
    keys = [key for identity in linkage.identities for key in identity.keys]
    assert sorted(keys) == sorted(each.key for each in speakers)
    for candidate in linkage.candidates:
        assert candidate.first != candidate.second


@given(st.data(), article_speakers())
def test_cannot_links_hold(data: st.DataObject, speakers: list[ArticleSpeaker]) -> None:
    """The two are not linked through others either, nor are their identities candidates."""
    constraints = [each for each in data.draw(_draw_constraints([each.key for each in speakers]))
              if each.kind == "cannot-link"]  # fmt: skip
    linkage = link_speakers(speakers, constraints)
    linked = [set(speaker) for speaker in list_speakers(linkage)]
    place = {key: i for i, identity in enumerate(linkage.identities) for key in identity.keys}
    several = {
        key for key in place if sum(other.article_id == key.article_id for other in place) > 1
    }
    for each in constraints:
        one, other = (
            "/".join(key) if key in several else key.article_id for key in (each.first, each.second)
        )
        assert not [speaker for speaker in linked if {one, other} <= speaker]
        pair = {place[each.first], place[each.second]}
        assert pair not in [{c.first, c.second} for c in linkage.candidates]


@given(article_speakers())
def test_conflicting_speakers_are_not_linked(speakers: list[ArticleSpeaker]) -> None:
    """Two of one article are never one speaker, nor is a bare surname linked to anybody."""
    names = {each.key: each.name for each in speakers}
    for speaker in list_speakers(link_speakers(speakers)):
        articles = [each.partition("/")[0] for each in speaker]
        assert len(set(articles)) == len(speaker)
        if len(speaker) > 1:
            alone = [names[key] for key in names if key.article_id in speaker]
            assert "Kerry" not in alone


def test_a_thousand_article_speakers() -> None:
    """A name in a thousand articles is linked within the time limit of a test."""
    roles = [SENATOR, "candidate", "nominee", "businessman", "Republican", "president"]
    names = ["Donald Trump", "Donald J. Trump"]
    speakers = [
        person(
            f"{n}", names[n % 2], roles[n % 5], co_speakers=("p:clinton", "p:cruz"), outlet="Post"
        )
        for n in range(1000)
    ]
    assert len(list_speakers(link_speakers(speakers))) == 1
