"""From cues to links, with and without a component tagger."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from builders import loose, make_cues, parse, slices
from msgspec.structs import replace

from quotes.attribution.links import find_links
from quotes.attribution.parsed_article import Link, ParsedArticle
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
    return [show_link(made.article.text, link) for link in find_links(ParsedArticle(made), CUES)]


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
    """Without a tagger the word list decides which words attribute, in which constructions."""
    assert show(parse(text, sentence)) == [expected]


@pytest.mark.parametrize(("text", "sentence", "expected"), CASES)
def test_by_the_tagger(text: str, sentence: str, expected: Row) -> None:
    """A confident tagger gives the same links."""
    assert show(parse(text, sentence, read=[expected])) == [expected]


@pytest.mark.parametrize(
    ("text", "sentence", "read"),
    [
        pytest.param("“We go,” she said.", QUOTED_BEFORE, [], id="the tagger sees no cue"),
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
def test_nothing_found(text: str, sentence: str, read: Sequence[Row] | None) -> None:
    """Without a cue, or without content, there is no link."""
    assert show(parse(text, sentence, read=read)) == []


def test_cue_that_only_the_tagger_proposes() -> None:
    """A verb outside the word list is a cue if the tagger proposes it."""
    text = "Lee thundered that they go."
    sentence = INDIRECT.replace("said=say", "thundered=thunder")
    row = ("thundered", ["Lee"], ["they go"])
    assert show(parse(text, sentence)) == []
    assert show(parse(text, sentence, read=[row])) == [row]


def test_source_that_the_tree_misses() -> None:
    """Where the tree has no source for the cue, the words of the tagger are the source."""
    text = "Lee: said that they go."
    sentence = INDIRECT.replace("Lee/PROPN/2/nsubj", "Lee/PROPN/2/dep :/PUNCT/2/punct")
    for old, new in (("/2/", "/3/"), ("/5/", "/6/")):
        sentence = sentence.replace(old, new)
    row = ("said", ["Lee"], ["they go"])
    assert show(parse(text, sentence, read=[row])) == [row]


@pytest.mark.parametrize(
    ("text", "sentence", "read", "source"),
    [
        pytest.param(
            "One of them, who like others said it held.",
            """One/NUM/8/nsubj of/ADP/3/case them/PRON/1/nmod ,/PUNCT/5/punct who/PRON/1/acl
            like/ADP/7/case others/NOUN/5/obl said=say/VERB/0/root it/PRON/10/nsubj
            held=hold/VERB/8/ccomp ./PUNCT/8/punct""",
            ["One of them, who like"],
            ["One of them"],
            id="the start of a relative clause",
        ),
        pytest.param(
            "The hull, he said, it held.",
            """The/DET/2/det hull/NOUN/8/dislocated ,/PUNCT/2/punct he/PRON/5/nsubj
            said=say/VERB/8/parataxis ,/PUNCT/5/punct it/PRON/8/nsubj held=hold/VERB/0/root
            ./PUNCT/8/punct""",
            ["hull, he"],
            ["he"],
            id="a word of the content before the pronoun",
        ),
        pytest.param(
            "The claim said it held.",
            """The/DET/2/det claim/NOUN/3/nsubj said=say/VERB/0/root it/PRON/5/nsubj
            held=hold/VERB/3/ccomp ./PUNCT/3/punct""",
            ["The"],
            [],
            id="an article alone",
        ),
    ],
)
def test_what_is_anothers_is_no_part_of_a_source(
    text: str, sentence: str, read: list[str], source: list[str]
) -> None:
    """However high its score is."""
    content = "it held"
    expected = [("said", source, [content])]
    assert show(parse(text, sentence, read=[("said", read, [content])])) == expected


def test_source_in_the_sentence_of_the_cue_first() -> None:
    """However high the score of a longer one in the next sentence is."""
    text = "“We go,” she said. Her neighbour left."
    left = "Her/PRON/2/nmod:poss neighbour/NOUN/3/nsubj left=leave/VERB/0/root ./PUNCT/3/punct"
    read = [("said", ["she", "Her neighbour"], ["“We go,”"])]
    assert show(parse(text, QUOTED_BEFORE, left, read=read)) == [("said", ["she"], ["“We go,”"])]


@pytest.mark.parametrize(
    ("text", "sentence", "source"),
    [
        pytest.param(
            "Asked if they go, Lee said so.",
            """Asked=ask/VERB.VBD/7/advcl if/SCONJ/4/mark they/PRON/4/nsubj go/VERB/1/ccomp
            ,/PUNCT/1/punct Lee/PROPN/7/nsubj said=say/VERB/0/root so/ADV/7/advmod
            ./PUNCT/7/punct""",
            [],
            id="nobody is named",
        ),
        pytest.param(
            "Asked by Ray if they go, Lee said so.",
            """Asked=ask/VERB.VBD/9/advcl by/ADP/3/case Ray/PROPN/1/obl if/SCONJ/6/mark
            they/PRON/6/nsubj go/VERB/1/ccomp ,/PUNCT/1/punct Lee/PROPN/9/nsubj
            said=say/VERB/0/root so/ADV/9/advmod ./PUNCT/9/punct""",
            ["Ray"],
            id="who asks",
        ),
    ],
)
def test_who_is_asked_asks_nothing(text: str, sentence: str, source: list[str]) -> None:
    """The subject of the main clause is the one who was asked."""
    row = ("Asked", ["Lee"], ["if they go"])
    made = parse(text, sentence, read=[row])
    assert show(made) == [("Asked", source, ["if they go"])]
    (link,) = find_links(ParsedArticle(made), CUES)
    assert [link.source.head] == [2] if link.source else not source


def test_verbless_cue() -> None:
    """A colon that the tagger proposes as a cue attributes what is beside it."""
    text = "Lee: Talks resume"
    sentence = (
        """Lee/PROPN/0/root :/PUNCT/4/punct Talks/NOUN.NNS/4/nsubj resume/VERB.VBP/1/parataxis"""
    )
    row = (":", ["Lee"], ["Talks resume"])
    assert show(parse(text, sentence, read=[row])) == [row]


SECOND_QUOTED = """“/PUNCT/3/punct We/PRON/3/nsubj stay/VERB/0/root ,/PUNCT/3/punct
”/PUNCT/3/punct Lee/PROPN/7/nsubj added=add/VERB/3/parataxis ./PUNCT/3/punct"""
SECOND_INVERTED = """“/PUNCT/3/punct We/PRON/3/nsubj stay/VERB/0/root ,/PUNCT/3/punct
”/PUNCT/3/punct added=add/VERB/3/parataxis Lee/PROPN/6/nsubj ./PUNCT/3/punct"""


@pytest.mark.parametrize("has_tagger", [False, True], ids=["by the word list", "by the tagger"])
@pytest.mark.parametrize(
    ("text", "second"),
    [
        pytest.param("“We go,” she said. “We stay,” Lee added.", SECOND_QUOTED, id="source first"),
        pytest.param("“We go,” she said. “We stay,” added Lee.", SECOND_INVERTED, id="verb first"),
        pytest.param(
            "“We go,” she said.\n“We stay,” Lee added.", SECOND_QUOTED, id="a paragraph each"
        ),
    ],
)
def test_two_cues_own_a_quotation_each(text: str, second: str, has_tagger: bool) -> None:
    """In a paragraph with two cues each has the quotation beside it, none both."""
    expected = [("said", ["she"], ["“We go,”"]), ("added", ["Lee"], ["“We stay,”"])]
    made = parse(text, QUOTED_BEFORE, second, read=expected if has_tagger else None)
    assert show(made) == expected


def test_a_quotation_leans_in_its_paragraph() -> None:
    """A quotation that two cues claim goes to the one in its paragraph, though the other is nearer
    by characters.
    """
    text = "“We go,” she said.\n“We stay,” Lee added."
    claimed = [
        ("said", ["she"], ["“We go,”", "“We stay,”"]),
        ("added", ["Lee"], ["“We stay,”"]),
    ]
    assert show(parse(text, QUOTED_BEFORE, SECOND_QUOTED, read=claimed)) == [
        ("said", ["she"], ["“We go,”"]),
        ("added", ["Lee"], ["“We stay,”"]),
    ]


def test_two_clauses_of_one_source() -> None:
    """A verb and one joined to it by "and" are two links with one source."""
    text = "Lee said it works and added that it pays."
    sentence = """Lee/PROPN/2/nsubj said=say/VERB/0/root it/PRON/4/nsubj
    works=work/VERB.VBZ/2/ccomp and/CCONJ/6/cc added=add/VERB/2/conj that/SCONJ/9/mark
    it/PRON/9/nsubj pays=pay/VERB.VBZ/6/ccomp ./PUNCT/2/punct"""
    expected = [("said", ["Lee"], ["it works"]), ("added", ["Lee"], ["it pays"])]
    assert show(parse(text, sentence)) == expected
    assert show(parse(text, sentence, read=expected)) == expected


def test_reported_report() -> None:
    """A report inside a report is a link inside the other's content."""
    text = "NTV said Lee said they go."
    sentence = """NTV/PROPN/2/nsubj said=say/VERB/0/root Lee/PROPN/4/nsubj
    said=say/VERB/2/ccomp they/PRON/6/nsubj go/VERB.VBP/4/ccomp ./PUNCT/2/punct"""
    assert show(parse(text, sentence)) == [
        ("said", ["NTV"], ["Lee said they go"]),
        ("said", ["Lee"], ["they go"]),
    ]


def test_two_anchors_of_one_cue_are_one_link() -> None:
    """Of two proposals whose cues share words the likelier one stays."""
    text = "Lee said that they go."
    made = parse(text, INDIRECT, read=[("said", ["Lee"], ["they go"])])
    assert made.proposals is not None
    (proposal,) = made.proposals
    weaker = replace(proposal, anchor=2, chance=0.6, cue=((1, 0.9), (2, 0.9)))
    for proposals in ((proposal, weaker), (weaker, proposal)):
        both = replace(made, proposals=proposals)
        assert show(both) == [("said", ["Lee"], ["they go"])]


def test_doubtful_words_between_likely_ones_belong_to_them() -> None:
    """A word below a half is content between two that are, and not behind them."""
    text = "Lee said that they go."
    made = parse(text, INDIRECT, read=[("said", ["Lee"], ["they go"])])
    assert made.proposals is not None
    (proposal,) = made.proposals
    content = ((2, 0.9), (3, 0.3), (4, 0.9), (5, 0.3))
    assert show(replace(made, proposals=(replace(proposal, content=content),))) == [
        ("said", ["Lee"], ["they go"])
    ]


def test_the_word_that_brings_the_content_in_is_none_of_it() -> None:
    """Readers learn "that" as content, but a complementizer is not what was said."""
    made = parse("Lee said that they go.", INDIRECT, read=[("said", ["Lee"], ["that they go"])])
    assert show(made) == [("said", ["Lee"], ["they go"])]


def test_a_remark_of_the_reporters_is_not_what_was_said() -> None:
    """Beside a quotation, another sentence without marks is the reporter's."""
    text = "“We go,” she said. They left."
    left = "They/PRON/2/nsubj left=leave/VERB/0/root ./PUNCT/2/punct"
    read = [("said", ["she"], ["“We go,”", "They left"])]
    made = parse(text, QUOTED_BEFORE, left, read=read)
    assert show(made) == [("said", ["she"], ["“We go,”"])]


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
    (link,) = find_links(ParsedArticle(parse(text, sentence)), CUES)
    assert link.relay is not None
    assert slices(text, link.relay.spans) == ["NTV"]
    assert slices(text, link.cue) == ["quoted", "as saying"]
    assert link.source is not None
    assert (slices(text, link.source.spans), slices(text, link.content)) == (["Lee"], ["it works"])


@pytest.mark.parametrize(
    ("text", "sentence", "expected"),
    [
        pytest.param(
            "“We go,” Lee was quoted as saying by NTV.",
            """“/PUNCT/3/punct We/PRON/3/nsubj go/VERB/8/ccomp ,/PUNCT/3/punct ”/PUNCT/3/punct
            Lee/PROPN/8/nsubj:pass was=be/AUX/8/aux:pass quoted=quote/VERB/0/root as/SCONJ/10/mark
            saying=say/VERB.VBG/8/advcl by/ADP/12/case NTV/PROPN/10/obl ./PUNCT/8/punct""",
            (["was quoted as saying"], ["Lee"], ["“We go,”"], ["NTV"]),
            id="was quoted",
        ),
        pytest.param(
            "It works, NTV quoted Lee as saying.",
            """It/PRON/2/nsubj works=work/VERB.VBZ/0/root ,/PUNCT/5/punct NTV/PROPN/5/nsubj
            quoted=quote/VERB/2/parataxis Lee/PROPN/5/obj as/SCONJ/8/mark
            saying=say/VERB.VBG/5/advcl ./PUNCT/2/punct""",
            (["quoted", "as saying"], ["Lee"], ["It works"], ["NTV"]),
            id="behind the words",
        ),
        pytest.param(
            "Lee said so, NTV quoted him as saying.",
            """Lee/PROPN/2/nsubj said=say/VERB/0/root so/ADV/2/advmod ,/PUNCT/6/punct
            NTV/PROPN/6/nsubj quoted=quote/VERB/2/parataxis him/PRON/6/obj as/SCONJ/9/mark
            saying=say/VERB.VBG/6/advcl ./PUNCT/2/punct""",
            (["quoted", "as saying"], ["NTV"], ["Lee said so"], []),
            id="a report of a report",
        ),
    ],
)
def test_the_tree_tells_who_is_quoted_as_saying(
    text: str, sentence: str, expected: tuple[list[str], ...]
) -> None:
    """Whatever the tagger proposes, who is quoted is the source, and who quotes the relay."""
    misread = [("quoted", ["NTV"], ["Lee"])]
    (link,) = find_links(ParsedArticle(parse(text, sentence, read=misread)), CUES)
    told = (
        link.cue,
        link.source and link.source.spans,
        link.content,
        link.relay and link.relay.spans,
    )
    assert tuple(slices(text, spans or ()) for spans in told) == expected


def test_sentences_and_entities_at_a_place() -> None:
    """A reading finds the sentences and entities that overlap a span, and no neighbours."""
    text = "Ann left. Lee Park stayed. Bo ran."
    rows = [loose(part) for part in ("Ann left.", "Lee Park stayed.", "Bo ran.")]
    entities = {"Ann": "PER", "Lee Park": "PER", "Bo": "PER"}
    parsed = ParsedArticle(parse(text, *rows, entities=entities))  # type: ignore[arg-type]
    assert list(parsed.sentences_in(Span(10, 13))) == [1]
    assert list(parsed.sentences_in(Span(8, 11))) == [0, 1]
    assert list(parsed.sentences_in(Span(9, 10))) == []
    assert list(parsed.sentences_in(Span(0, len(text)))) == [0, 1, 2]
    found = parsed.entities_in(Span(14, 28))
    assert [entity.span.slice(text) for entity in found] == ["Lee Park", "Bo"]
    assert not parsed.entities_in(Span(3, 10))


def test_a_parse_without_sentences() -> None:
    """An article without a sentence has no links."""
    assert find_links(ParsedArticle(parse("\n")), CUES) == []


def test_a_closed_paragraph_is_not_the_next_ones() -> None:
    """What another said before is not given to the cue below, though the tagger reads so."""
    text = "“We go.”\n“We stay,” Lee said."
    sentences = (
        "“/PUNCT/3/punct We/PRON/3/nsubj go/VERB.VBP/0/root ./PUNCT/3/punct ”/PUNCT/3/punct",
        (
            "“/PUNCT/3/punct We/PRON/3/nsubj stay/VERB.VBP/7/ccomp ,/PUNCT/3/punct ”/PUNCT/3/punct "
            "Lee/PROPN/7/nsubj said=say/VERB/0/root ./PUNCT/7/punct"
        ),
    )
    read = [("said", ["Lee"], ["We go", "We stay"])]
    assert show(parse(text, *sentences, read=read)) == [("said", ["Lee"], ["“We stay,”"])]


def test_a_content_ends_before_a_joined_cue() -> None:
    """What is said and whom one warns are two contents, though the tagger reads on."""
    text = "Lee said it holds and warned them."
    sentence = """Lee/PROPN/2/nsubj said=say/VERB/0/root it/PRON/4/nsubj
    holds=hold/VERB.VBZ/2/ccomp and/CCONJ/6/cc warned=warn/VERB/2/conj them/PRON/6/obj
    ./PUNCT/2/punct"""
    read = [
        ("said", ["Lee"], ["it holds and warned them"]),
        ("warned", ["Lee"], ["them"]),
    ]
    assert show(parse(text, sentence, read=read)) == [
        ("said", ["Lee"], ["it holds"]),
        ("warned", ["Lee"], ["them"]),
    ]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        pytest.param("10:42 Lee said it holds.", "10:42/NUM/3/dep", id="a time"),
        pytest.param("2h Lee said it holds.", "2h/NUM/3/dep", id="an age"),
    ],
)
def test_the_time_of_a_live_entry_is_no_part_of_a_source(text: str, label: str) -> None:
    """The tagger may read it as part of the name."""
    sentence = f"""{label} Lee/PROPN/3/nsubj said=say/VERB/0/root it/PRON/5/nsubj
    holds=hold/VERB.VBZ/3/ccomp ./PUNCT/3/punct"""
    read = [("said", [text.partition(" said")[0]], ["it holds"])]
    assert show(parse(text, sentence, read=read)) == [("said", ["Lee"], ["it holds"])]


def test_who_relays_by_according_to_does_not_speak() -> None:
    """In "…, Lee said, according to NTV" Lee is the source of "said", and NTV the relay."""
    text = "It holds, Lee said, according to NTV."
    sentence = """It/PRON/2/nsubj holds=hold/VERB.VBZ/5/ccomp ,/PUNCT/2/punct Lee/PROPN/5/nsubj
    said=say/VERB/0/root ,/PUNCT/9/punct according=accord/VERB/9/case to/ADP/7/fixed NTV/PROPN/5/obl
    ./PUNCT/5/punct"""
    parsed = ParsedArticle(parse(text, sentence, read=[("said", ["NTV"], ["It holds, Lee"])]))
    (link,) = find_links(parsed, make_cues())
    assert show_link(text, link) == ("said", ["Lee"], ["It holds"])
    assert link.relay is not None
    assert slices(text, link.relay.spans) == ["NTV"]


def test_a_cue_of_several_words() -> None:
    """The likely words on both sides of the anchor belong to the cue, up to a doubtful one."""
    text = "Lee has said in part it holds."
    sentence = """Lee/PROPN/3/nsubj has=have/AUX/3/aux said=say/VERB/0/root in/ADP/5/case
    part/NOUN/3/obl it/PRON/7/nsubj holds=hold/VERB.VBZ/3/ccomp ./PUNCT/3/punct"""
    made = parse(text, sentence, read=[("said", ["Lee"], ["it holds"])])
    assert made.proposals is not None
    cue = ((1, 0.9), (2, 0.9), (3, 0.9), (4, 0.4), (5, 0.9))
    made = replace(made, proposals=(replace(made.proposals[0], cue=cue),))
    (link,) = find_links(ParsedArticle(made), CUES)
    assert slices(text, link.cue) == ["has said in"]


def test_saying_alone_is_no_quoted_as_saying() -> None:
    """Without "quoted … as" the tagger's words stay."""
    text = "Lee left, saying it holds."
    sentence = """Lee/PROPN/2/nsubj left=leave/VERB/0/root ,/PUNCT/2/punct
    saying=say/VERB.VBG/2/advcl it/PRON/6/nsubj holds=hold/VERB.VBZ/4/ccomp ./PUNCT/2/punct"""
    read = [("saying", ["Lee"], ["holds"])]
    assert show(parse(text, sentence, read=read)) == [("saying", ["Lee"], ["holds"])]


def test_who_signs_a_statement_does_not_speak() -> None:
    """In "NTV said in a statement signed by Lee" the statement is NTV's, and nobody relays it."""
    text = "NTV said in a statement signed by Lee it holds."
    sentence = """NTV/PROPN/2/nsubj said=say/VERB/0/root in/ADP/5/case a/DET/5/det
    statement/NOUN/2/obl signed=sign/VERB.VBN/5/acl by/ADP/8/case Lee/PROPN/6/obl
    it/PRON/10/nsubj holds=hold/VERB.VBZ/2/ccomp ./PUNCT/2/punct"""
    parsed = ParsedArticle(parse(text, sentence, read=[("said", ["Lee"], ["it holds"])]))
    (link,) = find_links(parsed, make_cues())
    assert show_link(text, link) == ("said", ["NTV"], ["it holds"])
    assert link.relay is None
