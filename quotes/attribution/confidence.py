"""The probability that content and source of an attribution are right.

A logistic regression on features of the component tagger's scores, of the cue and of the
construction, fitted on articles that the tagger was not trained on (`training/confidence.py`), so
that four in five attributions with confidence 0.8 are right.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache

from quotes.attribution.content_spans import find_type
from quotes.attribution.parsed_article import Link, ParsedArticle
from quotes.attribution.trees import is_complementizer
from quotes.english.manifest import ENGLISH
from quotes.english.tables import read_table, read_weights

WEIGHTS_FILE = ENGLISH / "confidence.json"
_LEAST = 0.02  # probabilities are kept this far from 0 and 1; not tuned
# The least confidence of links with a feature. Of 0.3 to 0.45 for all, any is within 0.5 points of
# the best F1 on PolNeAR's development articles. 0.5 for links without a word of saying and without
# marks gains 0.6 points on outside development articles and loses 0.2 on PolNeAR; what a writer
# says in the first person is seldom news and 0.7 changes neither.
_LEAST_KEPT = {"bias": 0.4, "no word of saying, no marks": 0.5, "the writer": 0.7}
# Outside news most of what looks like a report is none. There a link without marks needs more, and
# what the text says of itself is never one.
_LEAST_OUTSIDE_NEWS = 0.8
_FIRST_PERSON = frozenset(("i", "we", "me", "us", "my", "our"))
_POINTING = frozenset(("this", "these", "present", "current"))
_FIRST_PERSON = frozenset(("i", "we", "me", "us", "my", "our"))
# Constructions that have a weight of their own; the others share one.
_FRAMES = frozenset(("clause", "object", "infinitive", "passive", "raised", "read"))


def estimate_confidence(parsed: ParsedArticle, link: Link) -> float:
    """The probability, 0 to 1 to three places, that content and source are right."""
    weights = _load_weights()
    total = sum(weights.get(name, 0.0) * value for name, value in measure_link(parsed, link))
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), 3)


def is_likely(parsed: ParsedArticle, link: Link) -> bool:
    """Whether a link is likely enough to be kept."""
    features = dict(measure_link(parsed, link))
    least = max((value for name, value in _LEAST_KEPT.items() if name in features), default=0.0)
    if not parsed.is_news and link.act == "statement" and link.proposal is not None:
        if _is_of_the_text(parsed, link):
            return False
        if link.rule != "according" and find_type(link.content, parsed.marks) != "direct":
            least = max(least, _LEAST_OUTSIDE_NEWS)
    return estimate_confidence(parsed, link) >= least


def measure_link(parsed: ParsedArticle, link: Link) -> Iterator[tuple[str, float]]:
    """The features of the regression with their values.

    A link that the tagger did not propose has the features of its rule only.
    """
    yield "bias", 1.0
    if link.proposal is None:
        yield f"by rule: {link.rule}", 1.0
        yield "by rule", 1.0
        yield "by rule: score", _logit(link.score)
        return
    yield "cue", _logit(link.proposal.chance)
    yield from _measure_content(parsed, link)
    yield from _measure_source(parsed, link)
    yield f"frame: {link.rule if link.rule in _FRAMES else 'other'}", 1.0
    if link.quotations:
        yield "marks", 1.0
    if len(link.content) > 1:
        yield "joined", 1.0
    if link.lemma not in _read_saying_words():
        yield "no word of saying", 1.0
        if not link.quotations:
            yield "no word of saying, no marks", 1.0


def _measure_content(parsed: ParsedArticle, link: Link) -> Iterator[tuple[str, float]]:
    chances = dict(link.proposal.content) if link.proposal is not None else {}
    words = {word for span in link.content for word in parsed.words_in(span)}
    words |= {w - 1 for w in words if w - 1 in chances and is_complementizer(parsed.token(w - 1))}
    held = sum(chances.get(word, 0.0) for word in words)
    missed = sum(chance for word, chance in chances.items() if word not in words)
    # The expected overlap with the true content.
    yield "content", _logit(held / (len(words) + missed) if words else 0.0)


def _measure_source(parsed: ParsedArticle, link: Link) -> Iterator[tuple[str, float]]:
    chances = dict(link.proposal.source) if link.proposal is not None else {}
    own: set[int] = set()
    if link.source is not None:
        own = {word for span in link.source.spans for word in parsed.words_in(span)}
    if own:
        yield "source", _logit(sum(chances.get(word, 0.0) for word in own) / len(own))
    else:
        yield "nobody", 1.0
    yield "elsewhere", max((c for word, c in chances.items() if word not in own), default=0.0)
    first = {parsed.token(word).text.lower() for word in own} & {"i", "we", "me", "us"}
    if first and link.source is not None and not parsed.marks.around(link.cue[0].start):
        yield "the writer", 1.0


def _is_of_the_text(parsed: ParsedArticle, link: Link) -> bool:
    """Whether the source is the writer or a part of the text: "we", "our data", "this paper"."""
    if link.source is None or parsed.marks.around(link.cue[0].start):
        return False
    words = [parsed.token(w) for span in link.source.spans for w in parsed.words_in(span)]
    texts = {token.text.lower() for token in words}
    is_person = any(token.upos == "PROPN" for token in words)
    return bool(texts & _FIRST_PERSON) or (bool(texts & _POINTING) and not is_person)


@cache
def _read_saying_words() -> frozenset[str]:
    """The lemmas of the words of saying in the list of acts."""
    return frozenset(row["lemma"] for row in read_table("acts") if row["act"] == "statement")


def _logit(chance: float) -> float:
    chance = min(1 - _LEAST, max(_LEAST, chance))
    return math.log(chance / (1 - chance))


@cache
def _load_weights() -> dict[str, float]:
    return read_weights(WEIGHTS_FILE)
