"""Scores of copies, on invented texts: each kind of change is found, and other reports are not."""

from __future__ import annotations

from pathlib import Path

from quotes.evaluation.copies import COPY_CHANGES, evaluate_copies, format_copies

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))


def test_the_sample_articles_and_their_variants() -> None:
    """19 articles on five events, of which one is rewritten from another; a floor."""
    report = evaluate_copies([(path.stem, path.read_text("utf-8")) for path in SEEDS])
    assert (report.texts, report.wrong, report.alike) == (19, 0, ())
    assert [row.change for row in report.recalls] == list(COPY_CHANGES)
    for row in report.recalls:
        assert row.found == row.taken == row.texts == 19, row
    assert report.right == 5 * 19
    assert report.one_event == 1
    assert report.closest[0].endswith("019_dam-breach-wire-copy | 001_dam-breach-agency")


def test_what_is_not_found_or_not_right_counts() -> None:
    """Short texts are no copies; one that holds another is, and then so are its variants."""
    report = evaluate_copies(
        [
            ("short", "The gate is shut.\nIt was raining."),
            ("one", text := SEEDS[0].read_text("utf-8")),
            ("longer", f"{text}\nAnother paragraph."),
        ]
    )
    assert report.alike == ("100 %: longer | one",)
    cut = report.recalls[0]
    assert (cut.texts, cut.found, cut.taken) == (3, 2, 2)
    lines = list(format_copies(report))
    assert any("taken for copies  66.7 %" in line for line in lines)
    assert "precision 100.00 %, recall" in " ".join(lines)
