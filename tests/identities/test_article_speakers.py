"""The named speakers of an article, and their blocking keys."""

from __future__ import annotations

from typing import Any

from identity_builders import body, person

from quotes.identities import find_article_speakers
from quotes.identities.blocking import find_keys
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


def test_article_speakers_have_all_that_the_article_says() -> None:
    """They have all roles and affiliations, day and outlet, and the other speakers' keys."""
    speakers = find_article_speakers(
        extract(
            attribute(1, "Ann Lee", role="senator", affiliation="Senate"),
            attribute(2, "Ann Lee", role="candidate"),
            attribute(3, "Hydrosar", "organization"),
            outlet="Post",
            published="2031-03-02T08:30:00+01:00",
        ),
        WikidataTable({("person", "ann lee"): frozenset(["Q1"])}),
    )
    assert speakers == (
        person(
            "a", "Ann Lee", "senator", "candidate", affiliations=("Senate",), outlet="Post",
            published="2031-03-02", co_speakers=("b:hydrosar",), wikidata="Q1",
        ),
        body("a", "Hydrosar", outlet="Post", published="2031-03-02", co_speakers=("p:li",)),
    )  # fmt: skip


def test_unnamed_speakers_are_left_out() -> None:
    """Whoever has no proper name is no article speaker."""
    assert not find_article_speakers(
        extract(
            attribute(1, None, "anonymous"),
            attribute(2, "a senior official", "anonymous"),
            attribute(3, "farmers", "group"),
            attribute(4, "!"),
        )
    )


def test_the_kind_follows_the_name() -> None:
    """A document or group with a person's name is that person; with another name it is a body."""
    speakers = find_article_speakers(
        extract(
            attribute(1, "John Kerry", "group"),
            attribute(2, "Reuters", "document"),
            attribute(3, "Hydrosar", "document"),
        )
    )
    assert [(each.name, each.kind) for each in speakers] == [
        ("Hydrosar", "organization"),
        ("John Kerry", "person"),
        ("Reuters", "organization"),
    ]


def test_explained_acronyms_are_blocking_keys() -> None:
    """The acronym and the name that the text explains it by are keys of the body."""
    text = "The United Basin Commission (UBC) met."
    (speaker,) = find_article_speakers(
        extract(attribute(1, "United Basin Commission", "organization"), text=text)
    )
    assert speaker.acronyms == ("UBC",)
    assert find_keys(speaker).own == ("b:united basin commission", "b:ubc")
