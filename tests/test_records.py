"""Records: spans that can't be wrong, and the same record after a trip through JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotes.errors import OffsetError
from quotes.records import (
    Addressee,
    Article,
    Attribution,
    Entity,
    Evidence,
    Extraction,
    Parse,
    QuarantinedInput,
    Record,
    Sentence,
    Span,
    Spans,
    Token,
    Topic,
    make_attribution_id,
)

_spans = st.tuples(st.integers(0, 10**6), st.integers(1, 10**6)).map(lambda p: Span(p[0], sum(p)))
RECORDS = [
    Addressee, Article, Attribution, Entity, Evidence, Extraction, Parse, QuarantinedInput,
    Sentence, Token, Topic,
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _drawn_types() -> None:
    """What can be drawn from the types alone: spans that exist, floats that JSON has,
    times with a zone.
    """
    st.register_type_strategy(Span, _spans)
    st.register_type_strategy(float, st.floats(0, 1))
    st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_every_record_survives_json(record: type[Record]) -> None:
    """Any record encoded as JSON and decoded again is the same record."""

    @given(st.from_type(record))
    @settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
    def survives(drawn: Record) -> None:
        assert msgspec.json.decode(msgspec.json.encode(drawn), type=record) == drawn

    survives()


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_records_of_later_versions_can_be_read(record: type[Record]) -> None:
    """A field that this version doesn't know is ignored."""

    @given(st.from_type(record))
    @settings(max_examples=3, suppress_health_check=[HealthCheck.too_slow])
    def survives(drawn: Record) -> None:
        fields = msgspec.to_builtins(drawn) | {"of_a_later_version": 1}
        assert msgspec.convert(fields, record) == drawn

    survives()


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_records_are_frozen(record: type[Record]) -> None:
    """No record can be changed, so each can be shared and be a key."""
    assert record.__struct_config__.frozen


@pytest.mark.parametrize(
    ("start", "end"), [(0, 0), (3, 3), (5, 2), (-1, 2), (-3, -1)], ids=lambda place: str(place)
)
def test_a_span_is_never_empty_or_negative(start: int, end: int) -> None:
    """An empty, backward or negative span can't exist; decoding one names its place."""
    with pytest.raises(OffsetError, match=rf"\[{start}, {end}\)"):
        Span(start, end)
    with pytest.raises(msgspec.ValidationError, match=rf"\[{start}, {end}\).* at `\$\[1\]`"):
        msgspec.json.decode(f"[[1,2],[{start},{end}]]", type=Spans)


def test_a_span_is_a_pair_in_json() -> None:
    """A span is written as [start, end]."""
    assert msgspec.json.encode(Span(1, 4)) == b"[1,4]"
    assert msgspec.json.decode(b"[1,4]", type=Span) == Span(1, 4)


def test_a_span_counts_code_points() -> None:
    """Offsets count characters, not bytes and not UTF-16 units."""
    assert Span(2, 5).slice("\U0001f600 Işık") == "Işı"


@given(st.text(min_size=1), st.data())
def test_a_span_slices_its_text(text: str, data: st.DataObject) -> None:
    """A span inside the text gives its words; one that reaches out raises."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text) + 3))
    span = Span(start, end)
    if end <= len(text):
        assert span.slice(text) == text[start:end]
    else:
        with pytest.raises(OffsetError, match=f"{len(text)} characters"):
            span.slice(text)


@given(_spans, _spans)
def test_covering_and_overlapping(left: Span, right: Span) -> None:
    """Overlapping goes both ways, and a span overlaps what it covers, itself included."""
    assert left.overlaps(right) == right.overlaps(left)
    assert not left.covers(right) or left.overlaps(right)
    assert left.covers(left)
    assert (left.covers(right) and right.covers(left)) == (left == right)
    assert left.overlaps(right) == (max(left.start, right.start) < min(left.end, right.end))


def test_spans_sort_by_start_and_end() -> None:
    """The natural order of spans is that of the text."""
    assert sorted([Span(4, 5), Span(0, 9), Span(0, 2)]) == [Span(0, 2), Span(0, 9), Span(4, 5)]


def test_an_article_names_its_text_by_digest() -> None:
    """The digest depends on the text alone, and any text has one."""
    assert Article(id="a", text="x").sha256 == Article(id="b", text="x", title="t").sha256
    assert Article(id="a", text="x").sha256 != Article(id="a", text="y").sha256
    assert len(Article(id="a", text="\ud800").sha256) == 64


def test_attribution_ids_are_stable() -> None:
    """The same words of the same article have the same id in every run of every version."""
    assert make_attribution_id("a", ["We will stop", "soon"]) == "6fd1af8f29bcec61605f"


_words = st.tuples(
    st.text(max_size=5), st.lists(st.text(min_size=1), max_size=3), st.integers(0, 3)
)


@given(_words, _words)
def test_attribution_ids_differ(left: Any, right: Any) -> None:
    """Other words, or the same words once more, have another id."""
    assert (make_attribution_id(*left) == make_attribution_id(*right)) == (left == right)
