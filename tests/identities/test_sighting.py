"""The speakers of an article as sightings."""

from __future__ import annotations

from typing import Any

from identity_builders import body, sight

from quotes.identities import find_sightings, group_by_keys
from quotes.identities.sighting import find_keys
from quotes.identities.wikidata import WikidataTable
from quotes.records import Article, Attribution, Evidence, Extraction, Span
from quotes.speakers.names import make_slug


def attribute(number: int, name: str | None, kind: str | None = "person", **fields: Any) -> Any:
    return Attribution(
        id=f"{number}",
        article_id="a",
        content=(Span(0, 1),),
        type="indirect",
        speaker=name,
        speaker_id=make_slug(name) if name else None,
        speaker_kind=kind,
        confidence=1.0,
        evidence=Evidence(rule="test"),
        model_version="test",
        **fields,
    )


def extract(*attributions: Attribution, text: str = "x", **fields: Any) -> Extraction:
    return Extraction(article=Article(id="a", text=text, **fields), attributions=attributions)


def test_what_is_told_of_a_speaker() -> None:
    """All roles and affiliations of the article, its day and outlet, and who else speaks."""
    found = find_sightings(
        extract(
            attribute(1, "Ann Lee", role="senator", affiliation="Senate"),
            attribute(2, "Ann Lee", role="candidate"),
            attribute(3, "Hydrosar", "organization"),
            outlet="Post",
            published="2031-03-02T08:30:00+01:00",
        ),
        WikidataTable({("person", "ann lee"): frozenset(["Q1"])}),
    )
    assert found == (
        sight(
            "a", "Ann Lee", "senator", "candidate", affiliations=("Senate",), outlet="Post",
            published="2031-03-02", company=("b:hydrosar",), wikidata="Q1",
        ),
        body("a", "Hydrosar", outlet="Post", published="2031-03-02", company=("p:li",)),
    )  # fmt: skip


def test_the_unnamed_are_not_seen() -> None:
    """Nobody without a name of their own is a sighting."""
    assert not find_sightings(
        extract(
            attribute(1, None, "anonymous"),
            attribute(2, "a senior official", "anonymous"),
            attribute(3, "farmers", "group"),
            attribute(4, "!"),
        )
    )


def test_the_kind_is_that_of_the_name() -> None:
    """A document or a group by the name of a person is sighted as that person."""
    found = find_sightings(
        extract(
            attribute(1, "John Kerry", "group"),
            attribute(2, "Reuters", "document"),
            attribute(3, "Hydrosar", "document"),
        )
    )
    assert [(each.name, each.kind) for each in found] == [
        ("Hydrosar", "organization"),
        ("John Kerry", "person"),
        ("Reuters", "organization"),
    ]


def test_explained_acronyms_belong_to_their_body() -> None:
    """The text explains them; both names are keys."""
    text = "The United Basin Commission (UBC) met."
    (found,) = find_sightings(
        extract(attribute(1, "United Basin Commission", "organization"), text=text)
    )
    assert found.acronyms == ("UBC",)
    assert find_keys(found) == ("b:united basin commission", "b:ubc")


def test_those_who_share_keys_stand_together() -> None:
    """Directly or through others; spellings of a last name are one key."""
    groups = group_by_keys(
        [
            sight("a", "Ann Lee"),
            body("b", "UBC"),
            sight("c", "Bo Leigh"),
            body("d", "United Basin Commission", acronyms=("UBC",)),
            sight("e", "Cy Lee"),
            body("f", "United Basin Commission"),
        ]
    )
    assert [sorted(each.article_id for each in group) for group in groups] == [
        ["a", "e"], ["b", "d", "f"], ["c"],
    ]  # fmt: skip
