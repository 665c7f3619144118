"""Headlines whose colon attributes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import make_link, parse, slices

from quotes.attribution.headlines import add_headline, is_named_only
from quotes.attribution.parsed_article import ParsedArticle

HOLDS = """{source}/{tag}/4/dep :/PUNCT/4/punct Dam/NOUN/4/nsubj holds=hold/VERB/0/root"""
HELD_BY = """Dam/NOUN/2/nsubj holds=hold/VERB/0/root :/PUNCT/2/punct {source}/{tag}/2/dep"""
BODY = "Lee/PROPN/2/nsubj left=leave/VERB/0/root ./PUNCT/2/punct"


def show(headline: str, sentence: str) -> list[tuple[list[str], list[str]]]:
    """Source and content of each link of an article that names a person Ann Lee and a place."""
    text = f"{headline}\n\nLee left."
    parsed = ParsedArticle(parse(text, sentence, BODY, entities={"Lee": "PER"}))
    return [
        (slices(text, link.source.spans) if link.source else [], slices(text, link.content))
        for link in add_headline(parsed, [])
    ]


@pytest.mark.parametrize(
    ("headline", "sentence", "expected"),
    [
        pytest.param(
            "Lee: Dam holds",
            HOLDS.format(source="Lee", tag="PROPN"),
            [(["Lee"], ["Dam holds"])],
            id="a person of the article before it",
        ),
        pytest.param(
            "Dam holds: sources",
            HELD_BY.format(source="sources", tag="NOUN"),
            [(["sources"], ["Dam holds"])],
            id="a kind of speaker behind it",
        ),
        pytest.param(
            "“Dam holds”: mayor speaks",
            "“/PUNCT/3/punct Dam/NOUN/3/nsubj holds=hold/VERB/0/root ”/PUNCT/3/punct "
            ":/PUNCT/3/punct mayor/NOUN/7/nsubj speaks=speak/VERB/3/dep",
            [(["mayor"], ["“Dam holds”"])],
            id="marks before it and more behind",
        ),
        pytest.param(
            "Syria: Dam holds", HOLDS.format(source="Syria", tag="PROPN"), [], id="a topic"
        ),
        pytest.param(
            "Dam holds: Syria", HELD_BY.format(source="Syria", tag="PROPN"), [], id="a place"
        ),
        pytest.param(
            "Lee: a life",
            "Lee/PROPN/4/dep :/PUNCT/4/punct a/DET/4/det life/NOUN/0/root",
            [],
            id="nothing is told",
        ),
    ],
)
def test_headlines(
    headline: str, sentence: str, expected: list[tuple[list[str], list[str]]]
) -> None:
    """The speaker may be on either side of the colon; a topic there attributes nothing."""
    assert show(headline, sentence) == expected


def test_links_of_the_tagger_stay() -> None:
    """A headline that has a cue already gets no second one."""
    parsed = ParsedArticle(parse("Lee: Dam holds\n", HOLDS.format(source="Lee", tag="PROPN")))
    link = make_link(parsed, ":", "Lee", "Dam holds")
    assert add_headline(parsed, [link]) == [link]


@pytest.mark.parametrize(
    ("text", "cue", "content", "expected"),
    [
        pytest.param("Lee defends plan\n\n{}", "defends", "plan", True, id="a thing defended"),
        pytest.param("Lee defends plan.\n\n{}", "defends", "plan", False, id="a sentence"),
        pytest.param("Lee defends plan", "defends", "plan", False, id="nothing but the line"),
        pytest.param("{}\n\nLee defends plan", "defends", "plan", False, id="in the text"),
        pytest.param("Lee denies plan\n\n{}", "denies", "plan", False, id="a thing denied"),
        pytest.param("Lee defends “plan”\n\n{}", "defends", "“plan”", False, id="in marks"),
        pytest.param(
            "Lee announces Syria holds\n\n{}", "announces", "Syria holds", False, id="a clause"
        ),
    ],
)
def test_things_praised_and_announced(text: str, cue: str, content: str, expected: bool) -> None:
    """What a headline's verb of judging or announcing has for its object is not what was said."""
    text = text.format("Lee left")
    tagged = "“/PUNCT/2/punct plan/NOUN/2/obj ”/PUNCT/2/punct" if "“" in text else "{}/NOUN/2/obj"
    tagged = tagged.format(content)
    if " " in content:
        tagged = "Syria/PROPN/4/nsubj holds=hold/VERB/2/ccomp"
    lemma = cue.removesuffix("s")
    line = f"Lee/PROPN/2/nsubj {cue}={lemma}/VERB/0/root {tagged}"
    body = "Lee/PROPN/2/nsubj left=leave/VERB/0/root"
    rows = [body, line] if text.startswith("Lee left") else [line, body]
    parsed = ParsedArticle(parse(text, *(rows if "Lee left" in text else [line])))
    link = make_link(parsed, cue, None, content, lemma=lemma)
    link = replace(link, quotations=tuple(parsed.marks.within(link.content[0])))
    assert is_named_only(parsed, link) is expected
