"""The probability that content and source of an attribution are right.

A logistic regression on features of the component tagger's scores, fitted on articles that the
tagger was not trained on (`training/confidence.py`), so that four in five attributions with
confidence 0.8 are right. Attributions that the tagger did not propose have the score of their rule.
"""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path

from quotes.attribution.parsed_article import Link, ParsedArticle
from quotes.attribution.trees import is_complementizer

WEIGHTS_FILE = Path(__file__).resolve().parent.parent / "english" / "confidence.json"
MEASURES = ("bias", "cue", "content", "source", "nobody", "elsewhere", "frame", "marks", "joined")
_LEAST = 0.02  # probabilities are kept this far from 0 and 1; not tuned
_MOST_BY_RULE = 0.95  # confidence of an attribution by rule; not tuned


def estimate_confidence(parsed: ParsedArticle, link: Link) -> float:
    """The probability, 0 to 1 to three places, that content and source are right."""
    measured = measure_link(parsed, link)
    if measured is None:
        return round(min(_MOST_BY_RULE, link.score), 3)
    total = sum(w * value for w, value in zip(_load_weights(), measured, strict=True))
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), 3)


def measure_link(parsed: ParsedArticle, link: Link) -> tuple[float, ...] | None:
    """The features in the order of MEASURES; None for a link that the tagger did not propose."""
    if link.proposal is None:
        return None
    chances = dict(link.proposal.content)
    words = {word for span in link.content for word in parsed.words_in(span)}
    words |= {w - 1 for w in words if w - 1 in chances and is_complementizer(parsed.token(w - 1))}
    held = sum(chances.get(word, 0.0) for word in words)
    missed = sum(chance for word, chance in chances.items() if word not in words)
    sources = dict(link.proposal.source)
    own: set[int] = set()
    if link.source is not None:
        own = {word for span in link.source.spans for word in parsed.words_in(span)}
    named = [sources.get(word, 0.0) for word in own]
    elsewhere = max((chance for word, chance in sources.items() if word not in own), default=0.0)
    return (
        1.0,
        _logit(link.proposal.chance),
        _logit(held / (len(words) + missed) if words else 0.0),  # the expected overlap
        _logit(sum(named) / len(named)) if named else 0.0,
        0.0 if named else 1.0,
        elsewhere,
        0.0 if link.rule == "read" else 1.0,
        1.0 if link.quotations else 0.0,
        float(len(link.content) > 1),
    )


def _logit(chance: float) -> float:
    chance = min(1 - _LEAST, max(_LEAST, chance))
    return math.log(chance / (1 - chance))


@cache
def _load_weights() -> tuple[float, ...]:
    weights: dict[str, float] = json.loads(WEIGHTS_FILE.read_text("utf-8"))
    return tuple(weights[name] for name in MEASURES)
