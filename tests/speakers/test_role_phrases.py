"""What of a noun phrase is a role."""

from __future__ import annotations

import pytest
from builders import parse, resolve_speakers

from quotes.attribution.parsed_article import ParsedArticle
from quotes.speakers.role_phrases import bare_role, role_phrase


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("the judge, who left", "judge", id="a clause"),
        pytest.param("34, a nurse from Brask", "nurse from Brask", id="an age"),
        pytest.param("insiders — in Brask", "insiders", id="a dash"),
        pytest.param("who was director of the lab", "director of the lab", id="a relative clause"),
        pytest.param("the 24-year-old Brask skipper", "Brask skipper", id="an age before a noun"),
        pytest.param("24-year-old Brask man", "24-year-old Brask man", id="no more than an age"),
        pytest.param("now a 12 member", "member", id="numbers"),
        pytest.param("1951 Harbour Convention", "1951 Harbour Convention", id="a year"),
        pytest.param("10:42 Council leader", "Council leader", id="the time of a live report"),
        pytest.param("fleet chief executive Dame", "fleet chief executive", id="an honorific"),
        pytest.param("and the vice-president", "vice-president", id="a hyphen stays"),
    ],
)
def test_bare_roles(words: str, expected: str) -> None:
    """Clauses, ages and articles are no part of a role."""
    assert bare_role(words) == expected


@pytest.mark.parametrize(
    ("text", "sentence", "head", "expected"),
    [
        pytest.param(
            "small groups of protesters",
            """small/ADJ/2/amod groups=group/NOUN.NNS/0/root of/ADP/4/case
            protesters=protester/NOUN.NNS/2/nmod""",
            1, "protesters", id="people counted by a noun",
        ),
        pytest.param(
            "officials at the Port Office, a branch of the ministry",
            """officials=official/NOUN.NNS/0/root at/ADP/5/case the/DET/5/det Port/PROPN/5/compound
            Office/PROPN/1/nmod ,/PUNCT/8/punct a/DET/8/det branch/NOUN/5/appos of/ADP/11/case
            the/DET/11/det ministry/NOUN/8/nmod""",
            0, "officials at the Port Office", id="without what explains the body",
        ),
        pytest.param(
            "a nurse from Brask, Harnland",
            """a/DET/2/det nurse/NOUN/0/root from/ADP/4/case Brask/PROPN/2/nmod ,/PUNCT/6/punct
            Harnland/PROPN/4/appos""",
            1, "nurse from Brask, Harnland", id="a place and its country",
        ),
    ],
)  # fmt: skip
def test_phrases(text: str, sentence: str, head: int, expected: str) -> None:
    """The people themselves and what identifies them."""
    parsed = ParsedArticle(parse(text, sentence))
    assert role_phrase(parsed, parsed.trees[0], head, set()) == expected


@pytest.mark.parametrize(
    ("words", "upos", "lemma", "expected"),
    [
        pytest.param("Farmers", "NOUN.NNS", "farmer", "Farmers", id="a trade"),
        pytest.param("Democrats", "PROPN.NNPS", "democrat", None, id="a party"),
        pytest.param("Supporters", "NOUN.NNS", "supporter", None, id="an opinion"),
        pytest.param("Newspapers", "NOUN.NNS", "newspaper", None, id="bodies"),
    ],
)
def test_roles_of_groups(words: str, upos: str, lemma: str, expected: str | None) -> None:
    """Several people have a trade or an office for a role, not a party or an opinion."""
    ((resolved, _),) = resolve_speakers(
        f"{words} said so.",
        f"{words}={lemma}/{upos}/2/nsubj said=say/VERB/0/root so/ADV/2/advmod ./PUNCT/2/punct",
        sources=[("said", words)],
    )
    assert (resolved.kind, resolved.role) == ("group", expected)
