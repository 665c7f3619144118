"""The list of known misses: what changed, and that reasons stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from quotes.evaluation.annotations import read_aliases, read_gold
from quotes.evaluation.known_misses import (
    FIELDS,
    NO_REASON,
    Change,
    Miss,
    compare_misses,
    read_misses,
    write_misses,
)
from quotes.evaluation.speakers import Mistake, evaluate_speakers
from quotes.parsing.parser import StanzaParser

SEEDS = Path(__file__).parents[2] / "seeds"
LISTED = SEEDS / "known_misses.tsv"


def miss(start: int, field: str = "speaker") -> Mistake:
    return Mistake(
        article="a",
        content_start=start,
        field=field,
        source="the\nfirm",
        gold="Lee",
        predicted=None,
    )


def test_reasons_stay(tmp_path: Path) -> None:
    """A miss that is still there keeps its reason, a new one has none, one that is gone goes."""
    path = tmp_path / "misses.tsv"
    first, second = Miss("a", 3, "the firm", "speaker"), Miss("a", 9, "the firm", "role")
    write_misses(path, {first: "nobody knows"}, [miss(9, "role"), miss(3), miss(3, "setting_of")])
    assert read_misses(path) == {first: "nobody knows", second: NO_REASON}
    change = compare_misses(read_misses(path), [miss(3), miss(20)])
    assert change == Change((Miss("a", 20, "the firm", "speaker"),), (second,))
    write_misses(path, read_misses(path), [miss(3)])
    assert read_misses(path) == {first: "nobody knows"}


def test_no_list_knows_nothing(tmp_path: Path) -> None:
    """Without a file every mistake is new."""
    assert read_misses(tmp_path / "none.tsv") == {}


def test_every_miss_has_a_reason() -> None:
    """The list of the sample articles names fields that are scored, each with its reason."""
    known = read_misses(LISTED)
    assert known
    assert {each.field for each in known} <= set(FIELDS)
    assert NO_REASON not in known.values()


@pytest.mark.models
def test_the_sample_articles_have_no_other_misses(shipped_parser: StanzaParser) -> None:
    """Every speaker, role, addressee, setting, relay and anonymity is right or listed.

    If this fails, `onrecord evaluate speakers seeds/gold.jsonl --aliases seeds/speakers.json
    --given-spans --misses seeds/known_misses.tsv` writes the list anew; give each new row its
    reason.
    """
    articles = read_gold(SEEDS / "gold.jsonl").articles
    aliases = read_aliases(SEEDS / "speakers.json")
    report = evaluate_speakers(articles, shipped_parser, aliases, given_spans=True)
    assert compare_misses(read_misses(LISTED), report.mistakes) == Change((), ())
