"""Which mentions of an article name one person or body."""

from __future__ import annotations

import re

import pytest
from builders import find, loose, parse
from hypothesis import given
from hypothesis import strategies as st

from quotes.attribution.parsed_article import ParsedArticle
from quotes.records import EntityType, Span
from quotes.speakers.name_registry import NameRegistry
from quotes.speakers.referents import Referent


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
    """Short forms stand for the fullest that the article gives."""
    assert people(marked) == expected


def test_nobody_at_a_place() -> None:
    """Words that are no name have no referent."""
    registry = NameRegistry(ParsedArticle(parse("John Kerry left.", loose("John Kerry left."))))
    assert registry.persons == []
    assert registry.name_at(find("John Kerry left.", "left")) is None


@given(st.lists(st.sampled_from(["Ann Lee", "Lee", "Bo Lee", "Mrs Lee", "A. Lee", "Dr", "Ann"])))
def test_every_mention_has_at_most_one_person(names: list[str]) -> None:
    """Whatever the names and their order, each mention is of one person and keeps its place."""
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


def kinds(text: str, entities: dict[str, EntityType]) -> dict[str, str]:
    """Names with the kind of their referents."""
    registry = NameRegistry(ParsedArticle(parse(text, loose(text), entities=entities)))
    return {r.name or "": r.kind for r in (*registry.persons, *registry.organizations)}


@pytest.mark.parametrize(
    ("text", "entities", "expected"),
    [
        pytest.param("John Harn left. Harn wept.", {"John Harn": "PER", "Harn": "ORG"},
                     {"John Harn": "person"}, id="a person tagged as a body"),
        pytest.param("Mr. Harn left. Harn wept.", {"Harn": "LOC"}, {"Harn": "person"}, id="title"),
        pytest.param("The utility Harn left.", {"Harn": "PER"}, {"Harn": "organization"},
                     id="a body tagged as a person"),
        pytest.param("Ann Harn left. HARN: I wept.", {"Ann Harn": "PER"}, {"Ann Harn": "person"},
                     id="a turn's opening that the tagger missed"),
        pytest.param("The Basin Water Board met. The B.W.B. spoke.", {"Basin Water Board": "ORG"},
                     {"Basin Water Board": "organization"}, id="initials that the tagger missed"),
    ],
)  # fmt: skip
def test_the_whole_article_tells_the_kind(
    text: str, entities: dict[str, EntityType], expected: dict[str, str]
) -> None:
    """What is said with one mention of a name outweighs the tag of another."""
    assert kinds(text, entities) == expected


def test_short_forms_are_one_body() -> None:
    """Initials are the body whose name they shorten."""
    text = "The League of Coastal States met. LCS spoke."
    assert kinds(text, dict.fromkeys(["League of Coastal States", "LCS"], "ORG")) == {
        "League of Coastal States": "organization"
    }


def test_an_apposition_tells_the_kind() -> None:
    """A name beside a noun for bodies is a body's, whatever the tagger says."""
    text = "The utility, Harn, left."
    sentence = """The/DET/2/det utility/NOUN/6/nsubj ,/PUNCT/4/punct Harn/PROPN/2/appos
    ,/PUNCT/4/punct left=leave/VERB/0/root ./PUNCT/6/punct"""
    registry = NameRegistry(ParsedArticle(parse(text, sentence, entities={"Harn": "PER"})))
    assert [(body.name, body.kind) for body in registry.organizations] == [("Harn", "organization")]


def test_the_better_told_role_stays() -> None:
    """The lower rank wins, and of two as good the first."""
    referent = Referent("person", "Ann Lee")
    for role, rank in (("Sen.", 2), ("senator for Brask", 1), ("lawyer", 1), (None, 0)):
        referent.update_role(role, rank)
    assert referent.role == "senator for Brask"


def test_listed_bodies_need_no_tagger() -> None:
    """A listed name is a body, also where the tagger has found less of it or nothing; within a
    longer name it is none.
    """
    text = "USA TODAY met Fox News. The Fox News Union left."
    tagged: dict[str, EntityType] = {"USA": "LOC", "Fox News Union": "ORG"}
    registry = NameRegistry(ParsedArticle(parse(text, loose(text), entities=tagged)))
    assert [body.name for body in registry.organizations] == [
        "USA Today",
        "Fox News",
        "Fox News Union",
    ]


def test_names_that_keep_their_article() -> None:
    """A capital article within a sentence is part of a body's name; a title's shows nothing."""
    text = "He Is The Boss.\n\nHe told The Daily Brask so. The Boss left."
    registry = NameRegistry(ParsedArticle(parse(text, *map(loose, text.split("\n\n")))))
    assert [body.name for body in registry.organizations] == ["Daily Brask"]


@pytest.mark.parametrize(
    ("known", "rank", "new", "expected"),
    [
        pytest.param("Secretary", 0, "former secretary of state", "former secretary of state",
                     id="the same and more"),
        pytest.param("finance minister", 0, "former finance minister of Vantria",
                     "finance minister", id="a title of two words stays"),
        pytest.param("Judge", 0, "man in black", "Judge", id="another"),
    ],
)  # fmt: skip
def test_fuller_roles(known: str, rank: int, new: str, expected: str) -> None:
    """A description tells a role better than a title of one word that is in it."""
    referent = Referent("person", role=known, role_rank=rank)
    referent.update_role(new, 1)
    assert referent.role == expected


def test_a_paper_called_by_the_first_half_of_its_name() -> None:
    """A name that goes on with a noun of bodies is a body's, and so is its first word alone."""
    text = "The Kettan Daily left. Kettan said so. The Orva Bank met Anna Daily."
    tagged: dict[str, EntityType] = {"Orva Bank": "PER", "Anna Daily": "PER", "Kettan": "PER"}
    registry = NameRegistry(ParsedArticle(parse(text, loose(text), entities=tagged)))
    assert [body.name for body in registry.organizations] == ["Kettan Daily", "Orva Bank"]
    assert [person.name for person in registry.persons] == ["Anna Daily"]
    assert len(registry.organizations[0].spans) == 2
