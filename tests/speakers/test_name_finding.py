"""Names that the entity tagger has missed or mistaken."""

from __future__ import annotations

import pytest
from builders import loose, parse

from quotes.attribution.parsed_article import ParsedArticle
from quotes.records import EntityType
from quotes.speakers.name_registry import NameRegistry


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
def test_all_mentions_vote_on_the_kind(
    text: str, entities: dict[str, EntityType], expected: dict[str, str]
) -> None:
    """A title or noun beside one mention of a name outweighs the tag of another."""
    assert kinds(text, entities) == expected


def test_an_apposition_gives_the_kind() -> None:
    """A name in apposition to a noun for bodies is a body's, whatever its tag."""
    text = "The utility, Harn, left."
    sentence = """The/DET/2/det utility/NOUN/6/nsubj ,/PUNCT/4/punct Harn/PROPN/2/appos
    ,/PUNCT/4/punct left=leave/VERB/0/root ./PUNCT/6/punct"""
    registry = NameRegistry(ParsedArticle(parse(text, sentence, entities={"Harn": "PER"})))
    assert [(body.name, body.kind) for body in registry.organizations] == [("Harn", "organization")]


def test_listed_bodies_need_no_tagger() -> None:
    """A listed name is a body, also where the tagger has found only a part of it or nothing.

    Within a longer name it is none.
    """
    text = "USA TODAY met Fox News. The Fox News Union left."
    tagged: dict[str, EntityType] = {"USA": "LOC", "Fox News Union": "ORG"}
    registry = NameRegistry(ParsedArticle(parse(text, loose(text), entities=tagged)))
    assert [body.name for body in registry.organizations] == [
        "USA TODAY",
        "Fox News",
        "Fox News Union",
    ]


def test_names_that_keep_their_article() -> None:
    """A capital article within a sentence is part of a body's name; in a headline it is not."""
    text = "He Is The Boss.\n\nHe told The Daily Brask so. The Boss left."
    registry = NameRegistry(ParsedArticle(parse(text, *map(loose, text.split("\n\n")))))
    assert [body.name for body in registry.organizations] == ["Daily Brask"]


def test_names_with_a_noun_for_bodies() -> None:
    """A name before a noun for bodies is a body's, and so is its first word alone."""
    text = "The Kettan Daily left. Kettan said so. The Orva Bank met Anna Daily."
    tagged: dict[str, EntityType] = {"Orva Bank": "PER", "Anna Daily": "PER", "Kettan": "PER"}
    registry = NameRegistry(ParsedArticle(parse(text, loose(text), entities=tagged)))
    assert [body.name for body in registry.organizations] == ["Kettan Daily", "Orva Bank"]
    assert [person.name for person in registry.persons] == ["Anna Daily"]
    assert len(registry.organizations[0].spans) == 2
