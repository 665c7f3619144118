"""Which names of an article are of one person or body."""

from __future__ import annotations

import re

import pytest
from builders import find, loose, parse
from hypothesis import given
from hypothesis import strategies as st

from quotes.attribution.parsed_article import ParsedArticle
from quotes.records import EntityType, Span
from quotes.speakers.name_registry import NameRegistry


def people(marked: str) -> list[str]:
    """The fullest form for each name in brackets."""
    text = re.sub(r"[\[\]]", "", marked)
    places = [m.start() - 2 * n for n, m in enumerate(re.finditer(r"\[", marked))]
    names = re.findall(r"\[(.+?)\]", marked)
    made = parse(text, loose(text), entities=dict.fromkeys(names, "PER"))
    registry = NameRegistry(ParsedArticle(made))
    spans = [Span(at, at + len(name)) for at, name in zip(places, names, strict=True)]
    found = [registry.name_at(span) for span in spans]
    return [named[0].name or "" for named in found if named]


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
    """Short forms have the referent of the full name."""
    assert people(marked) == expected


def test_nobody_at_a_place() -> None:
    """Words that are no name have no referent."""
    registry = NameRegistry(ParsedArticle(parse("John Kerry left.", loose("John Kerry left."))))
    assert registry.persons == []
    assert registry.name_at(find("John Kerry left.", "left")) is None


@given(st.lists(st.sampled_from(["Ann Lee", "Lee", "Bo Lee", "Mrs Lee", "A. Lee", "Dr", "Ann"])))
def test_every_mention_has_at_most_one_person(names: list[str]) -> None:
    """Whatever the names and their order, each place has one person."""
    text = ". ".join(names)
    kinds: dict[str, EntityType] = dict.fromkeys(names, "PER")
    made = parse(text, *([loose(text)] if names else []), entities=kinds)
    registry = NameRegistry(ParsedArticle(made))
    spans = [span for person in registry.persons for span in person.spans]
    assert len(spans) == len(set(spans))
    assert set(spans) <= {entity.span for entity in made.entities}
    for person in registry.persons:
        assert person.spans == sorted(person.spans)
        assert all(registry.name_at(span) == (person, span) for span in person.spans)


def test_short_forms_are_one_body() -> None:
    """Initials have the referent of the long name."""
    text = "The League of Coastal States met. LCS spoke."
    tagged: dict[str, EntityType] = dict.fromkeys(["League of Coastal States", "LCS"], "ORG")
    registry = NameRegistry(ParsedArticle(parse(text, loose(text), entities=tagged)))
    (body,) = registry.organizations
    assert (body.name, body.kind) == ("League of Coastal States", "organization")


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        pytest.param("USA TODAY met USA Today.", ["USA TODAY", "USA Today"], ["USA TODAY"],
                     id="capitals first"),
        pytest.param("USA Today met USA TODAY.", ["USA TODAY", "USA Today"], ["USA Today"],
                     id="capitals later"),
        pytest.param("Ankara met Hydrosar.", ["Hydrosar"], ["Hydrosar"], id="no canonical form"),
    ],
)  # fmt: skip
def test_names_as_the_article_spells_them(text: str, names: list[str], expected: list[str]) -> None:
    """Two spellings are one body, called as the article calls it first."""
    tagged: dict[str, EntityType] = dict.fromkeys(names, "ORG")
    registry = NameRegistry(ParsedArticle(parse(text, loose(text), entities=tagged)))
    assert [body.name for body in registry.organizations] == expected


@pytest.mark.parametrize(
    ("sentence", "text", "expected"),
    [
        pytest.param(
            """Ann/PROPN/8/nsubj B./PROPN/1/flat “/PUNCT/4/punct Nan/PROPN/1/appos ”/PUNCT/4/punct
            Lee/PROPN/1/flat has/AUX/8/aux left/VERB/0/root ./PUNCT/8/punct""",
            "Ann B. “Nan” Lee has left.",
            ["Ann B. Lee"],
            id="is no part of the name",
        ),
        pytest.param(
            """Ann/PROPN/7/nsubj "/PUNCT/4/punct the/DET/4/det Nan/PROPN/1/appos "/PUNCT/4/punct
            Lee/PROPN/1/flat left/VERB/0/root ./PUNCT/7/punct""",
            'Ann "the Nan" Lee left.',
            ["Ann Lee"],
            id="with an article",
        ),
        pytest.param(
            """Ann/PROPN/6/nsubj “/PUNCT/3/punct Nan/PROPN/1/appos ”/PUNCT/3/punct Lee/PROPN/1/flat
            met/VERB/0/root Nan/PROPN/6/obj Lee/PROPN/7/flat ./PUNCT/6/punct""",
            "Ann “Nan” Lee met Nan Lee.",
            ["Nan Lee"],
            id="is the name where the article uses it",
        ),
    ],
)
def test_nicknames(sentence: str, text: str, expected: list[str]) -> None:
    """A nickname in marks between first name and surname does not split a name."""
    tags: dict[str, EntityType] = dict.fromkeys(("Ann", "Nan", "Lee", "Nan Lee"), "PER")
    made = parse(text, sentence, entities=tags)
    registry = NameRegistry(ParsedArticle(made))
    assert [person.name for person in registry.persons] == expected


def test_a_place_is_no_short_form() -> None:
    """The town in a newspaper's name is not the newspaper."""
    text = "The Brask Gazette left. Brask wept."
    tags: dict[str, EntityType] = {"Brask Gazette": "ORG", "Brask": "LOC"}
    registry = NameRegistry(ParsedArticle(parse(text, loose(text), entities=tags)))
    assert [body.name for body in registry.organizations] == ["Brask Gazette", "Brask"]
