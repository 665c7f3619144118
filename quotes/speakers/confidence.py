"""How likely the speaker of an attribution is right, given that content and source are.

A logistic model over how the source was resolved, fitted on annotated articles
(`training/speaker_confidence.py`). Where the speaker is left open, it is the probability that
nobody in the article is the speaker by name.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from quotes.english.manifest import ENGLISH
from quotes.english.tables import read_weights
from quotes.records import Certainty, PossibleSpeaker
from quotes.speakers.organizations import is_listed_organization
from quotes.speakers.resolving import SpeakerResolution

WEIGHTS_FILE = ENGLISH / "speaker_confidence.json"

# A name with a lower probability is not given; the candidates are. Chosen on the development
# articles (`onrecord evaluate speakers`): see quotes/speakers/MEASURED.md.
LEAST_PROBABILITY = 0.55
# The least confidence and speaker confidence of `sure` attributions, with and without a name, and
# the least product of both for `likely` ones. On the development articles from outside and from
# PolNeAR 166 of 171 named ones are right by gold and all 27 others; of those fitted on 117 of 121.
_SURE_NAMED, _SURE_OPEN, _LIKELY = (0.95, 0.97), (0.9, 0.8), 0.6
_LONG_NAME = 4  # words of a body's name, beyond which it often takes in too much; not tuned
_LEAST = 0.01  # probabilities are kept this far from 0 and 1; not tuned


def leave_open_if_unlikely(resolved: SpeakerResolution) -> tuple[SpeakerResolution, float]:
    """The resolution, without a name that is not likely enough, and the speaker confidence.

    Of the role only what the source's own words say stays.
    """
    confidence = estimate_speaker_confidence(resolved)
    if resolved.speaker is None or confidence >= LEAST_PROBABILITY:
        return resolved, confidence
    kind = "anonymous" if resolved.kind == "person" else resolved.kind
    role = resolved.described if kind == "anonymous" else None
    left = replace(resolved, kind=kind, speaker=None, role=role, affiliation=None, members=())
    return left, round(1 - confidence, 3)


def list_candidates(resolved: SpeakerResolution) -> tuple[PossibleSpeaker, ...]:
    """The possible speakers of a resolution that names nobody, the likeliest first.

    At most five, none less likely than 0.05 (not tuned).
    """
    if resolved.speaker is not None:
        return ()
    return tuple(
        PossibleSpeaker(name=r.name, kind=r.kind, probability=round(probability, 3))
        for r, probability in resolved.candidates[:5]
        if r.name and probability >= 0.05
    )


def estimate_speaker_confidence(resolved: SpeakerResolution) -> float:
    """The probability, 0 to 1 to three places, that the speaker is right or rightly left open."""
    weights = _load_weights()
    total = sum(weights.get(name, 0.0) * value for name, value in measure_resolution(resolved))
    return round(1 / (1 + math.exp(-total)), 3)


def measure_resolution(resolved: SpeakerResolution) -> Iterator[tuple[str, float]]:
    """The features of the model with their values."""
    yield "bias", 1.0
    if resolved.speaker is None:
        yield f"open {resolved.kind}", 1.0
        yield f"open, {resolved.way}", 1.0
    else:
        yield f"named, {resolved.way}", 1.0
        if resolved.kind == "document":
            yield "named document", 1.0
        if resolved.way == "named":
            yield from ((name, 1.0) for name in _describe_name(resolved))
    if resolved.way in ("pronoun", "description"):
        state = "open" if resolved.speaker is None else "named"
        yield f"{state}, {resolved.way}: probability", _logit(resolved.probability)


def _describe_name(resolved: SpeakerResolution) -> Iterator[str]:
    """How plain a name is that stands in the source itself."""
    name, referent = resolved.speaker or "", resolved.referent
    if resolved.kind == "person":
        if len(name.split()) == 1:
            yield "one word for a person"
        elif referent is not None and len(referent.spans) > 1:
            yield "named again"
        if resolved.role is not None:
            yield "person with a role"
        return
    yield "no person"
    if is_listed_organization(name):
        yield "listed"
    if len(name.split()) > _LONG_NAME:
        yield "long name of a body"
    if referent is not None and len(referent.spans) > 1:
        yield "body named again"


def find_certainty(confidence: float, speaker_confidence: float, *, is_named: bool) -> Certainty:
    """What both confidences come to; more is asked of a name than of none."""
    least, least_speaker = _SURE_NAMED if is_named else _SURE_OPEN
    if confidence >= least and speaker_confidence >= least_speaker:
        return "sure"
    return "likely" if confidence * speaker_confidence >= _LIKELY else "unsure"


def _logit(probability: float) -> float:
    probability = min(1 - _LEAST, max(_LEAST, probability))
    return math.log(probability / (1 - probability))


@cache
def _load_weights() -> dict[str, float]:
    return read_weights(WEIGHTS_FILE)
