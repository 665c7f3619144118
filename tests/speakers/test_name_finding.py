"""Names that the entity tagger has missed or mistaken."""

from __future__ import annotations

import pytest
from builders import loose, parse

from quotes.attribution.parsed_article import ParsedArticle
from quotes.records import EntityType
from quotes.speakers.name_finding import find_names
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
        pytest.param("The Basin Water Trust (BWT) met. BWT spoke.",
                     {"Basin Water Trust": "ORG", "BWT": "PER"},
                     {"Basin Water Trust": "organization"}, id="initials tagged as a person"),
        pytest.param("Harbour coordinator Ann Harn left.", {"Ann Harn": "ORG"},
                     {"Ann Harn": "person"}, id="a person's noun in front of a body"),
        pytest.param("Nav Setu Minister Ann Harn left.", {"Nav Setu": "PER", "Ann Harn": "PER"},
                     {"Ann Harn": "person"}, id="what a ministry is for"),
        pytest.param("Ann Harn: Go.\nAH: No. AH fell.", {"Ann Harn": "PER", "AH": "ORG"},
                     {"Ann Harn": "person", "AH": "organization"}, id="initials that open a turn"),
        pytest.param("One Brask Democrat left.", {"Brask Democrat": "ORG"}, {},
                     id="one of a party"),
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


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("The US said so.", ["US"], id="US"),
        pytest.param("Brask heard that the WHO warned.", ["WHO"], id="WHO"),
        pytest.param("So IT said in Brask.", ["IT"], id="IT"),
        pytest.param("They told us who said it.", [], id="in small letters"),
        pytest.param("BRASK TOLD US WHO SAID IT", [], id="a headline in capitals"),
        pytest.param("The US-led talks and IT's end.", [], id="part of a word"),
    ],
)
def test_capitals_that_are_words(text: str, names: list[str]) -> None:
    """US, WHO and IT in capitals are names where the words beside them are not in capitals."""
    found = find_names(ParsedArticle(parse(text, loose(text))))
    assert [name.words for name in found if name.type == "ORG"] == names


@pytest.mark.parametrize(
    ("text", "tagged", "names"),
    [
        pytest.param("So the Bishop left.", "Bishop", [], id="an office alone"),
        pytest.param("The Bishop of Orva left.", "Bishop of Orva", [], id="and its place"),
        pytest.param("The Bishop of Orva left.", "of Orva", [], id="the rest of an office"),
        pytest.param("Then Bishop left.", "Bishop", ["Bishop"], id="a surname"),
        pytest.param("The Ann Bishop left.", "Ann Bishop", ["Ann Bishop"], id="a full name"),
    ],
)
def test_offices_are_no_names(text: str, tagged: str, names: list[str]) -> None:
    """An office that is tagged as a person names nobody."""
    assert list(kinds(text, {tagged: "PER"})) == names


def test_the_holder_of_an_office_with_titles() -> None:
    """Behind the office stand titles, and behind them the name alone."""
    text = "The Bishop of Orva, the Rt Rev Dr Al Rudek, left."
    tagged: dict[str, EntityType] = {"Bishop of Orva": "PER", "Rev Dr Al Rudek": "PER"}
    assert kinds(text, tagged) == {"Al Rudek": "person"}


RUN = """The/DET/4/det Kettan/PROPN/4/compound Glass/PROPN/4/compound Works/PROPN/5/nsubj
left=leave/VERB/0/root ./PUNCT/5/punct"""


@pytest.mark.parametrize(
    ("text", "sentence", "entities", "names"),
    [
        pytest.param("The Kettan Glass Works left.", RUN, {}, ["Kettan Glass Works"], id="missed"),
        pytest.param("The Kettan Glass Works left.", RUN, {"Kettan": "LOC"}, ["Glass Works"],
                     id="what the tagger left"),
        pytest.param("The Kettan Glass Works left.", RUN.replace("4/compound", "5/dep"), {}, [],
                     id="of several phrases"),
        pytest.param("The Kettan Glass Minister left.", RUN.replace("Works", "Minister"), {}, [],
                     id="an office"),
        pytest.param("The KETTAN GLASS WORKS left.",
                     RUN.replace("Kettan", "KETTAN").replace("Glass", "GLASS")
                     .replace("Works", "WORKS"), {}, [], id="a heading"),
    ],
)  # fmt: skip
def test_untagged_runs(
    text: str, sentence: str, entities: dict[str, EntityType], names: list[str]
) -> None:
    """Neighbouring proper nouns of one phrase are a name, also if the tagger has missed it."""
    found = find_names(ParsedArticle(parse(text, sentence, entities=entities)))
    assert [name.words for name in found if name.type == "ORG"] == names


def test_an_apposition_makes_a_person() -> None:
    """A name in apposition to a noun for one person is a person's, whatever its tag."""
    text = "Her MP, the party's Kofi Harn, left."
    sentence = """Her/PRON/2/nmod:poss MP/NOUN/10/nsubj ,/PUNCT/7/punct the/DET/5/det
    party/NOUN/7/nmod:poss 's/PART/5/case Kofi/PROPN/2/appos Harn/PROPN/7/flat ,/PUNCT/7/punct
    left=leave/VERB/0/root ./PUNCT/10/punct"""
    registry = NameRegistry(ParsedArticle(parse(text, sentence, entities={"Kofi Harn": "ORG"})))
    assert [person.name for person in registry.persons] == ["Kofi Harn"]
