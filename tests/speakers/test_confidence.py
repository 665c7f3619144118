"""How sure a speaker is: the confidence, refusal with candidates, and certainty."""

from __future__ import annotations

from typing import get_args

import pytest
from builders import resolve_speakers
from hypothesis import given
from hypothesis import strategies as st

from quotes.records import SpeakerKind
from quotes.speakers.confidence import (
    LEAST_PROBABILITY,
    estimate_speaker_confidence,
    find_certainty,
    leave_open_if_unlikely,
    list_candidates,
    measure_resolution,
)
from quotes.speakers.referents import Referent
from quotes.speakers.resolving import SpeakerResolution, Way

ANN, BO = Referent("person", "Ann Lee"), Referent("person", "Bo Harn")
NAMELESS = Referent("anonymous")
UNIT = st.floats(0, 1)
RESOLUTIONS = st.builds(
    SpeakerResolution,
    kind=st.sampled_from(get_args(SpeakerKind)),
    speaker=st.sampled_from([None, "Ann Lee"]),
    way=st.sampled_from(get_args(Way)),
    probability=UNIT,
    candidates=st.lists(st.tuples(st.sampled_from([ANN, BO]), UNIT), max_size=8).map(tuple),
)
ORDER = ("unsure", "likely", "sure")


@given(RESOLUTIONS)
def test_confidences_are_probabilities(resolved: SpeakerResolution) -> None:
    """Every resolution has a confidence of 0 to 1, before and after the refusal."""
    assert 0 <= estimate_speaker_confidence(resolved) <= 1
    assert 0 <= leave_open_if_unlikely(resolved)[1] <= 1


@given(RESOLUTIONS)
def test_named_exactly_from_the_threshold_on(resolved: SpeakerResolution) -> None:
    """A name is left open exactly if it is less likely than the threshold; none is ever added."""
    likely = estimate_speaker_confidence(resolved) >= LEAST_PROBABILITY
    left, confidence = leave_open_if_unlikely(resolved)
    assert (left.speaker is not None) == (resolved.speaker is not None and likely)
    if left.speaker is not None or resolved.speaker is None:
        assert (left, confidence) == (resolved, estimate_speaker_confidence(resolved))
    else:
        assert confidence > 1 - LEAST_PROBABILITY
        assert (left.role, left.affiliation, left.members) == (None, None, ())
        assert left.kind != "person"


@given(RESOLUTIONS)
def test_only_who_names_nobody_has_candidates(resolved: SpeakerResolution) -> None:
    """At most five are listed, none of them improbable, and none beside a speaker."""
    candidates = list_candidates(resolved)
    assert len(candidates) <= 5
    assert all(0.05 <= candidate.probability <= 1 for candidate in candidates)
    assert not (resolved.speaker and candidates)


@given(UNIT, UNIT, UNIT, UNIT, st.booleans())
def test_certainty_never_falls(
    first: float, second: float, more: float, more_too: float, is_named: bool
) -> None:
    """More confidence in either part is never less certain."""
    lower = find_certainty(first, second, is_named=is_named)
    higher = find_certainty(max(first, more), max(second, more_too), is_named=is_named)
    assert ORDER.index(lower) <= ORDER.index(higher)


@pytest.mark.parametrize(
    ("confidence", "speaker_confidence", "is_named", "expected"),
    [
        pytest.param(1, 1, True, "sure", id="both"),
        pytest.param(0.95, 0.97, True, "sure", id="both at their bounds"),
        pytest.param(0.94, 1, True, "likely", id="content too little"),
        pytest.param(1, 0.96, True, "likely", id="speaker too little"),
        pytest.param(0.9, 0.8, False, "sure", id="less is asked of nobody"),
        pytest.param(0.7, 0.7, True, "unsure", id="product too little"),
    ],
)
def test_certainty_is_of_both(
    confidence: float, speaker_confidence: float, is_named: bool, expected: str
) -> None:
    """Both parts decide: being sure of one is not enough."""
    assert find_certainty(confidence, speaker_confidence, is_named=is_named) == expected


@given(st.sampled_from(["pronoun", "description"]), UNIT, UNIT)
def test_a_likelier_antecedent_is_a_surer_name(way: Way, one: float, two: float) -> None:
    """The confidence of a named speaker rises with the probability of the antecedent."""
    low, high = (
        estimate_speaker_confidence(SpeakerResolution("person", "Ann Lee", way=way, probability=p))
        for p in sorted((one, two))
    )
    assert low <= high


@pytest.mark.parametrize(
    ("resolved", "expected"),
    [
        pytest.param(SpeakerResolution("person", "Ann Lee"), {"bias", "named, named"}, id="named"),
        pytest.param(SpeakerResolution("document", "Ann Lee Report", way="composed"),
                     {"bias", "named, composed", "named document"}, id="document"),
        pytest.param(SpeakerResolution("group", way="words"),
                     {"bias", "open group", "open, words"}, id="group"),
        pytest.param(SpeakerResolution("person", "Ann Lee", way="pronoun", probability=0.7),
                     {"bias", "named, pronoun", "named, pronoun: probability"}, id="pronoun"),
    ],
)  # fmt: skip
def test_features(resolved: SpeakerResolution, expected: set[str]) -> None:
    """The way counts, for named speakers and open ones apart, and an antecedent's probability."""
    assert {name for name, _ in measure_resolution(resolved)} == expected


def test_a_refused_name_is_a_candidate() -> None:
    """An unlikely antecedent is not named; the candidates keep their probabilities and order."""
    resolved = SpeakerResolution(
        "person",
        "Ann Lee",
        role="senator",
        way="description",
        probability=0.3,
        candidates=((ANN, 0.3), (BO, 0.2), (Referent("person", "Cy Roe"), 0.01)),
    )
    left, _ = leave_open_if_unlikely(resolved)
    assert (left.kind, left.speaker, left.role) == ("anonymous", None, None)
    assert [(c.name, c.probability) for c in list_candidates(left)] == [
        ("Ann Lee", 0.3),
        ("Bo Harn", 0.2),
    ]


KERRY = "John/PROPN/3/nsubj Kerry/PROPN/1/flat left=leave/VERB/0/root ./PUNCT/3/punct"
HE = "He/PRON/2/nsubj said=say/VERB/0/root so/ADV/2/advmod ./PUNCT/2/punct"


def test_the_way_of_a_resolution() -> None:
    """A name in place is certain; a pronoun has the antecedent's probability and candidates."""
    text = "John Kerry left. He said so. Tom added more."
    added = "Tom/PROPN/2/nsubj added=add/VERB/0/root more/ADJ/2/obj ./PUNCT/2/punct"
    (pronoun, _), (name, _) = resolve_speakers(
        text,
        KERRY,
        HE,
        added,
        sources=[("said", "He"), ("added", "Tom")],
        entities={"John Kerry": "PER", "Tom": "PER"},
    )
    assert (name.way, name.probability, name.candidates) == ("named", 1.0, ())
    assert pronoun.way == "pronoun"
    ((candidate, probability),) = pronoun.candidates
    assert (candidate.name, probability) == ("John Kerry", pronoun.probability)
    assert 0 < probability < 1


OUTER = """“/PUNCT/3/punct WORD/PRON/3/nsubj said=say/VERB/9/ccomp so/ADV/3/advmod ,/PUNCT/3/punct
”/PUNCT/3/punct John/PROPN/9/nsubj Kerry/PROPN/7/flat told=tell/VERB/0/root us/PRON/9/iobj
./PUNCT/9/punct"""


@pytest.mark.parametrize(("word", "way"), [("I", "named"), ("We", "self")])
def test_i_is_as_sure_as_the_speaker(word: str, way: str) -> None:
    """The word "I" has the confidence of the quotation's speaker; "we" may be others."""
    _, (inner, _) = resolve_speakers(
        f"“{word} said so,” John Kerry told us.",
        OUTER.replace("WORD", word),
        sources=[("told", "John Kerry"), ("said", word)],
        contents={0: f"“{word} said so,”", 1: "so"},
    )
    assert (inner.speaker, inner.way) == ("John Kerry", way)


def test_the_words_of_a_description_stay() -> None:
    """Who is left open keeps the role that the source itself states, and no other."""
    resolved = SpeakerResolution(
        "person", "Ann Lee", role="skipper", way="description", probability=0.1,
        described="ambassador",
    )  # fmt: skip
    left, _ = leave_open_if_unlikely(resolved)
    assert (left.speaker, left.role) == (None, "ambassador")
    text = "John Kerry left. The senator said so."
    said = """The/DET/2/det senator/NOUN/3/nsubj said=say/VERB/0/root so/ADV/3/advmod
    ./PUNCT/3/punct"""
    ((described, _),) = resolve_speakers(text, KERRY, said, sources=[("said", "The senator")])
    assert (described.way, described.described) == ("description", "senator")


def _named(name: str, kind: SpeakerKind = "person", role: str | None = None) -> float:
    referent = Referent(kind, name)
    resolved = SpeakerResolution(kind, name, role, referent=referent, way="named")
    return estimate_speaker_confidence(resolved)


def test_plain_names_are_surer() -> None:
    """Among speakers named in place a full name, a role and a listed body make it surer."""
    assert _named("Ann Lee", role="judge") > _named("Ann Lee") > _named("Lee")
    assert _named("Reuters", "organization") > _named("Hydrosar", "organization")
    assert _named("Ann Lee") > _named("Hydrosar", "organization")
