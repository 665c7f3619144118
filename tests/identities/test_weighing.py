"""What speaks for and against two sightings being one speaker."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from identity_builders import body, sight, sightings

from quotes.identities import Sighting
from quotes.identities.weighing import gather, weigh


def row(title: str, one: Sighting, other: Sighting, expected: str) -> Any:
    return pytest.param(one, other, expected, id=title)


NEXT_YEAR, LATER = "2032-11-01", "2045-01-01"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        row("role", sight("a", "Bo Harn", "water minister"),
            sight("b", "Bo Harn", "Water Minister"), "role: water minister"),
        row("office", sight("a", "Bo Harn", "Sen."), sight("b", "Bo Harn", "senator"),
            "office: senator"),
        row("affiliation", sight("a", "Bo Harn", affiliations=("Hydrosar",)),
            sight("b", "Bo Harn", affiliations=("Hydrosar",)), "affiliation: hydrosar"),
        row("country", sight("a", "Bo Harn", "Turkish diplomat"),
            sight("b", "Bo Harn", affiliations=("Turkey",)), "country: Turkey"),
        row("company", sight("a", "Bo Harn", company=("p:li", "p:park")),
            sight("b", "Bo Harn", company=("b:un", "p:park")), "named with: park"),
        row("outlet", sight("a", "Bo Harn", outlet="Post"),
            sight("b", "Bo Harn", outlet="Post", published="2031-03-10"), "outlet and days: Post"),
        row("Wikidata", sight("a", "Bo Harn", wikidata="Q1"), sight("b", "Bo Harn", wikidata="Q1"),
            "Wikidata: Q1"),
    ],
)  # fmt: skip
def test_what_agrees(one: Sighting, other: Sighting, expected: str) -> None:
    """Each agreement is told in words and counts."""
    weighing = weigh(gather([one]), gather([other]))
    assert expected in weighing.agreed
    assert weighing.strength > 0
    assert not weighing.against


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        row("trade", sight("a", "Bo Harn", "footballer"), sight("b", "Bo Harn", "senator"),
            "trade: politics and sport"),
        row("office", sight("a", "Bo Harn", "Turkish foreign minister"),
            sight("b", "Bo Harn", "Swedish foreign minister"),
            "office: minister of Sweden and Turkey"),
        row("place", sight("a", "Bo Harn", "mayor", affiliations=("Brask",)),
            sight("b", "Bo Harn", "mayor", affiliations=("Kell",)),
            "office: mayor of brask and kell"),
        row("gender", sight("a", "Mr. Harn"), sight("b", "Ms. Harn"), "gender"),
        row("Wikidata", sight("a", "Bo Harn", wikidata="Q1"), sight("b", "Bo Harn", wikidata="Q2"),
            "Wikidata: Q1 and Q2"),
        row("article", sight("a", "Bo Harn"), sight("a", "B. Harn"), "both in article a"),
    ],
)  # fmt: skip
def test_what_speaks_against(one: Sighting, other: Sighting, expected: str) -> None:
    """Each reason is told in words."""
    assert weigh(gather([one]), gather([other])).against == (expected,)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        row("trades that go together", sight("a", "Bo Harn", "lawyer"),
            sight("b", "Bo Harn", "senator"), ""),
        row("years between", sight("a", "Bo Harn", "footballer"),
            sight("b", "Bo Harn", "senator", published=NEXT_YEAR), ""),
        row("one country, two offices", sight("a", "Bo Harn", "Turkish finance minister"),
            sight("b", "Bo Harn", "Turkish interior minister"), ""),
    ],
)  # fmt: skip
def test_what_does_not_speak_against(one: Sighting, other: Sighting, expected: str) -> None:
    """People change offices, and have several."""
    assert not weigh(gather([one]), gather([other])).against


def test_doubts() -> None:
    """Ten years, or roles and company that share nothing, leave it in doubt."""
    late = sight("b", "Bo Harn", published=LATER)
    assert weigh(gather([sight("a", "Bo Harn")]), gather([late])).doubts == (
        "13 years between them",
    )
    teacher, driver = sight("a", "Bo Harn", "teacher"), sight("b", "Bo Harn", "economist")
    assert weigh(gather([teacher]), gather([driver])).doubts == ("roles and company share nothing",)
    assert not weigh(gather([teacher]), gather([sight("b", "Bo Harn")])).doubts


def test_a_body_is_no_person() -> None:
    """Organizations have no gender."""
    assert not weigh(gather([body("a", "Hydrosar")]), gather([body("b", "Hydrosar")])).against


@given(sightings())
def test_weighing_goes_both_ways(found: list[Sighting]) -> None:
    """The order of the two changes no verdict, nor does that of the sightings."""
    some, others = found[::2], found[1::2]
    if some and others:
        one = weigh(gather(some), gather(others))
        two = weigh(gather(others[::-1]), gather(some[::-1]))
        assert one == two
