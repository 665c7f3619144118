"""Quotation marks: which stretches they enclose, and laws that hold for any text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.parsing.quotations import find_quotations

MARKS = "\"“”„«»＂‘’'`‚‛"


def show(text: str) -> list[str]:
    """The quotations as words: ">" before for the depth, "[open]" and "[resumes]" behind."""
    return [
        ">" * quotation.depth
        + quotation.span.slice(text)
        + ("" if quotation.closed else " [open]")
        + (" [resumes]" if quotation.resumes else "")
        for quotation in find_quotations(text)
    ]


def miss(name: str, text: str, *expected: str, reason: str) -> object:
    """A row that is known to come out wrong."""
    marks = pytest.mark.xfail(strict=True, reason=reason)
    return pytest.param(text, list(expected), id=name, marks=marks)


def row(name: str, text: str, *expected: str) -> object:
    return pytest.param(text, list(expected), id=name)


PAIRS = [
    row("no marks", "Nobody spoke."),
    row("straight", '"We go," she said.', '"We go,"'),
    row("straight at the end", 'She said: "We go."', '"We go."'),
    row("straight twice", '"We go," she said. "We stay."', '"We go,"', '"We stay."'),
    row("straight side by side", '"What?" "Yes."', '"What?"', '"Yes."'),
    row("no space before", 'She said,"We go."', '"We go."'),
    row("commas only between", 'Both "a go","a stay".', '"a go"', '"a stay"'),
    row("curly", "“We go,” she said.", "“We go,”"),
    row("curly twice", "“We go,” she said. “We stay.”", "“We go,”", "“We stay.”"),
    row("TeX's marks", "``We go,'' she said.", "``We go,''"),
    row("two strokes both ways", "''We go,'' she said.", "''We go,''"),
    row("two curly strokes", "‘‘We go,’’ she said.", "‘‘We go,’’"),
    row("full width", "＂We go,＂ she said.", "＂We go,＂"),
    row("guillemets", "«Nous partons», dit-elle.", "«Nous partons»"),
    row("guillemets with space", "« Nous partons », dit-elle.", "« Nous partons »"),
    row("guillemets inwards", "»Wir gehen«, sagte sie.", "»Wir gehen«"),
    row("low marks", "„Wir gehen“, sagte sie.", "„Wir gehen“"),
    row("in brackets", "She (“never”) spoke.", "“never”"),
    row("in square brackets", 'She ["never"] spoke.', '"never"'),
    row("after dashes", "She said—“no”—twice.", "“no”"),
    row("after hyphens", 'She said-"no"-twice.', '"no"'),
    row("before a dash", '"We go"- she said.', '"We go"'),
    row("scare quotes", "The “war on drugs” by a “hero”.", "“war on drugs”", "“hero”"),
    row("glued to words", 'the"thing"is', '"thing"'),
    row("a genitive after", "the “book”’s cover", "“book”"),
    row("empty", "“” she said, \"\" and ‘’."),
    row("marks alone", '“ ” " \' ’ `` « »'),
    row("dots", "“…” she said.", "“…”"),
    row("a row of marks", '""""'),
    row("one letter", 'Plan "B"', '"B"'),
    miss(
        "double inside double", "“One “two” three.”", "“One “two” three.”", ">“two”",
        reason="a second opening mark is taken for a forgotten closing one",
    ),
]  # fmt: skip

SINGLES = [
    row("nested curly", "“He said ‘no’ to us,” she said.", "“He said ‘no’ to us,”", ">‘no’"),
    row("nested straight", "\"He said 'no',\" she said.", "\"He said 'no',\"", ">'no'"),
    row("nested at the end", "“He said ‘no.’”", "“He said ‘no.’”", ">‘no.’"),
    row("nested alone", "\"'No.'\"", "\"'No.'\"", ">'No.'"),
    row(
        "nested twice", "“‘I’ is ‘me’,” she said.", "“‘I’ is ‘me’,”", ">‘I’", ">‘me’"
    ),
    row("double inside single", "‘“No,” he says,’ she said.", "‘“No,” he says,’", ">“No,”"),
    row("backquote and stroke", "She said \"a `hero'\".", "\"a `hero'\"", ">`hero'"),
    row("nested, forgotten", "\"They said: 'It is damp.\"", "\"They said: 'It is damp.\""),
    row("British", "‘We go,’ she said. ‘We stay.’", "‘We go,’", "‘We stay.’"),
    row("British straight", "'We go,' she said. 'We stay.'", "'We go,'", "'We stay.'"),
    row("British with not", "‘We won’t go,’ she said.", "‘We won’t go,’"),
    row("British straight with not", "'We won't go,' she said.", "'We won't go,'"),
    row("British with possessive", "‘The workers’ day,’ she said.", "‘The workers’ day,’"),
    row("British possessive after", "'We go,' the workers' man said.", "'We go,'"),
    row("British ends in s", "She said 'the boss' and left.", "'the boss'"),
    row("British both", "'The bosses' day' or 'goin' home'?", "'The bosses' day'", "'goin' home'"),
    row("British two ending in s", "'Yes' or 'guess'?", "'Yes'", "'guess'"),
    row("headline", "'We will not stop', says minister", "'We will not stop'"),
    row("headline curly", "‘Dam won’t fall’ – minister", "‘Dam won’t fall’"),
    row("headline at the end", "Minister: 'We will not stop'", "'We will not stop'"),
    miss(
        "British over paragraphs", "‘We go.\n\n‘We stay.’ she said.",
        "‘We go. [open]", "‘We stay.’ [resumes]",
        reason="a single mark needs its closing one in the same paragraph",
    ),
]  # fmt: skip

NO_QUOTATIONS = [
    row("apostrophes", "Ann's dog didn't bark."),
    row("curly apostrophes", "Ann’s dog didn’t bark."),
    row("possessives", "The workers' march and the drivers' strike."),
    row("curly possessives", "The workers’ march and the drivers’ strike."),
    row("decades", "The '90s, the ’80s and the ‘00s."),
    row("decades at both ends", "the '60s music of '68'"),
    row("elisions", "'Tis true, give 'em rock 'n' roll 'til dawn."),
    row("feet and inches", "He is 5' 9\" tall and the door 6'2\" high."),
    row("inches", 'A 12" record.'),
    row("a closing mark alone", "We go,” she said."),
    row("O'Brien", "O'Brien met O’Neill."),
]

UNCLOSED = [
    row("left open", "“We go.", "“We go. [open]"),
    row("left open, then prose", "“We go.\n\nNobody spoke.", "“We go. [open]"),
    row("taken up", "“We go.\n\n“We stay,” she said.", "“We go. [open]", "“We stay,” [resumes]"),
    row("taken up straight", '"We go.\n\n"We stay."', '"We go. [open]', '"We stay." [resumes]'),
    row(
        "over three paragraphs", "“A day.\n\n“A night.\n\n“A year,” she said.",
        "“A day. [open]", "“A night. [open] [resumes]", "“A year,” [resumes]",
    ),
    row("blank lines between", "“A day.\n\n \n\n“B.”", "“A day. [open]", "“B.” [resumes]"),
    row("Windows line ends", "“A day.\r\n\r\n“B.”", "“A day. [open]", "“B.” [resumes]"),
    row("line separators", "“A day.\u2028“B.”", "“A day. [open]", "“B.” [resumes]"),
    row("taken up unmarked", "“We go.\n\nWe stay,” she said.",
        "“We go. [open]", "We stay,” [resumes]"),
    row("later in the paragraph", "“We go.\n\nNobody “spoke”.", "“We go. [open]", "“spoke”"),
    row("not taken up after prose", "“A day.\n\nProse.\n\n“B.”", "“A day. [open]", "“B.”"),
    row("closed, then new", "“We go.”\n\n“We stay.”", "“We go.”", "“We stay.”"),
    row("two openings", "“We go, she said. “We stay.”", "“We go, she said. [open]", "“We stay.”"),
    row("two closings", "“We go,” she said. We stay.”", "“We go,”"),
    row("inner left open", "“He said ‘no.\n\n“Yes.”", "“He said ‘no. [open]", "“Yes.” [resumes]"),
    row("closed by an opening mark", "“We go,“ she said.", "“We go,“"),
    row("opened by a closing mark", "”We go,” she said.", "”We go,”"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PAIRS)
def test_pairs(text: str, expected: list[str]) -> None:
    """Marks of every kind pair up and belong to the quotation."""
    assert show(text) == expected


@pytest.mark.parametrize(("text", "expected"), SINGLES)
def test_single_marks(text: str, expected: list[str]) -> None:
    """Single marks are distinguished from apostrophes, inside double marks and on their own."""
    assert show(text) == expected


@pytest.mark.parametrize(("text", "expected"), NO_QUOTATIONS)
def test_no_quotations(text: str, expected: list[str]) -> None:
    """Apostrophes, decades and measures open nothing."""
    assert show(text) == expected == []


@pytest.mark.parametrize(("text", "expected"), UNCLOSED)
def test_unclosed(text: str, expected: list[str]) -> None:
    """What is left open ends with its paragraph, and the next paragraph may take it up."""
    assert show(text) == expected


texts = st.text() | st.text(st.sampled_from(MARKS + "aasn 9.,—(\n\u2028\U0001f600é"), max_size=60)


@given(texts)
def test_spans_start_with_a_mark(text: str) -> None:
    """Every quotation lies in one paragraph, has words or marks in it, and starts with a mark."""
    for quotation in find_quotations(text):
        words = quotation.span.slice(text)
        assert words == words.rstrip()
        assert len(words) > 1
        assert "\n" not in words
        assert quotation.resumes or words[0] in MARKS


@given(texts)
def test_outer_quotations_stand_apart(text: str) -> None:
    """Quotations come sorted; outer ones don't overlap, inner ones lie inside an outer one."""
    found = find_quotations(text)
    assert list(found) == sorted(found, key=lambda q: (q.span.start, -q.span.end))
    outer = [q.span for q in found if q.depth == 0]
    assert not any(left.overlaps(right) for left, right in pairwise(outer))
    for quotation in found:
        if quotation.depth:
            assert any(span.covers(quotation.span) for span in outer)


@given(texts)
def test_same_text_same_answer(text: str) -> None:
    """The same text gives the same quotations."""
    assert find_quotations(text) == find_quotations(text)


@given(texts, texts)
def test_later_paragraphs_change_nothing_before(text: str, more: str) -> None:
    """A paragraph's quotations don't depend on the paragraphs after it."""
    alone = find_quotations(text)
    together = find_quotations(f"{text}\n\n{more}")
    assert together[: len(alone)] == alone


@given(texts, st.text(st.characters(exclude_characters=MARKS), max_size=20))
def test_paragraphs_before_only_move(text: str, before: str) -> None:
    """A paragraph without marks in front shifts every quotation and changes none."""
    shift = len(before) + 2
    moved = [(q.span.start + shift, q.span.end + shift, q.depth) for q in find_quotations(text)]
    together = find_quotations(f"{before}\n\n{text}")
    assert [(q.span.start, q.span.end, q.depth) for q in together] == moved


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "unit",
    [
        pytest.param('"', id="straight"),
        pytest.param('" ', id="straight with spaces"),
        pytest.param("“", id="never closed"),
        pytest.param("”", id="never opened"),
        pytest.param("‘a ", id="single, never closed"),
        pytest.param("'as' ", id="possessives"),
        pytest.param("“a\n\n", id="paragraphs left open"),
        pytest.param("'", id="strokes"),
        pytest.param("“‘", id="deep"),
        pytest.param("5'", id="feet"),
    ],
)
def test_100_000_marks(unit: str) -> None:
    """A hundred thousand marks of any pattern are read; more than linear time would not end."""
    find_quotations(unit * 100_000)
