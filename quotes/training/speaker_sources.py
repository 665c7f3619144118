"""Adapts the weights of the coreference ranker to sources: the anaphors that something is
attributed to.

GUM has few of them. The annotated articles have many, too few to learn all weights, so that only
those of features for sources are learned, as changes to a prior.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from quotes.speakers.ranking import (
    Anaphor,
    AntecedentCandidate,
    LogLinearRanker,
    featurize,
    make_certain,
)
from quotes.speakers.resolving import SpeakerResolver
from quotes.training.annotated import AnnotatedParse
from quotes.training.distant_supervision import CoreferenceExample
from quotes.training.softmax import SoftmaxRegression

WeightTable = Mapping[tuple[str, str], float]

_OF_SOURCES = ("source", "of he", "of nobody", "nobody is the source")
_CLASSES = ("he", "it", "the")  # "they" has too few examples
_PENALTY = 4.0  # L2, in examples; of 0.5, 1, 2, 4 and 8 the best on the development articles
_ROUNDS, _RATE = 300, 0.1  # not tuned
# Where the search starts, and the weights of "they"; chosen on PolNeAR's development articles.
_PRIOR = {
    ("he", "nobody is the source"): -2.0,
    ("it", "nobody is the source"): -3.0,
    ("they", "nobody is the source"): -3.0,
    ("the", "nobody is the source, plain person"): -0.5,
    ("the", "source, organization fits a name"): 3.0,
    ("the", "source, person fits a name"): 1.0,
}


def adapt_to_sources(
    weights: WeightTable, articles: Iterable[AnnotatedParse]
) -> dict[tuple[str, str], float]:
    """The weights with those of features for sources learned anew; all others stay."""
    prior = {key: w for key, w in weights.items() if not key[1].startswith(_OF_SOURCES)} | _PRIOR
    examples = [
        example
        for article in articles
        for example in collect_source_examples(article, prior) * article.weight
    ]
    return adapt_weights(prior, examples)


class _SpeakerOracle:
    """Chooses the gold speakers for sources and the likeliest candidates for all else."""

    def __init__(
        self,
        article: AnnotatedParse,
        names: Mapping[tuple[int, int], str | None],
        ranker: WeightTable,
    ) -> None:
        self._article, self._names = article, names
        self._ranker = LogLinearRanker(ranker)
        self.examples: list[CoreferenceExample] = []

    def choose(
        self, anaphor: Anaphor, candidates: Sequence[AntecedentCandidate]
    ) -> tuple[int | None, list[float]]:
        """The index of the likeliest candidate with the speaker's name.

        Where gold names nobody, that of the likeliest candidate without a name, or None.
        """
        chosen, probabilities = self._ranker.choose(anaphor, candidates)
        place = (anaphor.number, anaphor.at.head)
        if place not in self._names or not candidates:
            return chosen, probabilities
        fits = self._find_right(self._names[place], candidates)
        if not fits:
            return chosen, probabilities
        gold = max(fits, key=lambda index: probabilities[index])
        self.examples.append(CoreferenceExample(anaphor.kind, featurize(anaphor, candidates), gold))
        return make_certain(gold if gold < len(candidates) else None, len(candidates))

    def _find_right(self, name: str | None, candidates: Sequence[AntecedentCandidate]) -> list[int]:
        """The places of the right candidates; that of nobody is behind the last."""
        names = [candidate.referent.name for candidate in candidates]
        if name is None:
            return [*(i for i, own in enumerate(names) if own is None), len(candidates)]
        return [i for i, own in enumerate(names) if own and self._article.aliases.same(name, own)]


def collect_source_examples(
    article: AnnotatedParse, weights: WeightTable
) -> list[CoreferenceExample]:
    """The pronouns and descriptions that are gold sources and whose speaker is a candidate."""
    names = {
        (gold.link.source.sentence, gold.link.source.head): gold.speaker
        for gold in article.links
        if gold.link.source is not None
    }
    oracle = _SpeakerOracle(article, names, weights)
    SpeakerResolver(article.parsed, [gold.link for gold in article.links], oracle)
    return oracle.examples


def adapt_weights(
    prior: WeightTable, examples: Sequence[CoreferenceExample]
) -> dict[tuple[str, str], float]:
    """The prior with the weights of features for sources fitted to the examples."""
    weights = dict(prior)
    for kind in _CLASSES:
        own = [example for example in examples if example.kind == kind]
        if not own:
            continue
        names = sorted({name for example in own for row in example.rows for name in row})
        fitted = SoftmaxRegression(own, names).maximize(
            np.array([prior.get((kind, name), 0.0) for name in names]),
            penalty=_PENALTY,
            rounds=_ROUNDS,
            rate=_RATE,
            free=np.array([float(name.startswith(_OF_SOURCES)) for name in names]),
        )
        weights |= {(kind, n): float(w) for n, w in zip(names, fitted, strict=True)}
    return weights
