"""Names of an article: which mentions are one person, and what a place or body is called."""

from __future__ import annotations

import re

import pytest
from builders import find, loose, parse
from hypothesis import given
from hypothesis import strategies as st

from quotes.records import EntityType, Span
from quotes.speakers.names import (
    NameBook,
    canonical_body,
    clean_name,
    find_government,
    fold,
    make_slug,
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("Zoë Işık", "zoe isik", id="accents"),
        pytest.param("O'Brien", "o brien", id="apostrophe"),
        pytest.param("J.-C. Juncker", "j c juncker", id="initials"),
        pytest.param("  John\n Kerry ", "john kerry", id="space"),
        pytest.param("李小龙", "李小龙", id="other scripts"),
        pytest.param("…", "", id="nothing left"),
    ],
)
def test_fold(name: str, expected: str) -> None:
    """Names compare without accents, case and punctuation."""
    assert fold(name) == expected
    assert make_slug(name) == expected.replace(" ", "-")


@given(st.text())
def test_folding_twice_is_folding_once(name: str) -> None:
    """A folded name stays as it is."""
    assert fold(fold(name)) == fold(name)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("the Foreign Ministry", "Foreign Ministry", id="article"),
        pytest.param("John Kerry's", "John Kerry", id="genitive"),
        pytest.param("the workers’", "workers", id="plural genitive"),
        pytest.param("John\nKerry,", "John Kerry", id="line end and comma"),
        pytest.param("“Shorty”", "Shorty", id="marks"),
        pytest.param("Theresa May", "Theresa May", id="no article"),
    ],
)
def test_clean_name(words: str, expected: str) -> None:
    """A name as lists give it."""
    assert clean_name(words) == expected


def people(marked: str) -> list[str]:
    """The fullest form for each name in brackets."""
    text = re.sub(r"[\[\]]", "", marked)
    places = [m.start() - 2 * n for n, m in enumerate(re.finditer(r"\[", marked))]
    names = re.findall(r"\[(.+?)\]", marked)
    book = NameBook(parse(text, loose(text), entities=dict.fromkeys(names, "PER")))
    spans = [Span(at, at + len(name)) for at, name in zip(places, names, strict=True)]
    return [person.name for span in spans if (person := book.person_at(span))]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        pytest.param("[John Kerry] left. [Kerry] wept.", ["John Kerry"] * 2, id="surname"),
        pytest.param("[Kerry] left. So [John Kerry] wept.", ["John Kerry"] * 2, id="full later"),
        pytest.param("[John Kerry] left. [John] wept.", ["John Kerry"] * 2, id="first name"),
        pytest.param("[John Kerry] met [J. Kerry].", ["John Kerry"] * 2, id="initial"),
        pytest.param("[John Kerry] met [John F. Kerry].", ["John Kerry"] * 2, id="middle name"),
        pytest.param("[Zoë Işık] left. [Isik] wept.", ["Zoë Işık"] * 2, id="without accents"),
        pytest.param("[Zoë Işık]'s car. [Işık's] car.", ["Zoë Işık"] * 2, id="genitive"),
        pytest.param("[President Al Rudek] met [Mr. Rudek].", ["Al Rudek"] * 2, id="title"),
        pytest.param(
            "[John Harn] met [Anna Harn]. Mr [Harn] left. Mrs [Harn] stayed.",
            ["John Harn", "Anna Harn", "John Harn", "Anna Harn"],
            id="spouses by first name",
        ),
        pytest.param(
            "[Bo Harn] met Mrs. [Tilde Harn]. [Mr Harn] left. [Mrs Harn] stayed.",
            ["Bo Harn", "Tilde Harn", "Bo Harn", "Tilde Harn"],
            id="spouses by title",
        ),
        pytest.param(
            "[Anna Harn] met [John Harn]. Then [Harn] left.",
            ["Anna Harn", "John Harn", "John Harn"],
            id="the one named last",
        ),
        pytest.param("[John Kerry] met [Ann Lee].", ["John Kerry", "Ann Lee"], id="two people"),
        pytest.param("[John Lee] met [Ann Lee].", ["John Lee", "Ann Lee"], id="one surname"),
        pytest.param("[John Lee] met [John Park].", ["John Lee", "John Park"], id="one first name"),
        pytest.param("The [Mr] left.", [], id="a title alone is nobody"),
    ],
)
def test_one_person_for_all_forms(marked: str, expected: list[str]) -> None:
    """Short forms stand for the fullest that the article gives."""
    assert people(marked) == expected


def test_nobody_at_a_place() -> None:
    """Words that are no name have no person."""
    book = NameBook(parse("John Kerry left.", loose("John Kerry left.")))
    assert book.persons == []
    assert book.person_at(find("John Kerry left.", "left")) is None


@given(st.lists(st.sampled_from(["Ann Lee", "Lee", "Bo Lee", "Mrs Lee", "A. Lee", "Dr", "Ann"])))
def test_every_mention_has_at_most_one_person(names: list[str]) -> None:
    """Whatever the names and their order, each mention is of one person and keeps its place."""
    text = ". ".join(names)
    kinds: dict[str, EntityType] = dict.fromkeys(names, "PER")
    made = parse(text, *([loose(text)] if names else []), entities=kinds)
    book = NameBook(made)
    spans = [span for person in book.persons for span in person.spans]
    assert len(spans) == len(set(spans))
    assert set(spans) <= {entity.span for entity in made.entities}
    for person in book.persons:
        assert person.spans == sorted(person.spans)
        assert all(book.person_at(span) is person for span in person.spans)


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
    assert canonical_body(words) == expected


def test_short_forms_of_bodies() -> None:
    """Capitals are the body whose initials they are; other short forms stay."""
    text = "The League of Coastal States met. LCS and USV spoke."
    kinds: dict[str, EntityType] = dict.fromkeys(["League of Coastal States", "LCS", "USV"], "ORG")
    book = NameBook(parse(text, loose(text), entities=kinds))
    assert book.expand_body("LCS") == "League of Coastal States"
    assert book.expand_body("USV") == "USV"
