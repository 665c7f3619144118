"""Bodies and documents named by possessor or issuer."""

from __future__ import annotations

import pytest
from builders import resolve_speakers


@pytest.mark.parametrize(
    ("words", "sentence", "kind", "speaker"),
    [
        pytest.param(
            "A report by Hydrosar",
            """A/DET/2/det report/NOUN/5/nsubj by/ADP/4/case Hydrosar/PROPN/2/nmod
            said=say/VERB/0/root so/ADV/5/advmod ./PUNCT/5/punct""",
            "document",
            "Hydrosar",
            id="a document speaks for its author",
        ),
        pytest.param(
            "The Kerry campaign",
            """The/DET/3/det Kerry/PROPN/3/compound campaign/NOUN/4/nsubj
            said=say/VERB/0/root so/ADV/4/advmod ./PUNCT/4/punct""",
            "organization",
            "Kerry campaign",
            id="a campaign is a body",
        ),
        pytest.param(
            "A Kettan newspaper",
            """A/DET/3/det Kettan/PROPN/3/compound newspaper/NOUN/4/nsubj
            said=say/VERB/0/root so/ADV/4/advmod ./PUNCT/4/punct""",
            "organization",
            None,
            id="one of several bodies has no name",
        ),
        pytest.param(
            "Police in Brask",
            """Police/NOUN.NNS/4/nsubj in/ADP/3/case Brask/PROPN/1/nmod
            said=say/VERB/0/root so/ADV/4/advmod ./PUNCT/4/punct""",
            "organization",
            "Brask police",
            id="the police of a town",
        ),
        pytest.param(
            "The government in Beijing",
            """The/DET/2/det government/NOUN/5/nsubj in/ADP/4/case Beijing/PROPN/2/nmod
            said=say/VERB/0/root so/ADV/5/advmod ./PUNCT/5/punct""",
            "organization",
            "Chinese government",
            id="a government by its seat",
        ),
        pytest.param(
            "Excerpts of a speech released by Hydrosar",
            """Excerpts=excerpt/NOUN.NNS/8/nsubj of/ADP/4/case a/DET/4/det speech/NOUN/1/nmod
            released=release/VERB/4/acl by/ADP/7/case Hydrosar/PROPN/5/obl:agent
            said=say/VERB/0/root so/ADV/8/advmod ./PUNCT/8/punct""",
            "document",
            "Hydrosar",
            id="who released it",
        ),
    ],
)
def test_documents_and_bodies(words: str, sentence: str, kind: str, speaker: str | None) -> None:
    """They are named by possessor, issuer or seat."""
    text = f"{words} said so."
    ((resolved, _),) = resolve_speakers(
        text,
        sentence,
        sources=[("said", words)],
        entities={"Hydrosar": "ORG", "Kerry": "PER"},
    )
    assert (resolved.kind, resolved.speaker) == (kind, speaker)


def test_places_of_work_are_named_by_the_office() -> None:
    """The office of a governor is a body of that name, whoever the governor is."""
    text = "The governor's office said so."
    sentence = """The/DET/2/det governor/NOUN/4/nmod:poss 's/PART.POS/2/case office/NOUN/5/nsubj
    said=say/VERB/0/root so/ADV/5/advmod ./PUNCT/5/punct"""
    ((resolved, _),) = resolve_speakers(text, sentence, sources=[("said", "The governor's office")])
    assert (resolved.kind, resolved.speaker) == ("organization", "Office of the Governor")


@pytest.mark.parametrize(
    ("first", "sentence", "expected"),
    [
        pytest.param(
            "Hydrosar published a survey.",
            """Hydrosar/PROPN/2/nsubj published=publish/VERB/0/root a/DET/4/det survey/NOUN/2/obj
            ./PUNCT/2/punct""",
            "Hydrosar",
            id="who published it",
        ),
        pytest.param(
            "Hydrosar warned of it in a survey.",
            """Hydrosar/PROPN/2/nsubj warned=warn/VERB/0/root of/ADP/4/case it/PRON/2/obl
            in/ADP/7/case a/DET/7/det survey/NOUN/2/obl ./PUNCT/2/punct""",
            "Hydrosar",
            id="who said something in it",
        ),
        pytest.param(
            "Hydrosar rejected a survey.",
            """Hydrosar/PROPN/2/nsubj rejected=reject/VERB/0/root a/DET/4/det survey/NOUN/2/obj
            ./PUNCT/2/punct""",
            None,
            id="not who did something else with it",
        ),
    ],
)
def test_the_issuer_in_the_sentence_before(first: str, sentence: str, expected: str | None) -> None:
    """A document speaks for whoever was said to have issued it."""
    ((resolved, _),) = resolve_speakers(
        f"{first} The survey said so.",
        sentence,
        """The/DET/2/det survey/NOUN/3/nsubj said=say/VERB/0/root so/ADV/3/advmod
        ./PUNCT/3/punct""",
        sources=[("said", "The survey")],
        entities={"Hydrosar": "ORG"},
    )
    assert (resolved.kind, resolved.speaker) == ("document", expected)
