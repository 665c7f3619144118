"""The law of linear time: twice the text, twice the work. Work is counted, not timed."""

from __future__ import annotations

import sys
from itertools import chain
from typing import Any

import msgspec
import pytest
from builders import parse

from quotes.pipeline import extract
from quotes.records import Article, Parse, Span

SAID = "Lee said that they go.\n"
SAID_ROW = """Lee/PROPN/2/nsubj said=say/VERB/0/root that/SCONJ/5/mark they/PRON/5/nsubj
go/VERB.VBP/2/ccomp ./PUNCT/2/punct"""
QUOTED = "“They go,” Lee said. "
QUOTED_ROW = """“/PUNCT/3/punct They/PRON/3/nsubj go/VERB.VBP/7/ccomp ,/PUNCT/3/punct
”/PUNCT/3/punct Lee/PROPN/7/nsubj said=say/VERB/0/root ./PUNCT/7/punct"""
HE_SAID = "“They go,” he said.\n\n"
HE_ROW = QUOTED_ROW.replace("Lee/PROPN", "he/PRON")
UNNAMED = "An official who asked not to be named said they go.\n"
UNNAMED_ROW = """An/DET/2/det official/NOUN/9/nsubj who/PRON/4/nsubj asked/VERB/2/acl:relcl
not/PART/7/advmod to/PART/7/mark be/AUX/7/aux:pass named/VERB.VBN/4/xcomp said=say/VERB/0/root
they/PRON/11/nsubj go/VERB.VBP/9/ccomp ./PUNCT/9/punct"""
ANSWERED = "Q: Do they?\nA: They go.\n"
ANSWERED_ROW = """Q/NOUN/0/root :/PUNCT/1/punct Do/AUX/4/aux they/PRON/1/dep ?/PUNCT/1/punct
A/NOUN/1/dep :/PUNCT/6/punct They/PRON/9/nsubj go/VERB/6/dep ./PUNCT/9/punct"""
MARKS = '"a" '
MARKS_ROW = '"/PUNCT/2/punct a/NOUN/0/root "/PUNCT/2/punct'


def shift(record: Any, by: int) -> Any:
    """The record with all its spans moved."""
    if isinstance(record, Span):
        return Span(record.start + by, record.end + by)
    if isinstance(record, tuple):
        return tuple(shift(item, by) for item in record)
    if isinstance(record, msgspec.Struct):
        fields = {name: getattr(record, name) for name in record.__struct_fields__}
        return msgspec.structs.replace(
            record, **{name: shift(value, by) for name, value in fields.items()}
        )
    return record


def repeat(text: str, row: str, times: int) -> Parse:
    """The parse of the text so many times over."""
    one = parse(text, row, entities={"Lee": "PER"})
    lines = text.count("\n") > 0
    copies = [
        shift(
            tuple(
                msgspec.structs.replace(s, paragraph=number if lines else 0) for s in one.sentences
            ),
            number * len(text),
        )
        for number in range(times)
    ]
    return Parse(
        article=Article(id="a", text=text * times),
        sentences=tuple(chain.from_iterable(copies)),
        entities=tuple(shift(e, n * len(text)) for n in range(times) for e in one.entities),
        model_version="by-hand",
    )


def count_calls(work: Parse) -> int:
    """How many functions are called, Python's and built-in ones."""
    calls = 0

    def note(_: Any, event: str, __: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        extract(work)
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize(
    ("text", "row"),
    [
        pytest.param(SAID, SAID_ROW, id="clauses"),
        pytest.param(QUOTED, QUOTED_ROW, id="quotations on one line"),
        pytest.param(HE_SAID, HE_ROW, id="pronouns"),
        pytest.param(UNNAMED, UNNAMED_ROW, id="unnamed speakers"),
        pytest.param(ANSWERED, ANSWERED_ROW, id="an interview"),
        pytest.param(MARKS, MARKS_ROW, id="marks on one line"),
    ],
)
def test_four_times_the_text_is_four_times_the_work(text: str, row: str) -> None:
    """From parse to attributions and topics, the calls made grow no faster than the text."""
    extract(repeat(text, row, 1))  # word lists are read at first need
    small, large = (count_calls(repeat(text, row, times)) for times in (250, 1000))
    assert large < 4.2 * small
