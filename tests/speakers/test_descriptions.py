"""Descriptions by common nouns, and the referents they introduce."""

from __future__ import annotations

import pytest
from builders import parse, resolve_speakers

from quotes.attribution.parsed_article import ParsedArticle
from quotes.speakers.descriptions import is_pair_noun, parse_description

OFFICIAL = (
    """A/DET/2/det official/NOUN/3/nsubj said=say/VERB/0/root so/ADV/3/advmod ./PUNCT/3/punct"""
)


def test_an_unnamed_official() -> None:
    """An official without a name is anonymous, with a role and no speaker."""
    ((resolved, _),) = resolve_speakers(
        "A official said so.", OFFICIAL, sources=[("said", "A official")]
    )
    assert (resolved.kind, resolved.speaker) == ("anonymous", None)
    assert (resolved.role, resolved.anonymity) == ("official", "unnamed")


def test_groups_of_organizations_are_not_unnamed() -> None:
    """A group of people is unnamed; "insurers" are not people."""
    ((resolved, _),) = resolve_speakers(
        "Insurers said so.",
        """Insurers=insurer/NOUN.NNS/2/nsubj said=say/VERB/0/root so/ADV/2/advmod
        ./PUNCT/2/punct""",
        sources=[("said", "Insurers")],
    )
    assert (resolved.kind, resolved.speaker, resolved.anonymity) == ("group", None, None)


@pytest.mark.parametrize(
    ("words", "sentence", "kind", "speaker"),
    [
        pytest.param(
            "A number of lawmakers",
            """A/DET/2/det number/NOUN/5/nsubj of/ADP/4/case lawmakers=lawmaker/NOUN.NNS/2/nmod
            said=say/VERB/0/root so/ADV/5/advmod ./PUNCT/5/punct""",
            "group",
            None,
            id="counted people are a group",
        ),
        pytest.param(
            "53%",
            """53/NUM/2/nummod %/NOUN/3/nsubj
            said=say/VERB/0/root so/ADV/3/advmod ./PUNCT/3/punct""",
            "group",
            None,
            id="a share of people",
        ),
    ],
)
def test_counted_people(words: str, sentence: str, kind: str, speaker: str | None) -> None:
    """They are a group without a name."""
    text = f"{words} said so."
    ((resolved, _),) = resolve_speakers(
        text,
        sentence,
        sources=[("said", words)],
        entities={"Hydrosar": "ORG", "Kerry": "PER"},
    )
    assert (resolved.kind, resolved.speaker) == (kind, speaker)


def test_what_is_read_of_a_description() -> None:
    """Noun, kind, modifiers and possessor; a possessor makes it definite."""
    text = "her senior aide in Brask left"
    sentence = """her/PRON/3/nmod:poss senior/ADJ/3/amod aide/NOUN/6/nsubj in/ADP/5/case
    Brask/PROPN/3/nmod left=leave/VERB/0/root"""
    (tree,) = ParsedArticle(parse(text, sentence)).trees
    aide = parse_description(tree, 2, is_source=False, in_headline=False)
    assert aide is not None
    assert (aide.noun, aide.kind, aide.modifiers, aide.owner) == ("aide", "person", {"senior"}, 0)
    assert aide.pointing
    assert aide.complete
    assert parse_description(tree, 5, is_source=False, in_headline=False) is None


def test_is_pair_noun() -> None:
    """Two people without complements are a pair of earlier referents."""
    sentence = """The/DET/3/det two/NUM/3/nummod men=man/NOUN.NNS/4/nsubj left=leave/VERB/0/root"""
    (tree,) = ParsedArticle(parse("The two men left", sentence)).trees
    assert is_pair_noun(tree, 2)
    assert not is_pair_noun(tree, 3)


@pytest.mark.parametrize(
    ("words", "noun", "kind"),
    [
        pytest.param("The fly - half", "fly-half", "person", id="listed with its hyphen"),
        pytest.param("The quarter - half", "half", None, id="not listed"),
    ],
)
def test_nouns_with_hyphens(words: str, noun: str, kind: str | None) -> None:
    """A listed noun is read whole though the tokenizer splits it."""
    first = words.split()[1]
    sentence = f"""The/DET/4/det {first}/NOUN/4/compound -/PUNCT/4/punct half/NOUN/5/nsubj
    said=say/VERB/0/root"""
    (tree,) = ParsedArticle(parse(f"{words} said", sentence)).trees
    half = parse_description(tree, 3, is_source=True, in_headline=False)
    assert half is not None
    assert half.noun == noun
    assert kind in (None, half.kind)


@pytest.mark.parametrize(
    ("noun", "cue", "kind"),
    [
        pytest.param("glimp", "said=say", "organization", id="documents rarely say"),
        pytest.param("glimp", "shows=show", "document", id="and show"),
        pytest.param("glimper", "said=say", "person", id="ending"),
        pytest.param("23-year-old", "said=say", "person", id="age"),
    ],
)
def test_kinds_of_unlisted_nouns(noun: str, cue: str, kind: str) -> None:
    """The ending tells what a noun is, else the cue: somebody says, a document shows."""
    word = cue.partition("=")[0]
    sentence = f"The/DET/2/det {noun}/NOUN/3/nsubj {cue}/VERB/0/root"
    (tree,) = ParsedArticle(parse(f"The {noun} {word}", sentence)).trees
    description = parse_description(tree, 1, is_source=True, in_headline=False)
    assert description is not None
    assert description.kind == kind


def test_names_among_the_modifiers() -> None:
    """A description has the folded names of its modifiers and of its possessor."""
    text = "Then India's Gandhi-style Finance minister left"
    sentence = """Then/ADV/6/advmod India/PROPN/5/nmod:poss 's/PART/2/case
    Finance/PROPN/5/compound minister/NOUN/6/nsubj left=leave/VERB/0/root"""
    (tree,) = ParsedArticle(parse(text, sentence)).trees
    minister = parse_description(tree, 4, is_source=False, in_headline=False)
    assert minister is not None
    assert minister.names == {"india", "finance"}


def test_a_woman_by_her_description() -> None:
    """Who was introduced as female is "the woman" afterwards, with the same role."""
    text = "A female lawyer left. The woman said so."
    ((resolved, _),) = resolve_speakers(
        text,
        "A/DET/3/det female/ADJ/3/amod lawyer/NOUN/4/nsubj left/VERB/0/root ./PUNCT/4/punct",
        """The/DET/2/det woman/NOUN/3/nsubj said=say/VERB/0/root so/ADV/3/advmod
        ./PUNCT/3/punct""",
        sources=[("said", "The woman")],
    )
    assert (resolved.kind, resolved.role) == ("anonymous", "female lawyer")
