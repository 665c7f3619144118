"""From cues to links: which words are found, with and without a tagger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from builders import loose, make_cues, parse, slices

from quotes.attribution.finding import Link, Reading, find_links
from quotes.records import Parse, Span

CUES = make_cues(
    say=["clause", "aside", "quote"],
    add=["clause", "quote"],
    tell=["clause", "quote"],
    deny=["object"],
    according=["according"],
)

Row = tuple[str, list[str], list[str]]


def show(made: Parse) -> list[Row]:
    """Cue, source and content of each link as words."""
    return [show_link(made.article.text, link) for link in find_links(Reading(made), CUES)]


def show_link(text: str, link: Link) -> Row:
    (cue,) = link.cue
    source = slices(text, link.source.spans) if link.source else []
    return cue.slice(text), source, slices(text, link.content)


QUOTED_BEFORE = """“/PUNCT/3/punct We/PRON/3/nsubj go/VERB/0/root ,/PUNCT/3/punct
”/PUNCT/3/punct she/PRON/7/nsubj said=say/VERB/3/parataxis ./PUNCT/3/punct"""
QUOTED_AFTER = """She/PRON/2/nsubj said=say/VERB/0/root :/PUNCT/2/punct “/PUNCT/6/punct
We/PRON/6/nsubj go/VERB/2/ccomp ./PUNCT/6/punct ”/PUNCT/6/punct"""
QUOTED_AROUND = """“/PUNCT/3/punct We/PRON/3/nsubj stay/VERB.VBP/7/ccomp ,/PUNCT/3/punct
”/PUNCT/3/punct Lee/PROPN/7/nsubj said=say/VERB/0/root ,/PUNCT/7/punct “/PUNCT/11/punct
and/CCONJ/11/cc win/VERB.VBP/3/conj ./PUNCT/11/punct ”/PUNCT/11/punct"""
INDIRECT = """Lee/PROPN/2/nsubj said=say/VERB/0/root that/SCONJ/5/mark they/PRON/5/nsubj
go/VERB.VBP/2/ccomp ./PUNCT/2/punct"""
MIXED = """Lee/PROPN/2/nsubj said=say/VERB/0/root it/PRON/7/nsubj was=be/AUX/7/cop
“/PUNCT/7/punct a/DET/7/det sham/NOUN/2/ccomp ”/PUNCT/7/punct ./PUNCT/2/punct"""
ACCORDING = """They/PRON/2/nsubj go/VERB.VBP/0/root ,/PUNCT/6/punct according/VERB.VBG/6/case
to/ADP/4/fixed Lee/PROPN/2/obl ./PUNCT/2/punct"""
DENIED = """Lee/PROPN/2/nsubj denied=deny/VERB/0/root the/DET/5/det “/PUNCT/5/punct
charge/NOUN/2/obj ”/PUNCT/5/punct ./PUNCT/2/punct"""

CASES = [
    pytest.param(
        "“We go,” she said.", QUOTED_BEFORE, ("said", ["she"], ["“We go,”"]), id="quotation before"
    ),
    pytest.param(
        "She said: “We go.”", QUOTED_AFTER, ("said", ["She"], ["“We go.”"]), id="quotation after"
    ),
    pytest.param(
        "“We stay,” Lee said, “and win.”",
        QUOTED_AROUND,
        ("said", ["Lee"], ["“We stay,”", "“and win.”"]),
        id="quotation around",
    ),
    pytest.param("Lee said that they go.", INDIRECT, ("said", ["Lee"], ["they go"]), id="indirect"),
    pytest.param(
        "Lee said it was “a sham”.", MIXED, ("said", ["Lee"], ["it was “a sham”"]), id="mixed"
    ),
    pytest.param(
        "They go, according to Lee.",
        ACCORDING,
        ("according to", ["Lee"], ["They go"]),
        id="according to",
    ),
    pytest.param(
        "Lee denied the “charge”.",
        DENIED,
        ("denied", ["Lee"], ["the “charge”"]),
        id="marks inside an object",
    ),
]


@pytest.mark.parametrize(("text", "sentence", "expected"), CASES)
def test_by_the_word_list(text: str, sentence: str, expected: Row) -> None:
    """Without a tagger the word list tells which words attribute, in which constructions."""
    assert show(parse(text, sentence)) == [expected]


@pytest.mark.parametrize(("text", "sentence", "expected"), CASES)
def test_by_the_tagger(text: str, sentence: str, expected: Row) -> None:
    """A tagger that is sure of itself leads to the same links."""
    cue, source, content = expected
    roles = {"cue": [cue], "source": source, "content": content}
    assert show(parse(text, sentence, roles=roles)) == [expected]


@pytest.mark.parametrize(
    ("text", "sentence", "roles"),
    [
        pytest.param("“We go,” she said.", QUOTED_BEFORE, {}, id="the tagger sees no cue"),
        pytest.param(
            "Lee went home.",
            "Lee/PROPN/2/nsubj went=go/VERB/0/root home/ADV/2/advmod ./PUNCT/2/punct",
            None,
            id="no word of the list",
        ),
        pytest.param(
            "Lee said no.",
            "Lee/PROPN/2/nsubj said=say/VERB/0/root no/INTJ/2/discourse ./PUNCT/2/punct",
            None,
            id="no content",
        ),
        pytest.param(
            "The “hero” left.",
            "The/DET/3/det “/PUNCT/3/punct hero/NOUN/5/nsubj ”/PUNCT/3/punct "
            "left=leave/VERB/0/root ./PUNCT/5/punct",
            None,
            id="scare quotes without a cue",
        ),
    ],
)
def test_nothing_found(text: str, sentence: str, roles: Mapping[str, Sequence[str]] | None) -> None:
    """Without a cue, or without content, there is no link."""
    assert show(parse(text, sentence, roles=roles)) == []


def test_cue_that_only_the_tagger_knows() -> None:
    """A verb outside the word list is a cue where the tagger says so."""
    text = "Lee thundered that they go."
    sentence = INDIRECT.replace("said=say", "thundered=thunder")
    roles = {"cue": ["thundered"], "source": ["Lee"], "content": ["they go"]}
    assert show(parse(text, sentence)) == []
    assert show(parse(text, sentence, roles=roles)) == [("thundered", ["Lee"], ["they go"])]


def test_source_that_the_tree_misses() -> None:
    """Where the frame has no source, the nearest words that the tagger takes for one are it."""
    text = "Lee: said that they go."
    sentence = INDIRECT.replace("Lee/PROPN/2/nsubj", "Lee/PROPN/2/dep :/PUNCT/2/punct")
    for old, new in (("/2/", "/3/"), ("/5/", "/6/")):
        sentence = sentence.replace(old, new)
    roles = {"cue": ["said"], "source": ["Lee"], "content": ["they go"]}
    assert show(parse(text, sentence, roles=roles)) == [("said", ["Lee"], ["they go"])]


def test_verbless_cue() -> None:
    """A colon that the tagger takes for a cue attributes what stands beside it."""
    text = "Lee: Talks resume"
    sentence = (
        """Lee/PROPN/0/root :/PUNCT/4/punct Talks/NOUN.NNS/4/nsubj resume/VERB.VBP/1/parataxis"""
    )
    roles = {"cue": [":"], "source": ["Lee"], "content": ["Talks resume"]}
    assert show(parse(text, sentence, roles=roles)) == [(":", ["Lee"], ["Talks resume"])]


SECOND_QUOTED = """“/PUNCT/3/punct We/PRON/3/nsubj stay/VERB/0/root ,/PUNCT/3/punct
”/PUNCT/3/punct Lee/PROPN/7/nsubj added=add/VERB/3/parataxis ./PUNCT/3/punct"""
SECOND_INVERTED = """“/PUNCT/3/punct We/PRON/3/nsubj stay/VERB/0/root ,/PUNCT/3/punct
”/PUNCT/3/punct added=add/VERB/3/parataxis Lee/PROPN/6/nsubj ./PUNCT/3/punct"""


@pytest.mark.parametrize("tagged", [False, True], ids=["by the word list", "by the tagger"])
@pytest.mark.parametrize(
    ("text", "second"),
    [
        pytest.param("“We go,” she said. “We stay,” Lee added.", SECOND_QUOTED, id="source first"),
        pytest.param("“We go,” she said. “We stay,” added Lee.", SECOND_INVERTED, id="verb first"),
    ],
)
def test_two_cues_own_a_quotation_each(text: str, second: str, tagged: bool) -> None:
    """In a paragraph with two cues each has the quotation beside it, none both."""
    roles = {"cue": ["said", "added"], "source": ["she", "Lee"], "content": ["We go", "We stay"]}
    made = parse(text, QUOTED_BEFORE, second, roles=roles if tagged else None)
    assert show(made) == [("said", ["she"], ["“We go,”"]), ("added", ["Lee"], ["“We stay,”"])]


def test_two_clauses_of_one_source() -> None:
    """A verb and one joined to it by "and" are two links with one source."""
    text = "Lee said it works and added that it pays."
    sentence = """Lee/PROPN/2/nsubj said=say/VERB/0/root it/PRON/4/nsubj
    works=work/VERB.VBZ/2/ccomp and/CCONJ/6/cc added=add/VERB/2/conj that/SCONJ/9/mark
    it/PRON/9/nsubj pays=pay/VERB.VBZ/6/ccomp ./PUNCT/2/punct"""
    expected = [("said", ["Lee"], ["it works"]), ("added", ["Lee"], ["it pays"])]
    assert show(parse(text, sentence)) == expected
    roles = {"cue": ["said", "added"], "source": ["Lee"], "content": ["it works", "it pays"]}
    assert show(parse(text, sentence, roles=roles)) == expected


def test_reported_report() -> None:
    """A report inside a report is a link inside the other's content."""
    text = "NTV said Lee said they go."
    sentence = """NTV/PROPN/2/nsubj said=say/VERB/0/root Lee/PROPN/4/nsubj
    said=say/VERB/2/ccomp they/PRON/6/nsubj go/VERB.VBP/4/ccomp ./PUNCT/2/punct"""
    assert show(parse(text, sentence)) == [
        ("said", ["NTV"], ["Lee said they go"]),
        ("said", ["Lee"], ["they go"]),
    ]


def test_links_keep_the_order_of_their_cues() -> None:
    """Links come in the order of the sentences."""
    text = "Lee said that they go. She said: “We go.”"
    rows = show(parse(text, INDIRECT, QUOTED_AFTER))
    assert [source for _, source, _ in rows] == [["Lee"], ["She"]]


def test_relay_of_a_link() -> None:
    """Who quotes somebody as saying is the link's relay."""
    text = "NTV quoted Lee as saying it works."
    sentence = """NTV/PROPN/2/nsubj quoted=quote/VERB/0/root Lee/PROPN/2/obj as/SCONJ/5/mark
    saying=say/VERB.VBG/2/advcl it/PRON/7/nsubj works=work/VERB.VBZ/5/ccomp ./PUNCT/2/punct"""
    (link,) = find_links(Reading(parse(text, sentence)), CUES)
    assert link.relay is not None
    assert slices(text, link.relay.spans) == ["NTV"]
    assert show_link(text, link) == ("saying", ["Lee"], ["it works"])


def test_sentences_and_entities_at_a_place() -> None:
    """A reading finds the sentences and entities that overlap a span, and no neighbours."""
    text = "Ann left. Lee Park stayed. Bo ran."
    rows = [loose(part) for part in ("Ann left.", "Lee Park stayed.", "Bo ran.")]
    entities = {"Ann": "PER", "Lee Park": "PER", "Bo": "PER"}
    reading = Reading(parse(text, *rows, entities=entities))  # type: ignore[arg-type]
    assert list(reading.sentences_in(Span(10, 13))) == [1]
    assert list(reading.sentences_in(Span(8, 11))) == [0, 1]
    assert list(reading.sentences_in(Span(9, 10))) == []
    assert list(reading.sentences_in(Span(0, len(text)))) == [0, 1, 2]
    found = reading.entities_in(Span(14, 28))
    assert [entity.span.slice(text) for entity in found] == ["Lee Park", "Bo"]
    assert not reading.entities_in(Span(3, 10))


def test_a_parse_without_sentences() -> None:
    """An article without a sentence has no links."""
    assert find_links(Reading(parse("\n")), CUES) == []
