"""The log-linear ranker: features of candidates, and the choice between them."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from quotes.speakers.ranking import (
    Anaphor,
    AntecedentCandidate,
    LogLinearRanker,
    ReferentMention,
    featurize,
    find_synonyms,
    load_weights,
    make_certain,
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
    """The highest sum of weights wins; the probabilities are the softmax over all rows."""
    ranker = LogLinearRanker({("he", "recency <=1"): 2.0})
    index, probabilities = ranker.choose(HE, [NEAR, FAR])
    total = math.exp(2) + 2
    assert index == 1
    assert probabilities == pytest.approx([1 / total, math.exp(2) / total, 1 / total])


def test_nobody_without_candidates() -> None:
    """Without candidates the antecedent is surely nobody."""
    assert LogLinearRanker({}).choose(HE, []) == (None, [1.0])


def test_a_source_is_rarely_nobody() -> None:
    """A source has features of its own, for candidates and for nobody, which the weights use."""
    weights = {("he", "nobody"): 1.0, ("he", "nobody is the source"): -2.0}
    source = replace(HE, source=True)
    assert LogLinearRanker(weights).choose(HE, [FAR])[0] is None
    assert LogLinearRanker(weights).choose(source, [FAR])[0] == 0
    far, nobody = featurize(source, [FAR])
    assert {"source, recency <=0", "source, named"} <= set(far)
    assert "nobody is the source" in nobody
    assert not any(name.startswith("source") for name in featurize(HE, [FAR])[0])


@pytest.mark.parametrize(
    ("pronouns", "about"),
    [
        pytest.param(frozenset(("he",)), "he", id="somebody says that he goes"),
        pytest.param(frozenset(("i",)), "nobody", id="I am no third person"),
        pytest.param(frozenset(), "nobody", id="none"),
    ],
)
def test_pronouns_of_the_content(pronouns: frozenset[str], about: str) -> None:
    """What a source says may be about another "he"; where the last mention stands counts then."""
    near, *_ = featurize(replace(HE, source=True, content_pronouns=pronouns), [NEAR, FAR])
    marks = {name for name in near if name.startswith("of ")}
    assert f"of {about}: last subject" in marks
    assert f"of {about}: unquoted recency <=0" in marks
    assert all(name.startswith(f"of {about}: ") for name in marks)


@pytest.mark.parametrize(
    ("fields", "feature"),
    [
        pytest.param({}, "nobody is the source, plain person", id="the senator"),
        pytest.param({"complete": True}, "nobody is the source, specified person",
                     id="the head of the union"),
        pytest.param({"owned": True}, "nobody is the source, specified person", id="his aide"),
    ],
)  # fmt: skip
def test_nobody_for_a_description(fields: dict[str, bool], feature: str) -> None:
    """A description that says whose or of what it is may well be of somebody new."""
    anaphor = Anaphor(
        "the", mention(5), 5, "senator", noun="senator", noun_kind="person", source=True, **fields
    )
    assert feature in featurize(anaphor, [NEAR])[-1]


@pytest.mark.parametrize(("chosen", "expected"), [(1, [0.0, 1.0, 0.0]), (None, [0.0, 0.0, 1.0])])
def test_certain_choices(chosen: int | None, expected: list[float]) -> None:
    """A choice by gold has probability 1, nobody the last place."""
    assert make_certain(chosen, 2) == (chosen, expected)


def test_the_shipped_weights() -> None:
    """There are weights for each class of anaphor."""
    assert {kind for kind, _ in load_weights()} == {"he", "it", "they", "the"}


def test_find_synonyms() -> None:
    """Synonyms are mutual and no noun is its own."""
    assert "justice" in find_synonyms("judge")
    assert "judge" in find_synonyms("justice") - find_synonyms("judge")


def test_a_noun_that_fits_another_tells_against_the_rest() -> None:
    """Of a judge and somebody else, "the judge" is not the other, nor nobody."""
    judge = replace(NEAR, referent=Referent("person", "Ann Lee", nouns={"judge"}))
    the = Anaphor("the", mention(5), 5, "judge", noun="judge", noun_kind="person")
    fits, other, nobody = featurize(the, [judge, FAR])
    assert "noun fits another" not in fits
    assert "noun fits another" in other
    assert "noun fits another" in nobody
    assert all("noun fits another" not in row for row in featurize(the, [FAR]))


@pytest.mark.parametrize(
    ("number", "governor", "relation", "expected"),
    [
        pytest.param(5, 1, "object", True, id="of one verb"),
        pytest.param(5, 2, "object", False, id="of another verb"),
        pytest.param(4, 1, "object", False, id="in another sentence"),
        pytest.param(5, 1, "owner", False, id="whose it is"),
    ],
)
def test_two_arguments_of_one_verb(
    number: int, governor: int, relation: str, expected: bool
) -> None:
    """Subject and object of one verb are rarely the same person."""
    last = replace(mention(number, relation), governor=governor)
    (row, _) = featurize(HE, [AntecedentCandidate(Referent("person", "Ann Lee"), last, 1, last)])
    assert ("of one verb" in row) is expected
