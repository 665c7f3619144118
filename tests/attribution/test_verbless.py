"""Attributions without a verb: transcripts, interviews and signed quotations."""

from __future__ import annotations

import pytest
from builders import loose, make_link, parse, slices

from quotes.attribution.parsed_article import ParsedArticle
from quotes.attribution.verbless import find_verbless

Row = tuple[list[str], str, list[str]]


def show(text: str) -> list[Row]:
    """Source, cue and content of each link found, each line parsed as loose words."""
    parsed = ParsedArticle(
        parse(text, *[loose(line) for line in text.splitlines() if line.strip()])
    )
    return [
        (
            slices(text, link.source.spans) if link.source else [],
            link.cue[0].slice(text),
            slices(text, link.content),
        )
        for link in find_verbless(parsed, [])
    ]


INTERVIEW = """Lee — Is it safe?
Ann Park — It is.
Lee — Since when?
Ann Park — Since today."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "PENCE: Well, look.", [(["PENCE"], ":", ["Well, look"])], id="a name in capitals"
        ),
        pytest.param(
            "“WALLACE: Do you agree?”",
            [(["WALLACE"], ":", ["Do you agree?”"])],
            id="a transcript in quotation marks",
        ),
        pytest.param(
            '"LEE: Is it safe?\n\n"PARK: It is.\n"And it was.\n\nThey left.',
            [
                (["LEE"], ":", ["Is it safe"]),
                (["PARK"], ":", ["It is", "And it was"]),
            ],
            id="a turn goes on in lines that open with a mark",
        ),
        pytest.param(
            INTERVIEW,
            [
                (["Lee"], "—", ["Is it safe"]),
                (["Ann Park"], "—", ["It is"]),
                (["Lee"], "—", ["Since when"]),
                (["Ann Park"], "—", ["Since today"]),
            ],
            id="an interview in turns",
        ),
        pytest.param(
            "Ann Park: Is it safe?\nBo Lee: It is.\nPark: Since when?\nLee: Since today.",
            [
                (["Ann Park"], ":", ["Is it safe"]),
                (["Bo Lee"], ":", ["It is"]),
                (["Park"], ":", ["Since when"]),
                (["Lee"], ":", ["Since today"]),
            ],
            id="full names first and then surnames",
        ),
        pytest.param(
            "Ann Park: Is it safe?\nBo Lee: It is.\nAP: Since when?\nBL: Since today.",
            [
                (["Ann Park"], ":", ["Is it safe"]),
                (["Bo Lee"], ":", ["It is"]),
                (["AP"], ":", ["Since when"]),
                (["BL"], ":", ["Since today"]),
            ],
            id="full names first and then initials",
        ),
        pytest.param("Lee: It is safe.", [], id="one line with a name is a headline"),
        pytest.param(
            "Monday: rain\nTuesday: sun\nFriday: snow\nSunday: wind", [], id="a list of others"
        ),
        pytest.param(
            "Ann Lee (@annlee): We go.",
            [(["Ann Lee"], ":", ["We go"])],
            id="a post",
        ),
        pytest.param(
            "We go. #go\n— Ann Lee (@annlee) 3 May 2026",
            [(["Ann Lee"], "—", ["We go. #go"])],
            id="an embedded post",
        ),
        pytest.param("NOTE: Read this.", [], id="a label"),
        pytest.param(
            "Low Isle: green\nHigh Isle: dry\nFar Isle: flat\nOld Isle: steep",
            [],
            id="a list of places",
        ),
        pytest.param(
            "“We go.”\n— Ann Lee", [(["Ann Lee"], "—", ["“We go.”"])], id="a signed quotation"
        ),
        pytest.param(
            "”We go.”\xa0― Ann Lee\n“No ‘buts’.” – Bo Ray ",
            [(["Ann Lee"], "―", ["”We go.”"]), (["Bo Ray"], "–", ["“No ‘buts’.”"])],
            id="a list of them, a first mark that closes",
        ),
    ],
)
def test_verbless(text: str, expected: list[Row]) -> None:
    """The speaker is before the colon or dash, or below as a signature."""
    assert show(text) == expected


def test_a_signature_leaves_no_doubt() -> None:
    """What else was made of a signed line is dropped, not what its words attribute themselves."""
    text = "“He said no.” ― Ann Lee\n“We go.” ― Bo Ray"
    parsed = ParsedArticle(parse(text, *[loose(line) for line in text.splitlines()]))
    across = make_link(parsed, "―", "Ann", "“He said no.”")
    inside = make_link(parsed, "said", "He", "no")
    found = find_verbless(parsed, [across, inside])
    assert [(link.rule, link.cue[0].slice(text)) for link in found] == [
        (inside.rule, "said"),
        ("signature", "―"),
        ("signature", "―"),
    ]


PLAN = "The/DET/2/det {who}/{tag}/3/nsubj explained=explain/VERB/0/root :/PUNCT/3/punct"


@pytest.mark.parametrize(
    ("who", "tag", "taken", "expected"),
    [
        pytest.param("mayor", "NOUN", False, [("introduction", ["The mayor"])], id="a person"),
        pytest.param("tables", "NOUN", False, [], id="a thing"),
        pytest.param("mayor", "NOUN", True, [("clause", ["Lee"])], id="another cue has it"),
    ],
)
def test_a_paragraph_below_a_colon(
    who: str, tag: str, taken: bool, expected: list[tuple[str, list[str]]]
) -> None:
    """It is said by the subject of the sentence that introduces it, if it has no cue yet."""
    text = f"The {who} explained:\n\n“It holds.”\n\nLee said."
    below = (loose("“It holds.”"), loose("Lee said."))
    parsed = ParsedArticle(parse(text, PLAN.format(who=who, tag=tag), *below))
    links = [make_link(parsed, "said", "Lee", "“It holds.”")] if taken else []
    assert [
        (link.rule, slices(text, link.source.spans) if link.source else [])
        for link in find_verbless(parsed, links)
    ] == expected


def test_a_whole_turn_is_its_speakers_alone() -> None:
    """A link whose content is just a turn is dropped, one for a part of it stays."""
    text = "LEE: He said no.\nPARK: It is."
    parsed = ParsedArticle(parse(text, *[loose(line) for line in text.splitlines()]))
    whole, part = make_link(parsed, "is", "PARK", "It is"), make_link(parsed, "said", "He", "no")
    links = find_verbless(parsed, [whole, part])
    assert whole not in links
    assert part in links
