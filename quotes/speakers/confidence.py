"""How likely the speaker of an attribution is right, given that content and source are.

A logistic model over how the source was resolved, fitted on annotated articles
(`training/speaker_confidence.py`). Where the speaker is left open, it is the probability that
nobody in the article is the speaker by name.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from functools import cache
from typing import Literal

from quotes.english.tables import ENGLISH
from quotes.speakers.resolving import SpeakerResolution

WEIGHTS_FILE = ENGLISH / "speaker_confidence.json"
Certainty = Literal["sure", "likely", "unsure"]

# A name with a lower probability is not given; the candidates are. Chosen on the development
# articles (`onrecord evaluate speakers`): see quotes/speakers/MEASURED.md.
LEAST_PROBABILITY = 0.55
# The least product of both confidences of `sure` and of `likely` attributions, chosen likewise.
_SURE, _LIKELY = 0.9, 0.6
_LEAST = 0.01  # probabilities are kept this far from 0 and 1; not tuned


def estimate_speaker_confidence(resolved: SpeakerResolution) -> float:
    """The probability, 0 to 1 to three places, that the speaker is right or rightly left open."""
    weights = _load_weights()
    total = sum(weights.get(name, 0.0) * value for name, value in measure_resolution(resolved))
    return round(1 / (1 + math.exp(-total)), 3)


def measure_resolution(resolved: SpeakerResolution) -> Iterator[tuple[str, float]]:
    """The features of the model with their values."""
    named = "named" if resolved.speaker is not None else "open"
    yield "bias", 1.0
    yield f"{resolved.way}, {named}", 1.0
    yield f"{resolved.kind}, {named}", 1.0
    if resolved.way in ("pronoun", "description", "composed"):
        yield f"{resolved.way}, {named}: probability", _logit(resolved.probability)
    if resolved.way == "description":
        yield f"description of a {resolved.kind}, {named}", 1.0


def find_certainty(confidence: float, speaker_confidence: float) -> Certainty:
    """What both confidences come to."""
    both = confidence * speaker_confidence
    return "sure" if both >= _SURE else "likely" if both >= _LIKELY else "unsure"


def _logit(probability: float) -> float:
    probability = min(1 - _LEAST, max(_LEAST, probability))
    return math.log(probability / (1 - probability))


@cache
def _load_weights() -> dict[str, float]:
    weights: dict[str, float] = json.loads(WEIGHTS_FILE.read_text("utf-8"))
    return weights
