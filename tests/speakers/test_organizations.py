"""Names of bodies in one article."""

from __future__ import annotations

import pytest
from builders import slices

from quotes.speakers.organizations import (
    canonical_organization,
    find_government,
    find_listed_organizations,
    find_short_forms,
    nouns_of_organization,
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("Ankara", "Turkish government", id="capital"),
        pytest.param("Turkey", "Turkish government", id="country"),
        pytest.param("Turkey's", "Turkish government", id="genitive"),
        pytest.param("the Turkish government", "Turkish government", id="government"),
        pytest.param("the government of Turkey", "Turkish government", id="government of"),
        pytest.param("the United States", "U.S. government", id="article"),
        pytest.param("Washington", "U.S. government", id="Washington"),
        pytest.param("the Bahamas", "Bahamian government", id="article in the name"),
        pytest.param("the Turkish Foreign Ministry", None, id="ministries stay apart"),
        pytest.param("Istanbul", None, id="another city"),
        pytest.param("", None, id="nothing"),
        pytest.param("us", None, id="a pronoun"),
        pytest.param("the Argentinian government", "Argentine government", id="second adjective"),
    ],
)
def test_find_government(words: str, expected: str | None) -> None:
    """Countries and capitals stand for their governments, ministries and other cities don't."""
    assert find_government(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("AFP", "Agence France-Presse", id="short form"),
        pytest.param("the AFP", "Agence France-Presse", id="with article"),
        pytest.param("Hydrosar", "Hydrosar", id="not listed"),
    ],
)
def test_canonical_body(words: str, expected: str) -> None:
    """A listed body has one name, any other keeps its own."""
    assert canonical_organization(words) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param(["League of Coastal States", "LCS"], {"LCS": "League of Coastal States"},
                     id="initials without small words"),
        pytest.param(["Orva Post", "Post"], {"Post": "Orva Post"}, id="last word"),
        pytest.param(["Orva Post", "Brask Post", "Post"], {}, id="last word of two"),
        pytest.param(["League of Coastal States", "USV"], {}, id="other letters"),
    ],
)  # fmt: skip
def test_find_short_forms(names: list[str], expected: dict[str, str]) -> None:
    """A short form is the initials or an end of exactly one longer name."""
    assert find_short_forms(names) == expected


def test_nouns_of_body() -> None:
    """An article may refer to a body by a noun for its type or one in its name."""
    assert "agency" in nouns_of_organization("AFP")
    assert "union" in nouns_of_organization("National Rail Union")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("A USA TODAY/Rock survey", ["USA TODAY"], id="before a stroke"),
        pytest.param("the White House’s view", ["White House"], id="genitive"),
        pytest.param("a white house", [], id="with case"),
        pytest.param("Fox News Channel said", ["Fox News Channel"], id="the longest"),
        pytest.param("the White Houses", [], id="part of a word"),
        pytest.param("Fox said", [], id="one word is too little"),
    ],
)
def test_find_listed_bodies(text: str, expected: list[str]) -> None:
    """Listed names of several words are found as they are printed."""
    assert slices(text, find_listed_organizations(text)) == expected
