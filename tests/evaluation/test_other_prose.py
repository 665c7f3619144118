"""The precision outside news, by judgements."""

from __future__ import annotations

from quotes.evaluation.other_prose import Statement, count_judged, read_judgements


def test_what_was_not_judged_is_counted_apart() -> None:
    """A statement with another content is another one; right ones that are gone are missed."""
    right, wrong = Statement("a", 5, 0, 4), Statement("a", 9, 12, 20)
    gone, other = Statement("b", 1, 2, 3), Statement("a", 5, 0, 5)
    judgements = {right: True, wrong: False, gone: True}
    report = count_judged([right, wrong, other], judgements, 2)
    assert (report.right, report.wrong, report.unjudged, report.missed) == (1, 1, 1, 1)
    assert report.precision == 50


def test_the_judgements() -> None:
    """Each place is judged once, of 45 documents."""
    judgements = read_judgements()
    assert len(judgements) == 243
    assert len({statement.document for statement in judgements}) == 45
