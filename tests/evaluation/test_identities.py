"""Figures about who is who across articles, from gold names."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from quotes.cli.main import main
from quotes.evaluation.annotations import AnnotatedArticle, Annotation
from quotes.evaluation.identities import (
    Namesakes,
    PairCounts,
    evaluate_identities,
    format_identities,
)
from quotes.records import Span

SEEDS = Path(__file__).parents[2] / "seeds"


def article(name: str, text: str, **speakers: str) -> AnnotatedArticle:
    """An article in which each speaker has a role."""
    return AnnotatedArticle(
        id=name,
        text=text,
        attributions=tuple(
            Annotation(
                content=(Span(0, 1),),
                speaker=who.replace("_", " "),
                speaker_kind="person",
                role=role,
            )
            for who, role in speakers.items()
        ),
    )


def test_pairs_and_namesakes() -> None:
    """The form in the text counts; a pair that is not linked may wait."""
    report = evaluate_identities(
        [
            article("a", "John Kerry met Adam Harn.", John_Kerry="senator", Adam_Harn="skipper"),
            article("b", "Sen. John F. Kerry spoke.", John_Kerry="senator"),
            article("c", "Kerry spoke.", John_Kerry="senator"),
            article("d", "Then the senator spoke.", John_Kerry="senator"),
        ],
        {"John Kerry": ["Sen. John F. Kerry", "Kerry", "the senator"]},
    )
    assert (report.sightings, report.names) == (4, 2)
    assert report.all == PairCounts(gold=3, linked=1, right=1, waiting=2)
    assert report.worded_otherwise == report.all
    assert report.same_name == Namesakes(pairs=1, linked=0)
    assert len(list(format_identities(report))) == 8


def test_the_samples() -> None:
    """No two people of the sample articles are linked, and most of their names are."""
    answer = CliRunner().invoke(
        main,
        [
            "evaluate",
            "identities",
            f"{SEEDS}/gold.jsonl",
            "--aliases",
            f"{SEEDS}/speakers.json",
            "--json",
        ],
    )
    assert answer.exit_code == 0, answer.output
    assert '"right": 144' in answer.output
    assert '"linked": 144' in answer.output
