"""Evidence for and against two article speakers being one speaker."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from identity_builders import article_speakers, body, person

from quotes.identities import ArticleSpeaker
from quotes.identities.evidence import LinkEvidence, build_profiles, compare_profiles


def compare(one: ArticleSpeaker, other: ArticleSpeaker) -> LinkEvidence:
    return compare_profiles(build_profiles([one]), build_profiles([other]))


def row(title: str, one: ArticleSpeaker, other: ArticleSpeaker, expected: str) -> Any:
    return pytest.param(one, other, expected, id=title)


NEXT_YEAR, LATER = "2032-11-01", "2045-01-01"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        row("role", person("a", "Bo Harn", "water minister"),
            person("b", "Bo Harn", "Water Minister"), "role: water minister"),
        row("office", person("a", "Bo Harn", "Sen."), person("b", "Bo Harn", "senator"),
            "office: senator"),
        row("affiliation", person("a", "Bo Harn", affiliations=("Hydrosar",)),
            person("b", "Bo Harn", affiliations=("Hydrosar",)), "affiliation: hydrosar"),
        row("country", person("a", "Bo Harn", "Turkish diplomat"),
            person("b", "Bo Harn", affiliations=("Turkey",)), "country: Turkey"),
        row("company", person("a", "Bo Harn", co_speakers=("p:li", "p:park")),
            person("b", "Bo Harn", co_speakers=("b:un", "p:park")), "named with: park"),
        row("outlet", person("a", "Bo Harn", outlet="Post"),
            person("b", "Bo Harn", outlet="Post", published="2031-03-10"), "outlet and days: Post"),
        row("Wikidata", person("a", "Bo Harn", wikidata="Q1"),
            person("b", "Bo Harn", wikidata="Q1"),
            "Wikidata: Q1"),
    ],
)  # fmt: skip
def test_agreements(one: ArticleSpeaker, other: ArticleSpeaker, expected: str) -> None:
    """Each agreement is described in words and adds to the strength."""
    evidence = compare(one, other)
    assert expected in evidence.agreed
    assert evidence.strength > 0
    assert not evidence.against


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        row("trade", person("a", "Bo Harn", "footballer"), person("b", "Bo Harn", "senator"),
            "trade: politics and sport"),
        row("office", person("a", "Bo Harn", "Turkish foreign minister"),
            person("b", "Bo Harn", "Swedish foreign minister"),
            "office: minister of Sweden and Turkey"),
        row("place", person("a", "Bo Harn", "mayor", affiliations=("Brask",)),
            person("b", "Bo Harn", "mayor", affiliations=("Kell",)),
            "office: mayor of brask and kell"),
        row("gender", person("a", "Mr. Harn"), person("b", "Ms. Harn"), "gender"),
        row("Wikidata", person("a", "Bo Harn", wikidata="Q1"),
            person("b", "Bo Harn", wikidata="Q2"),
            "Wikidata: Q1 and Q2"),
        row("article", person("a", "Bo Harn"), person("a", "B. Harn"), "both in article a"),
    ],
)  # fmt: skip
def test_conflicts(one: ArticleSpeaker, other: ArticleSpeaker, expected: str) -> None:
    """Each conflict is described in words."""
    assert compare(one, other).against == (expected,)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        row("trades that go together", person("a", "Bo Harn", "lawyer"),
            person("b", "Bo Harn", "senator"), ""),
        row("years between", person("a", "Bo Harn", "footballer"),
            person("b", "Bo Harn", "senator", published=NEXT_YEAR), ""),
        row("one country, two offices", person("a", "Bo Harn", "Turkish finance minister"),
            person("b", "Bo Harn", "Turkish interior minister"), ""),
    ],
)  # fmt: skip
def test_no_conflicts(one: ArticleSpeaker, other: ArticleSpeaker, expected: str) -> None:
    """People change offices, and have several."""
    assert not compare(one, other).against


def test_doubts() -> None:
    """Ten years, or roles and co-speakers that share nothing, are doubts."""
    late = person("b", "Bo Harn", published=LATER)
    assert compare(person("a", "Bo Harn"), late).doubts == ("13 years between them",)
    teacher, driver = person("a", "Bo Harn", "teacher"), person("b", "Bo Harn", "economist")
    assert compare(teacher, driver).doubts == ("roles and company share nothing",)
    assert not compare(teacher, person("b", "Bo Harn")).doubts


def test_organizations_have_no_gender() -> None:
    """No body conflicts with itself by gender."""
    assert not compare(body("a", "Hydrosar"), body("b", "Hydrosar")).against


@given(article_speakers())
def test_comparing_is_symmetric(speakers: list[ArticleSpeaker]) -> None:
    """Neither the order of the two groups nor that of their article speakers matters."""
    some, others = speakers[::2], speakers[1::2]
    if some and others:
        one = compare_profiles(build_profiles(some), build_profiles(others))
        two = compare_profiles(build_profiles(others[::-1]), build_profiles(some[::-1]))
        assert one == two
