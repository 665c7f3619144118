"""To whom, where and when something was said."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from builders import make_link, parse, slices

from quotes.attribution.parsed_article import ParsedArticle
from quotes.records import EntityType
from quotes.speakers.circumstances import Circumstances, find_circumstances


def read(
    sentence: str, cue: str, entities: Mapping[str, EntityType] | None = None
) -> tuple[Circumstances, str]:
    text = " ".join(word.rsplit("/", 3)[0].partition("=")[0] for word in sentence.split())
    parsed = ParsedArticle(parse(text, sentence, entities=entities))
    return find_circumstances(parsed, make_link(parsed, cue)), text


def row(title: str, *values: object) -> object:
    return pytest.param(*values, id=title)


@pytest.mark.parametrize(
    ("sentence", "cue", "expected"),
    [
        row(
            "told somebody",
            """She/PRON/2/nsubj told=tell/VERB/0/root CNN/PROPN/2/iobj it/PRON/5/nsubj
            works=work/VERB/2/ccomp""",
            "told",
            "CNN",
        ),
        row(
            "who was asked",
            """Asked=ask/VERB.VBD/6/advcl if/SCONJ/3/mark it/PRON/4/nsubj works=work/VERB/1/ccomp
            she/PRON/6/nsubj nodded=nod/VERB/0/root""",
            "Asked",
            "she",
        ),
        row(
            "told a group",
            """She/PRON/2/nsubj told=tell/VERB/0/root reporters=reporter/NOUN.NNS/2/obj
            in/ADP/5/case Brask/PROPN/2/obl""",
            "told",
            "reporters",
        ),
        row(
            "said to",
            """She/PRON/2/nsubj said=say/VERB/0/root to/ADP/5/case the/DET/5/det
            crowd/NOUN/2/obl that/SCONJ/8/mark it/PRON/8/nsubj works=work/VERB/2/ccomp""",
            "said",
            "the crowd",
        ),
        row(
            "a reporter's interview",
            """She/PRON/2/nsubj said=say/VERB/0/root in/ADP/6/case a/DET/6/det
            CNN/PROPN/6/compound interview/NOUN/2/obl""",
            "said",
            "CNN",
        ),
        row(
            "told a body that meets",
            """She/PRON/2/nsubj told=tell/VERB/0/root the/DET/4/det committee/NOUN/2/obj
            so/ADV/2/advmod""",
            "told",
            "the committee",
        ),
        row(
            "was told",
            """Residents=resident/NOUN.NNS/4/nsubj:pass had=have/AUX/4/aux
            been=be/AUX/4/aux:pass told=tell/VERB.VBN/0/root it/PRON/6/nsubj
            works=work/VERB/4/ccomp""",
            "told",
            "Residents",
        ),
        row(
            "in an interview with",
            """She/PRON/2/nsubj said=say/VERB/0/root in/ADP/5/case an/DET/5/det
            interview/NOUN/2/obl with/ADP/7/case CNN/PROPN/5/nmod""",
            "said",
            "CNN",
        ),
        row(
            "speaking to",
            """She/PRON/2/nsubj said=say/VERB/0/root ,/PUNCT/4/punct
            speaking=speak/VERB.VBG/2/advcl to/ADP/6/case CNN/PROPN/4/obl""",
            "said",
            "CNN",
        ),
        row(
            "told by name, drawn into the content",
            """She/PRON/2/nsubj told=tell/VERB/0/root CNN/PROPN/5/obj they/PRON/5/nsubj
            work/VERB/2/ccomp""",
            "told",
            "CNN",
        ),
        row(
            "called on",
            """She/PRON/2/nsubj called=call/VERB/0/root on/ADP/5/case both/DET/5/det
            sides=side/NOUN.NNS/2/obl to/PART/7/mark talk/VERB/2/xcomp""",
            "called",
            "both sides",
        ),
        row(
            "an occasion is nobody",
            """She/PRON/2/nsubj told=tell/VERB/0/root a/DET/5/det news/NOUN/5/compound
            conference/NOUN/2/obj that/SCONJ/8/mark it/PRON/8/nsubj works=work/VERB/2/ccomp""",
            "told",
            None,
        ),
        row(
            "a manner is nobody",
            """She/PRON/2/nsubj said=say/VERB/0/root with/ADP/5/case a/DET/5/det
            smile/NOUN/2/obl""",
            "said",
            None,
        ),
        row("nobody", "She/PRON/2/nsubj said=say/VERB/0/root so/ADV/2/advmod", "said", None),
    ],
)
def test_addressee(sentence: str, cue: str, expected: str | None) -> None:
    """Who was told, with the words' place in the text."""
    around, text = read(sentence, cue, {"CNN": "ORG"})
    if expected is None:
        assert around.addressee is None
    else:
        assert around.addressee is not None
        assert around.addressee.text == expected
        assert expected in around.addressee.span.slice(text)


@pytest.mark.parametrize(
    ("sentence", "cue", "setting", "time"),
    [
        row(
            "in a statement",
            """She/PRON/2/nsubj said=say/VERB/0/root in/ADP/5/case a/DET/5/det
            statement/NOUN/2/obl that/SCONJ/8/mark it/PRON/8/nsubj works=work/VERB/2/ccomp""",
            "said",
            ["in a statement"],
            [],
        ),
        row(
            "in an interview with",
            """She/PRON/2/nsubj said=say/VERB/0/root in/ADP/5/case an/DET/5/det
            interview/NOUN/2/obl with/ADP/7/case CNN/PROPN/5/nmod""",
            "said",
            ["in an interview with CNN"],
            [],
        ),
        row(
            "at a news conference",
            """She/PRON/2/nsubj said=say/VERB/0/root at/ADP/6/case a/DET/6/det
            news/NOUN/6/compound conference/NOUN/2/obl""",
            "said",
            ["at a news conference"],
            [],
        ),
        row(
            "speaking at",
            """She/PRON/2/nsubj said=say/VERB/0/root ,/PUNCT/4/punct
            speaking=speak/VERB.VBG/2/advcl in/ADP/6/case Brask/PROPN/4/obl""",
            "said",
            ["speaking in Brask"],
            [],
        ),
        row(
            "on Tuesday",
            """She/PRON/2/nsubj said=say/VERB/0/root on/ADP/4/case Tuesday/PROPN/2/obl
            that/SCONJ/7/mark it/PRON/7/nsubj works=work/VERB/2/ccomp""",
            "said",
            [],
            ["on Tuesday"],
        ),
        row(
            "Tuesday in a statement",
            """She/PRON/2/nsubj said=say/VERB/0/root Tuesday/PROPN/2/obl:tmod in/ADP/6/case
            a/DET/6/det statement/NOUN/2/obl""",
            "said",
            ["in a statement"],
            ["Tuesday"],
        ),
        row(
            "earlier",
            "She/PRON/2/nsubj said=say/VERB/0/root earlier/ADV/2/advmod",
            "said",
            [],
            ["earlier"],
        ),
        row(
            "told an occasion",
            """She/PRON/2/nsubj told=tell/VERB/0/root a/DET/5/det news/NOUN/5/compound
            conference/NOUN/2/obj that/SCONJ/8/mark it/PRON/8/nsubj works=work/VERB/2/ccomp""",
            "told",
            ["a news conference"],
            [],
        ),
        row(
            "a medium of two words",
            """She/PRON/2/nsubj said=say/VERB/0/root by/ADP/5/case video/NOUN/5/compound
            link/NOUN/2/obl""",
            "said",
            ["by video link"],
            [],
        ),
        row(
            "a plural",
            """She/PRON/2/nsubj said=say/VERB/0/root on/ADP/5/case the/DET/5/det
            sidelines=sideline/NOUN.NNS/2/obl""",
            "said",
            ["on the sidelines"],
            [],
        ),
        row(
            "a place is no setting",
            "She/PRON/2/nsubj said=say/VERB/0/root in/ADP/4/case Brask/PROPN/2/obl",
            "said",
            [],
            [],
        ),
    ],
)
def test_setting_and_time(sentence: str, cue: str, setting: list[str], time: list[str]) -> None:
    """The occasion or medium, and when; a place alone is neither."""
    around, text = read(sentence, cue, {"Tuesday": "DATE", "Brask": "LOC", "CNN": "ORG"})
    assert slices(text, around.setting) == setting
    assert slices(text, around.time) == time
