"""Which earlier referent an anaphor refers to: a log-linear model over the candidates.

An anaphor is a pronoun or a definite description. Each candidate, and "nobody", has features; each
class of anaphor has a weight for each feature. The weights are learned from the coreference of UD
English GUM and from news articles (`onrecord train speakers`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, Protocol

from quotes.english.manifest import ENGLISH
from quotes.english.tables import read_rows, read_table
from quotes.speakers.referents import Referent

_OF_SPEAKERS = ("unquoted", "last", "form", "recency", "parallel")  # features with own weights
# Features that have own weights where a description's noun is new: "the Vermont senator".
_OF_NEW_NOUNS = ("unquoted", "count", "mentioned", "last", "paragraphs", "role")
# Nouns that can refer to a body of any type once it is named.
_GENERIC = frozenset(
    ("company", "firm", "group", "agency", "organization", "organisation", "union", "paper",
     "newspaper", "body", "party", "institution", "government", "department", "ministry",
     "committee", "commission", "network", "outlet", "magazine", "utility", "charity", "bank")
)  # fmt: skip
WEIGHTS = ENGLISH / "coreference.tsv"
AnaphorClass = Literal["he", "it", "they", "the"]


@dataclass(frozen=True)
class ReferentMention:
    """One mention of a referent.

    Attributes:
        number: of the sentence, from 0.
        head: the head token in the sentence, from 0.
        place: the first character in the text.
        paragraph: of the sentence, from 0.
        form: "name", "description", "pronoun" or "joint".
        relation: the grammatical relation; see `mentions.find_relation`.
        governor: the token that the head depends on.
        speaks: whether it is the subject of a verb of saying.
        quotation: the first character of the quotation around it, None outside.
    """

    number: int
    head: int
    place: int
    paragraph: int
    form: str
    relation: str
    governor: int
    speaks: bool
    quotation: int | None


@dataclass(frozen=True)
class Anaphor:
    """A pronoun or description that may refer to a referent mentioned elsewhere.

    Attributes:
        at: the mention; moved to the start of the quotation that it follows.
        number: the sentence that the anaphor itself stands in.
        word: the pronoun or the noun as printed, in lower case.
        gender: that of the word, "" if it has none or is hidden.
        noun: a description's lemma.
        modifiers: the lemmas that modify the noun.
        names: the folded proper nouns and adjectives among them ("the Clinton campaign").
        complete: whether its own complements ("the head of the union") may identify the referent.
        owned: whether it has a possessor.
        source: whether something is attributed to it.
        above: the tokens that it depends on, directly or not.
        own_quotations: the first characters of its own quotations, in which nobody calls
            himself "he".
        content_pronouns: "I", "we" and "he" (or "she"), where what a source says has them.
    """

    kind: AnaphorClass
    at: ReferentMention
    number: int
    word: str = ""
    gender: str = ""
    noun: str = ""
    noun_kind: str = ""
    modifiers: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    complete: bool = False
    owned: bool = False
    source: bool = False
    above: tuple[int, ...] = ()
    own_quotations: frozenset[int] = frozenset()
    content_pronouns: frozenset[str] = frozenset()


@dataclass(frozen=True)
class AntecedentCandidate:
    """A referent that an anaphor may refer to.

    Attributes:
        referent: the candidate.
        last: its last mention before the anaphor; if it is `ahead`, its first one after it.
        count: how often it was mentioned before.
        last_unquoted: its last mention outside quotations, None if there is none.
        ahead: whether it is named only after the anaphor.
    """

    referent: Referent
    last: ReferentMention
    count: int
    last_unquoted: ReferentMention | None = None
    ahead: bool = False


class AntecedentRanker(Protocol):
    """Chooses between candidates: by the shipped weights, or by gold while weights are learned."""

    def choose(
        self, anaphor: Anaphor, candidates: Sequence[AntecedentCandidate]
    ) -> tuple[int | None, Sequence[float]]:
        """The index of the antecedent, None for nobody; and the probability of each candidate and,
        last, of nobody.
        """


def make_certain(chosen: int | None, count: int) -> tuple[int | None, list[float]]:
    """The choice of a candidate among `count`, or of nobody, with probability 1."""
    probabilities = [0.0] * (count + 1)
    probabilities[count if chosen is None else chosen] = 1.0
    return chosen, probabilities


class LogLinearRanker:
    """Chooses the candidate with the highest probability.

    Args:
        weights: (anaphor class, feature) -> weight; the shipped ones if None.
    """

    def __init__(self, weights: Mapping[tuple[str, str], float] | None = None) -> None:
        self._weights = load_weights() if weights is None else weights

    def choose(
        self, anaphor: Anaphor, candidates: Sequence[AntecedentCandidate]
    ) -> tuple[int | None, list[float]]:
        """The index of the likeliest candidate, None for nobody; and the probabilities."""
        rows = featurize(anaphor, candidates)
        scores = [sum(self._weights.get((anaphor.kind, name), 0.0) for name in row) for row in rows]
        best = max(range(len(scores)), key=scores.__getitem__)
        odds = [math.exp(score - scores[best]) for score in scores]
        total = sum(odds)
        return (best if best < len(candidates) else None), [odd / total for odd in odds]


@cache
def load_weights() -> Mapping[tuple[str, str], float]:
    """(anaphor class, feature) -> weight, as shipped."""
    return {(row["anaphor"], row["feature"]): float(row["weight"]) for row in read_rows(WEIGHTS)}


@cache
def _read_synonyms() -> Mapping[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for row in read_table("alike"):
        nouns = {row["noun"], *row["alike"].split(",")}
        for noun in nouns:
            table.setdefault(noun, set()).update(nouns - {noun})
    return {noun: frozenset(others) for noun, others in table.items()}


def find_synonyms(noun: str) -> frozenset[str]:
    """Nouns that may describe the same person: "judge" for "justice"."""
    return _read_synonyms().get(noun, frozenset())


def featurize(anaphor: Anaphor, candidates: Sequence[AntecedentCandidate]) -> list[list[str]]:
    """The features of each candidate in their order and, last, of nobody."""
    order = sorted(
        range(len(candidates)), key=lambda i: (candidates[i].ahead, -candidates[i].last.place)
    )
    rank = {index: position for position, index in enumerate(order)}
    most = max((candidate.count for candidate in candidates), default=0)
    speakers = [i for i in order if candidates[i].last.speaks and not candidates[i].ahead]
    subjects = [i for i in order if candidates[i].last.relation == "subject"]
    unquoted = sorted(
        (-c.last_unquoted.place, i) for i, c in enumerate(candidates) if c.last_unquoted is not None
    )
    unquoted_rank = {index: position for position, (_, index) in enumerate(unquoted)}
    rows: list[list[str]] = []
    for index, candidate in enumerate(candidates):
        row = list(_features(anaphor, candidate, rank[index]))
        if candidate.count == most:
            row.append("mentioned most")
        if speakers[:1] == [index]:
            row.append("last speaker")
            if anaphor.at.speaks:
                row.append("last speaker goes on")
        if subjects[:1] == [index]:
            row.append("last subject")
        if anaphor.at.quotation is None and not candidate.ahead:
            row += _unquoted_features(anaphor.at, candidate.last_unquoted, unquoted_rank.get(index))
        if anaphor.kind == "the":
            row += _description_features(anaphor, candidate)
            if "noun is new" in row and candidate.referent.name:
                row += [f"new, {name}" for name in row if name.startswith(_OF_NEW_NOUNS)]
        if anaphor.kind == "he" and anaphor.at.speaks and anaphor.at.quotation is None:
            row += [f"said, {name}" for name in row if name.startswith(_OF_SPEAKERS)]
        if anaphor.source:
            row += _source_features(anaphor, candidate, row)
        rows.append(row)
    rows.append(list(_nobody_features(anaphor, len(candidates))))
    if any("noun fits" in row for row in rows):
        for row in rows:
            if "noun fits" not in row:
                row.append("noun fits another")
    return rows


def _features(anaphor: Anaphor, candidate: AntecedentCandidate, rank: int) -> Iterable[str]:
    at, last = anaphor.at, candidate.last
    if candidate.ahead:
        yield "ahead"
        yield f"ahead {last.relation}"
        return
    distance = at.number - last.number
    yield f"sentences {_bucket(distance, (0, 1, 2, 3, 6, 12))}"
    yield f"recency {_bucket(rank, (0, 1, 2, 4))}"
    yield f"paragraphs {_bucket(at.paragraph - last.paragraph, (0, 1, 2, 5))}"
    yield f"last {last.relation}"
    yield f"form {last.form}"
    yield f"count {_bucket(candidate.count, (1, 3, 7))}"
    yield f"kind {candidate.referent.kind}"
    if candidate.referent.name is None:
        yield "unnamed"
    if last.relation == at.relation:
        yield "parallel"
    if last.speaks:
        yield "speaks"
        if at.speaks:
            yield "both speak"
    yield _quoting(at, last)
    if distance == 0:
        if last.governor == at.governor and at.relation != "owner" and last.relation != "owner":
            yield "of one verb"
        if last.governor in anaphor.above and last.relation == "subject":
            yield "subject above"
    if anaphor.gender:
        referent = candidate.referent
        same = (referent.gender or referent.leaning) == anaphor.gender
        yield "gender same" if same else "gender unknown"


def _unquoted_features(
    at: ReferentMention, last: ReferentMention | None, rank: int | None
) -> Iterable[str]:
    """Features of a candidate's last mention outside quotations."""
    if last is None or rank is None:
        yield "never unquoted"
        return
    yield f"unquoted recency {_bucket(rank, (0, 1, 2))}"
    yield f"unquoted sentences {_bucket(at.number - last.number, (0, 1, 2, 4))}"
    yield f"unquoted {last.relation}"
    if last.speaks:
        yield "unquoted as speaking"
    if last.speaks and at.speaks:
        yield f"unquoted, both speak {_bucket(at.paragraph - last.paragraph, (0, 1, 2))}"


def _source_features(
    anaphor: Anaphor, candidate: AntecedentCandidate, row: Sequence[str]
) -> list[str]:
    """Features that matter for sources: what is said is about somebody, who rarely says it."""
    features = [f"source, {name}" for name in row]
    if candidate.referent.name:
        features.append("source, named")
        if "noun fits" in row and not anaphor.complete and not anaphor.owned:
            features.append(f"source, {anaphor.noun_kind} fits a name")
    if anaphor.kind == "he":
        about = "he" if "he" in anaphor.content_pronouns else "nobody"
        marks = [n for n in row if n.startswith(("unquoted recency", "last ", "unquoted as"))]
        features += [f"of {about}: {name}" for name in marks]
    return features


def _quoting(at: ReferentMention, last: ReferentMention) -> str:
    if at.quotation is None:
        return "out of quotations" if last.quotation is None else "out of a quotation"
    if last.quotation is None:
        return "into a quotation, its speaker" if last.speaks else "into a quotation"
    return "in one quotation" if last.quotation == at.quotation else "in two quotations"


def _description_features(anaphor: Anaphor, candidate: AntecedentCandidate) -> Iterable[str]:
    referent = candidate.referent
    role = frozenset((referent.role or "").lower().replace("-", " ").split())
    nouns = referent.nouns | role
    fits = anaphor.noun in nouns or bool(find_synonyms(anaphor.noun) & nouns)
    yield "noun fits" if fits else "noun is new"
    if fits and referent.name:
        yield "noun fits a name"
    if not fits and referent.name is None:
        yield "noun of another"
    if not fits and referent.is_person:
        yield "role known" if referent.role else "role unknown"
    if anaphor.modifiers:
        words = nouns | frozenset(referent.parts)
        yield "modifier known" if anaphor.modifiers & words else "modifier new"
    if anaphor.complete:
        yield "has complements, fits" if fits else "has complements"
    yield f"{anaphor.noun_kind} for {referent.kind}"
    if anaphor.noun in _GENERIC and referent.kind == "organization":
        yield "generic for a name" if referent.name else "generic for the unnamed"


def _nobody_features(anaphor: Anaphor, candidates: int) -> Iterable[str]:
    yield "nobody"
    yield f"nobody of {_bucket(candidates, (0, 1, 2, 4))}"
    if anaphor.at.quotation is not None:
        yield "nobody in a quotation"
    if anaphor.at.speaks:
        yield "nobody speaks"
    if anaphor.source:
        yield "nobody is the source"
        if anaphor.kind == "the":
            plain = "plain" if not anaphor.complete and not anaphor.owned else "specified"
            yield f"nobody is the source, {plain} {anaphor.noun_kind}"
    if anaphor.kind == "the":
        yield f"nobody {anaphor.noun_kind}"
        if anaphor.complete:
            yield "nobody has complements"
        if anaphor.owned:
            yield "nobody is owned"
        if anaphor.modifiers:
            yield "nobody has modifiers"
    else:
        yield f"nobody {anaphor.at.relation}"


@lru_cache(maxsize=1 << 12)
def _bucket(number: int, limits: tuple[int, ...]) -> str:
    """The first limit that the number does not exceed; the limits above are not tuned."""
    return next((f"<={limit}" for limit in limits if number <= limit), f">{limits[-1]}")
