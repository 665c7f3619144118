"""Who is who among sightings that share a key."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from identity_builders import body, list_speakers, sight, sightings

from quotes.identities import Decision, Sighting, Wish, decide
from quotes.identities.sighting import Key

SENATOR, SECRETARY = "senator", "secretary of state"


def row(title: str, found: list[Sighting], *speakers: str) -> Any:
    return pytest.param(found, {frozenset(each.split()) for each in speakers}, id=title)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        row("one name", [sight("a", "Zoë Işık"), sight("b", "ZOE ISIK", SENATOR)], "a b"),
        row("a title is no part of it", [sight("a", "Ann Lee"), sight("b", "Sen. Ann Lee")], "a b"),
        row("two trades", [sight("a", "Ann Lee", SENATOR), sight("b", "Ann Lee", "footballer")],
            "a", "b"),
        row("nobody knows which of two",
            [sight("a", "Ann Lee", SENATOR), sight("b", "Ann Lee", "footballer"),
             sight("c", "Ann Lee")], "a", "b", "c"),
        row("the outlet tells which of two",
            [sight("a", "Ann Lee", SENATOR, outlet="Post"), sight("b", "Ann Lee", "footballer"),
             sight("c", "Ann Lee", outlet="Post")], "a c", "b"),
        row("roles and company share nothing",
            [sight("a", "Ann Lee", "teacher"), sight("b", "Ann Lee", "economist")], "a", "b"),
        row("the unsure stay out of the way",
            [sight("a", "Ann Lee", "teacher"), sight("b", "Ann Lee", "Swedish economist"),
             sight("c", "Ann Lee")], "a", "b c"),
        row("a third joins two that shared nothing",
            [sight("a", "Ann Lee", "teacher"), sight("b", "Ann Lee", "economist"),
             sight("c", "Ann Lee", "teacher", "economist")], "a b c"),
        row("initials with a role", [sight("a", "John Kerry", SECRETARY),
             sight("b", "J. Kerry", SECRETARY)], "a b"),
        row("initials alone", [sight("a", "John Kerry", SECRETARY), sight("b", "J. Kerry")],
            "a", "b"),
        row("initials of two", [sight("a", "John Kerry", SECRETARY),
             sight("b", "J. Kerry", SECRETARY), sight("c", "Jane Kerry")], "a", "b", "c"),
        row("initials of one with two names", [sight("a", "John Kerry", SECRETARY),
             sight("b", "J. Kerry", SECRETARY), sight("c", "John F. Kerry", SECRETARY)], "a b c"),
        row("a nickname", [sight("a", "Bill Clinton", "president"),
             sight("b", "William Clinton", "president")], "a b"),
        row("a nickname without evidence", [sight("a", "Bill Clinton"),
             sight("b", "William Clinton")], "a", "b"),
        row("a spelling", [sight("a", "Dmitry Orlov", outlet="Post"),
             sight("b", "Dmitri Orlov", outlet="Post")], "a b"),
        row("fathers and sons", [sight("a", "George W. Bush", "president", published="2005-01-01"),
             sight("b", "George H. W. Bush", "president", published="1990-01-01")], "a b"),
        row("two names in one article", [sight("a", "George Bush", "president"),
             sight("b", "George W. Bush", "president"), sight("b", "George Bush", "president")],
            "a b/george-bush", "b/george-w-bush"),
        row("one word", [sight("a", "Kerry", SECRETARY), sight("b", "John Kerry", SECRETARY)],
            "a", "b"),
        row("the same word twice", [sight("a", "Kerry", SECRETARY), sight("b", "Kerry", SECRETARY)],
            "a", "b"),
        row("one word that Wikidata knows", [sight("a", "Pelé", wikidata="Q1"),
             sight("b", "Pelé", wikidata="Q1")], "a b"),
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
def test_who_is_who(found: list[Sighting], expected: set[frozenset[str]]) -> None:
    """The articles of each speaker."""
    assert list_speakers(decide(found)) == expected


def test_every_link_tells_its_evidence() -> None:
    """The rule, and what agreed."""
    (link,) = decide([sight("a", "John Kerry", SECRETARY), sight("b", "J. Kerry", SECRETARY)]).links
    assert link.rule == "initials"
    assert link.agreed == ("role: secretary of state", "office: secretary")


@pytest.mark.parametrize(
    ("found", "rule", "against"),
    [
        pytest.param(
            [sight("a", "Kerry"), sight("b", "John Kerry")], "one word", (), id="one word"
        ),
        pytest.param(
            [sight("a", "Bill Lee"), sight("b", "William Lee")], "nickname", (), id="nickname"
        ),
        pytest.param(
            [sight("a", "Ann Lee", "teacher"), sight("b", "Ann Lee", "economist")],
            "same name", ("roles and company share nothing",), id="doubt",
        ),
        pytest.param(
            [sight("a", "Ann Lee", SENATOR), sight("b", "Ann Lee", "footballer")],
            "same name", ("trade: politics and sport",), id="namesakes",
        ),
    ],
)  # fmt: skip
def test_the_doubtful_wait(found: list[Sighting], rule: str, against: tuple[str, ...]) -> None:
    """What may be one speaker is a candidate, with what speaks against it."""
    decision = decide(found)
    assert not decision.links
    (candidate,) = decision.candidates
    assert candidate.rule == rule
    assert candidate.against == against


def test_what_cannot_be_is_no_candidate() -> None:
    """Other people of the last name don't wait."""
    assert not decide([sight("a", "John Kerry"), sight("b", "Teresa Kerry")]).candidates
    assert not decide([sight("a", "Mr. Kerry"), sight("b", "Teresa Kerry")]).candidates


JOHN, OTHER, THIRD = Key("a", "john-kerry"), Key("b", "john-kerry"), Key("c", "kerry")


def wish(kind: Any, one: Key, other: Key) -> Wish:
    return Wish(kind=kind, one=one, other=other)


def test_a_person_puts_together() -> None:
    """Even names that nothing else would join."""
    found = [sight("a", "John Kerry"), sight("c", "Kerry")]
    decision = decide(found, [wish("together", JOHN, THIRD)])
    assert list_speakers(decision) == {frozenset("ac")}
    assert decision.links[0].rule == "by a person"
    assert not decision.candidates


def test_a_person_takes_apart() -> None:
    """The one taken out stays out, and the others stay where they are."""
    found = [sight(article, "John Kerry", SENATOR) for article in "abcd"]
    decision = decide(found, [wish("apart", JOHN, OTHER)])
    assert list_speakers(decision) == {frozenset("acd"), frozenset("b")}
    assert not decision.candidates


def test_a_person_takes_two_names_apart() -> None:
    """A link that was undone is not made again, nor waits."""
    found = [sight("a", "John Kerry", SECRETARY), sight("b", "J. Kerry", SECRETARY)]
    decision = decide(found, [wish("apart", JOHN, Key("b", "j-kerry"))])
    assert list_speakers(decision) == {frozenset("a"), frozenset("b")}
    assert not decision.candidates


def describe(decision: Decision) -> tuple[Any, ...]:
    """A decision without the order of its parts."""
    keys = [strand.keys for strand in decision.strands]
    pairs = ({keys[c.one], keys[c.other]} for c in decision.candidates)
    return (
        list_speakers(decision),
        {(strand.keys, strand.base, strand.scope) for strand in decision.strands},
        {frozenset(pair) for pair in pairs},
    )


def _draw_wishes(keys: list[Key]) -> st.SearchStrategy[list[Wish]]:
    chosen = st.sampled_from(keys) if keys else st.nothing()
    one = st.builds(Wish, kind=st.sampled_from(["together", "apart"]), one=chosen, other=chosen)
    return (
        st.lists(one.filter(lambda each: each.one != each.other), max_size=3)
        if len(keys) > 1
        else st.just([])
    )


@given(st.data(), sightings())
def test_the_order_of_articles_changes_nothing(data: st.DataObject, found: list[Sighting]) -> None:
    """A decision is one of the set; every sighting is in one strand, and in no other."""
    wishes = data.draw(_draw_wishes([each.key for each in found]))
    decision = decide(found, wishes)
    shuffled = data.draw(st.permutations(found))
    assert describe(decide(shuffled, wishes[::-1])) == describe(decision)
    keys = [key for strand in decision.strands for key in strand.keys]
    assert sorted(keys) == sorted(each.key for each in found)
    for candidate in decision.candidates:
        assert candidate.one != candidate.other


@given(st.data(), sightings())
def test_what_a_person_took_apart_stays_apart(data: st.DataObject, found: list[Sighting]) -> None:
    """Not even through others do the two come together, nor do their speakers wait for it."""
    wishes = [each for each in data.draw(_draw_wishes([each.key for each in found]))
              if each.kind == "apart"]  # fmt: skip
    decision = decide(found, wishes)
    speakers = [set(speaker) for speaker in list_speakers(decision)]
    place = {key: i for i, strand in enumerate(decision.strands) for key in strand.keys}
    several = {
        key for key in place if sum(other.article_id == key.article_id for other in place) > 1
    }
    for each in wishes:
        one, other = (
            "/".join(key) if key in several else key.article_id for key in (each.one, each.other)
        )
        assert not [speaker for speaker in speakers if {one, other} <= speaker]
        pair = {place[each.one], place[each.other]}
        assert pair not in [{c.one, c.other} for c in decision.candidates]


@given(sightings())
def test_nothing_that_speaks_against_is_linked(found: list[Sighting]) -> None:
    """Two of one article are never one speaker, nor two words of one name by themselves."""
    names = {each.key: each.name for each in found}
    for speaker in list_speakers(decide(found)):
        articles = [each.partition("/")[0] for each in speaker]
        assert len(set(articles)) == len(speaker)
        if len(speaker) > 1:
            alone = [names[key] for key in names if key.article_id in speaker]
            assert "Kerry" not in alone


def test_a_thousand_sightings() -> None:
    """A name that stands in many articles is decided in well under a second."""
    roles = [SENATOR, "candidate", "nominee", "businessman", "Republican", "president"]
    names = ["Donald Trump", "Donald J. Trump"]
    found = [
        sight(f"{n}", names[n % 2], roles[n % 5], company=("p:clinton", "p:cruz"), outlet="Post")
        for n in range(1000)
    ]
    assert len(list_speakers(decide(found))) == 1
