"""Verdicts: the findings, their precedence, context, several sources."""

from __future__ import annotations

from typing import Any

import pytest
from builders import find

from quotes.checking import (
    CheckResult,
    Hints,
    Holdings,
    QuotedSource,
    check_claim,
    describe_result,
    read_claim,
)
from quotes.records import Attribution, Evidence, Span

SAID = "“I don't think the dam is safe. We will close the valley road on Friday,” Ana Lee said."


def make_source(
    text: str,
    content: str | tuple[str, ...],
    speaker: str | None = "Ana Lee",
    cue: str = "said",
    **fields: Any,
) -> QuotedSource:
    """A quotation of the text, printed by the Mail on 2031-03-02."""
    pieces = (content,) if isinstance(content, str) else content
    attribution = Attribution(
        id=f"{speaker}{len(text)}",
        article_id="a",
        content=tuple(find(text, piece) for piece in pieces),
        cue=(find(text, cue),) if cue in text else (),
        type=fields.pop("type", "direct"),
        speaker=speaker,
        speaker_id=speaker and speaker.lower(),
        confidence=0.9,
        speaker_confidence=0.9,
        certainty=fields.pop("certainty", "sure"),
        evidence=Evidence(rule="test", cue_lemma=fields.pop("cue_lemma", "say")),
        model_version="test",
    )
    return QuotedSource(attribution, text, outlet="Mail", published="2031-03-02", **fields)


def check(claim: str, *sources: QuotedSource, speaker: str | None = None) -> CheckResult:
    return check_claim(read_claim(claim, speaker), sources)


DAM = make_source(SAID, SAID[: SAID.index(" Ana")])


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("We will close the valley road on Friday", "exact"),
        ("we'll close the valley road on Friday", "near"),
        ("We will close the … road on Friday", "partial"),
        ("We will close the valley road on Monday", "altered"),
        ("Tom Berg: “We will close the valley road on Friday”", "misattributed"),
        ("the dam is safe", "context_dropped"),
        ("I don't think the dam is safe", "exact"),
        ("Nobody knows where the ferry went", "not_found"),
        ("We will", "invalid"),
    ],
)
def test_verdicts(claim: str, verdict: str) -> None:
    result = check(claim, DAM)
    assert result.verdict == verdict
    assert 0 <= result.probability <= 1


def test_the_place_slices_to_the_words() -> None:
    text = "“The wall is standing,” Lee said. “And it will stay.”"
    source = make_source(text, ("“The wall is standing,”", "“And it will stay.”"))
    result = check("the wall is standing and it will stay", source)
    assert result.verdict == "exact"
    place = result.matches[0].place
    assert [span.slice(text) for span in place] == ["The wall is standing,”", "“And it will stay"]


def test_a_reporters_words() -> None:
    text = "Lee said that the valley road would be closed on Friday."
    source = make_source(text, "that the valley road would be closed on Friday", type="indirect")
    assert check("the valley road would be closed on Friday", source).verdict == "indirect_only"
    denied = text.replace("said", "denied")
    source = make_source(denied, "that the valley road would be closed on Friday", cue="denied",
                         type="indirect", cue_lemma="deny")  # fmt: skip
    result = check("the valley road would be closed on Friday", source)
    assert (result.verdict, result.context.turn) == ("context_dropped", "denial")


def test_of_a_mixed_quotation_the_marks_decide() -> None:
    text = "Lee said the wall was “standing as it has for fifty years” and would stay."
    source = make_source(text, text[9:-1], type="mixed")
    assert check("standing as it has for fifty years", source).reported == "quoted"
    assert check("the wall was standing … and would stay", source).reported == "indirect"


@pytest.mark.parametrize(
    ("said", "claim", "turn"),
    [
        ("“If it rains again, we will open the gates,”", "we will open the gates", "condition"),
        ("“We will open the gates if it rains again,”", "We will open the gates", "condition"),
        ("“Critics say that we will open the gates,”", "we will open the gates", "other_speaker"),
        ("“It is a lie that we will open the gates,”", "we will open the gates", "falsehood"),
        ("“That we will open the gates is nonsense,”", "we will open the gates", "falsehood"),
        ("“Will we open all of the gates?”", "We open all of the gates", "question"),
        ("“We are never going to open the gates,”", "going to open the gates", "negation"),
        ("“We will, if Parliament agrees, open the gates,”", "We will open the gates", "condition"),
        ("“It is not raining, and we will open the gates,”", "we will open the gates", None),
        ("“I say we will open the gates,”", "we will open the gates", None),
        ("“We will open the gates. If it rains, we wait,”", "We will open the gates", None),
        ("“I just hope that we can open the gates,”", "we can open the gates", "hedge"),
        ("“Maybe, he opened all of the gates,”", "opened all of the gates", "hedge"),
        ("“I doubt we will open the gates,”", "we will open the gates", "hedge"),
        ("“I think we will open the gates,”", "we will open the gates", None),
        ("“I really think we will open the gates,”", "we will open the gates", None),
        ("“I have to say we will open the gates,”", "we will open the gates", None),
        ("“Farmers really think we open the gates,”", "we open the gates", "other_speaker"),
        ("“I don't think we will open the gates,”", "we will open the gates", "negation"),
        ("“Maybe it rains; we will open the gates,”", "we will open the gates", None),
        ("“Farmers hope we will open the gates,”", "we will open the gates", "other_speaker"),
        ("“We will open the gates. That's a lie,”", "we will open the gates", "falsehood"),
        ("“We will open the gates. That is wrong,”", "we will open the gates", None),
        ("“We opened the gates, so why are they dry?”", "we opened the gates", None),
        ("“Did we, when it rained, open the gates?”", "we when it rained open", "question"),
    ],
)
def test_words_around_that_turn_a_claim(said: str, claim: str, turn: str | None) -> None:
    text = f"{said} Ana Lee said."
    finding = check(claim, make_source(text, said)).context
    assert (finding.kind, finding.turn) == ("dropped" if turn else "kept", turn)
    if finding.place is not None:
        assert finding.place.slice(text) == finding.words


def test_a_question_that_is_asked_behind_the_quotation() -> None:
    text = "“Open the gates of the dam,” Ana Lee said, and what would Tom Berg do?"
    source = make_source(text, "“Open the gates of the dam,”")
    assert check("Open the gates of the dam", source).verdict == "exact"


def test_that_a_claim_is_false_counts_only_if_the_speaker_says_so() -> None:
    text = "“We will open the gates,” Ana Lee said. That is a lie."
    source = make_source(text, "“We will open the gates,”")
    assert check("We will open the gates", source).context.kind == "kept"


def test_speakers() -> None:
    words = "We will close the valley road on Friday"
    nobody = make_source(SAID, DAM.text, speaker=None)
    assert check(words, nobody).verdict == "exact"
    assert check(words, nobody, speaker="Ana Lee").verdict == "ambiguous"
    berg = make_source(SAID, DAM.text, speaker="Tom Berg")
    assert check(words, DAM, berg).verdict == "ambiguous"
    result = check(words, berg, DAM, speaker="Ana Lee")
    assert (result.verdict, result.matches[0].attribution.speaker) == ("exact", "Ana Lee")
    renamed = make_source(SAID, DAM.text, speaker="Lee", names=("Lee", "Ana Marta Lee"))
    assert check(words, renamed, speaker="Ana Marta Lee").speaker == "same"


def test_hints_choose_among_the_same_words() -> None:
    other = DAM._replace(outlet="Post", published="2030-01-01")
    claim = read_claim("We will close the valley road on Friday")
    for hints in (Hints(outlet="the post"), Hints(date="2030-01-04")):
        wanted = "the post" if hints.outlet else None
        other = other._replace(outlet="The Post" if wanted else "Post")
        assert check_claim(claim, [DAM, other], hints).matches[0].outlet == other.outlet
    assert check_claim(claim, [other, DAM], Hints(date="soon")).matches


def test_a_claim_from_two_quotations() -> None:
    text = "“The wall is old and wet,” Lee said. Later she said: “Nobody should sleep below it.”"
    first = make_source(text, "“The wall is old and wet,”")
    second = make_source(text, "“Nobody should sleep below it.”")
    result = check("The wall is old and wet … Nobody should sleep below it", first, second)
    assert (result.verdict, result.sources) == ("partial", 2)
    stranger = make_source(text, "“Nobody should sleep below it.”", speaker="Tom Berg")
    result = check("The wall is old and wet … Nobody should sleep below it", first, stranger)
    assert result.verdict != "partial"


def test_messages() -> None:
    holdings = Holdings(outlets=2, first_published="2030-01-01", last_published="2031-03-02")
    words = "We will close the valley road on Friday"
    assert describe_result(check(words, DAM), holdings) == (
        "Held word for word. Said by Ana Lee (Mail, 2031-03-02)."
    )
    assert describe_result(check("Nobody knows where the ferry is", DAM), holdings) == (
        "Not held here: nothing from 2 outlets, 2030-01-01 to 2031-03-02, has these words. "
        "It may still have been said."
    )
    unsure = make_source(SAID, DAM.text, certainty="unsure")
    assert "is unsure, not sure" in describe_result(check(words, unsure), holdings)


def test_long_texts_are_cut() -> None:
    long = make_source(("dam " * 4000).strip(), ("dam " * 4000).strip())
    assert check("dam " * 2000, long).verdict in ("exact", "altered", "near")


def test_offsets_stay_inside() -> None:
    match = check("We will close the valley road on Friday", DAM).matches[0]
    assert all(isinstance(span, Span) and span.end <= len(SAID) for span in match.place)
