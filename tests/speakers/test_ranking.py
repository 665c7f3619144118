"""The log-linear ranker: features of candidates, and the choice between them."""

from __future__ import annotations

import math

from quotes.speakers.ranking import (
    Anaphor,
    AntecedentCandidate,
    LogLinearRanker,
    ReferentMention,
    featurize,
    find_synonyms,
    load_weights,
)
from quotes.speakers.referents import Referent


def mention(number: int, relation: str = "subject", *, speaks: bool = False) -> ReferentMention:
    return ReferentMention(
        number=number,
        head=0,
        place=100 * number,
        paragraph=number,
        form="name",
        relation=relation,
        governor=1,
        speaks=speaks,
        quotation=None,
    )


def candidate(name: str, number: int, relation: str = "subject") -> AntecedentCandidate:
    last = mention(number, relation)
    return AntecedentCandidate(Referent("person", name), last, 1, last)


NEAR, FAR = candidate("Ann Lee", 4), candidate("Bo Harn", 0, "object")
HE = Anaphor("he", mention(5, speaks=True), 5, "he")


def test_a_row_of_features_for_each_candidate_and_nobody() -> None:
    """The rows have the order of the candidates; distances are counted from the anaphor."""
    near, far, nobody = featurize(HE, [NEAR, FAR])
    assert {"sentences <=1", "recency <=0", "parallel", "last subject"} <= set(near)
    assert {"sentences <=6", "recency <=1", "unquoted recency <=1"} <= set(far)
    assert nobody[:2] == ["nobody", "nobody of <=2"]


def test_the_weights_decide() -> None:
    """The highest sum of weights wins; the probability is the softmax over all rows."""
    ranker = LogLinearRanker({("he", "recency <=1"): 2.0})
    index, probability = ranker.choose(HE, [NEAR, FAR])
    assert index == 1
    assert math.isclose(probability, math.exp(2) / (math.exp(2) + 2))


def test_nobody_without_candidates() -> None:
    """Without candidates the antecedent is surely nobody."""
    assert LogLinearRanker({}).choose(HE, []) == (None, 1.0)


def test_a_source_is_rarely_nobody() -> None:
    """The margin for sources outweighs a small weight for nobody."""
    weights = {("he", "nobody"): 1.0}
    source = Anaphor("he", mention(5), 5, "he", source=True)
    assert LogLinearRanker(weights).choose(HE, [FAR])[0] is None
    assert LogLinearRanker(weights).choose(source, [FAR])[0] == 0


def test_the_shipped_weights() -> None:
    """There are weights for each class of anaphor."""
    assert {kind for kind, _ in load_weights()} == {"he", "it", "they", "the"}


def test_find_synonyms() -> None:
    """Synonyms are mutual and no noun is its own."""
    assert "justice" in find_synonyms("judge")
    assert "judge" in find_synonyms("justice") - find_synonyms("judge")
