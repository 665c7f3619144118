"""Speakers of predicted attributions against gold ones."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from builders import FakeParser

from quotes.evaluation.annotations import Aliases, AnnotatedArticle
from quotes.evaluation.attributions import FigureRow
from quotes.evaluation.reports import format_speakers
from quotes.evaluation.speakers import SpeakersReport, evaluate_speakers

TEXT = "John Kerry said so."
TREE = """John/PROPN/3/nsubj Kerry/PROPN/1/flat said=say/VERB/0/root so/ADV/3/advmod
./PUNCT/3/punct"""
ROW: dict[str, Any] = {
    "source": [[0, 10]],
    "cue": [[11, 15]],
    "content": [[16, 18]],
    "act": "statement",
    "speaker": "John Kerry",
    "speaker_kind": "person",
    "anonymity": None,
}


def report(*rows: dict[str, Any], given_spans: bool = True) -> SpeakersReport:
    article = {"id": "a", "text": TEXT, "attributions": rows}
    return evaluate_speakers(
        [msgspec.convert(article, AnnotatedArticle)],
        FakeParser({TEXT: [TREE]}),
        Aliases(),
        given_spans=given_spans,
    )


def rows_of(found: SpeakersReport) -> dict[tuple[str, str], FigureRow]:
    return {(row.group, row.measure): row for row in found.rows}


def test_given_spans() -> None:
    """The gold statement's words are resolved; attitudes count nowhere."""
    rows = rows_of(report(ROW, ROW | {"act": "attitude", "speaker": "Ann Lee"}))
    for key in (("details", "speaker"), ("details", "end_to_end"), ("speaker by source", "name")):
        assert (rows[key].right, rows[key].predicted, rows[key].gold) == (1, 1, 1)


def test_statements_of_the_same_words_stay_apart() -> None:
    """On gold spans each statement is scored with the speaker of its own source."""
    nobody = ROW | {"source": [], "speaker": None, "speaker_kind": "group", "anonymity": "unnamed"}
    for rows in ([ROW, nobody], [nobody, ROW]):
        assert rows_of(report(*rows))["details", "speaker"].right == 2


@pytest.mark.parametrize(
    ("source", "speaker", "kind"),
    [
        pytest.param([[0, 4]], "John Kerry", "name", id="name"),
        pytest.param([[0, 4]], "Ann Lee", "description", id="no word of the name"),
        pytest.param([], "John Kerry", "none", id="none"),
    ],
)
def test_what_the_source_is(source: list[list[int]], speaker: str, kind: str) -> None:
    """The speaker is also scored by what the source is."""
    rows = rows_of(report(ROW | {"source": source, "speaker": speaker}))
    assert rows["speaker by source", kind].gold == 1


def test_a_false_name_is_told() -> None:
    """A name where gold says nobody is wrong, and one of the mistakes."""
    found = report(ROW | {"speaker": None})
    nobody = rows_of(found)["speaker", "nobody"]
    assert (nobody.right, nobody.gold) == (0, 1)
    (mistake,) = found.mistakes
    assert (mistake.article, mistake.field, mistake.source) == ("a", "speaker", "John Kerry")
    assert (mistake.gold, mistake.predicted) == (None, "John Kerry")
    assert any("nobody" in line for line in format_speakers(found))


def test_end_to_end_counts_what_is_missed() -> None:
    """A statement that nothing was found for is missed, and its fields are not scored."""
    rows = rows_of(report(ROW | {"content": [[0, 4]]}, given_spans=False))
    assert (rows["details", "end_to_end"].right, rows["details", "end_to_end"].gold) == (0, 1)
    assert ("details", "speaker") not in rows


def test_articles_without_speakers_are_left_out() -> None:
    """Gold without speakers has no figures."""
    assert report({"content": [[16, 18]]}).rows == ()
